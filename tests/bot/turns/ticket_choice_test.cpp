#include "bot/turns/ticket_choice.hpp"

#include <catch2/catch.hpp>

namespace {

tickets::Ticket ticket(const std::string& number, const std::string& title, tickets::Status status) {
  tickets::Ticket one;
  one.number = number;
  one.title = title;
  one.status = status;
  return one;
}

const std::vector<tickets::Ticket> kThree{
    ticket("JN2603100000019", "货主拖欠运费八千三，电话也不接", tickets::Status::kDispatched),
    ticket("JN2603100000027", "停车场乱收停车费", tickets::Status::kInHand),
    ticket("JN2603110000119", "平台无故扣我服务分", tickets::Status::kAccepted)};

}  // namespace

TEST_CASE("ticket choice: the list has one line a ticket, with the end of its number and its title", "[bot]") {
  CHECK(bot::list_for_choice(kThree) ==
        "1 尾号0019 货主拖欠运费八千三，电话也不接（已转交）\n2 尾号0027 停车场乱收停车费（正在办理）\n"
        "3 尾号0119 平台无故扣我服务分（已受理，正在转交）");
  CHECK(bot::list_for_choice({}).empty());
}

TEST_CASE("ticket choice: what drivers say names one ticket, or none", "[bot]") {
  struct Row {
    const char* words;
    int index;  // -1: none
  };
  for (const Row& row : {Row{"1", 0},
                         Row{"第二件", 1},
                         Row{"3", 2},
                         Row{"4", -1},
                         Row{"0027", 1},
                         Row{"后四位 0119", 2},
                         Row{"尾号０１１９", 2},
                         Row{"JN2603100000019", 0},
                         Row{"jn 260310 0000 027", 1},
                         Row{"0019那个", 0},
                         Row{"119", 2},
                         Row{"019", 0},
                         Row{"19", -1},          // two digits are an accident
                         Row{"8888", -1},        // nobody's number
                         Row{"8888停车费", -1},  // and no word overrules it
                         Row{"停车费那个", 1},
                         Row{"拖欠运费的", 0},
                         Row{"服务分", 2},
                         Row{"上回那个", -1},
                         Row{"", -1},
                         Row{"就是那件事", -1}}) {
    INFO(row.words);
    const auto chosen = bot::choose_ticket(kThree, row.words);
    CHECK((chosen ? static_cast<int>(*chosen) : -1) == row.index);
  }
}

TEST_CASE("ticket choice: words that fit two tickets alike choose neither", "[bot]") {
  const std::vector<tickets::Ticket> two{ticket("JN2603100000019", "货主拖欠运费", tickets::Status::kInHand),
                                         ticket("JN2603110000119", "又拖欠运费", tickets::Status::kInHand)};
  CHECK_FALSE(bot::choose_ticket(two, "运费的"));
  CHECK_FALSE(bot::choose_ticket(two, "19"));
  CHECK(bot::choose_ticket(two, "货主那个") == 0u);
}

TEST_CASE("ticket choice: a ticket too old to be shown is still chosen by its number, but not by a place nobody saw", "[bot]") {
  std::vector<tickets::Ticket> seven;
  for (int i = 0; i < 7; ++i) {
    seven.push_back(ticket("JN260310000" + std::to_string(1000 + i), "货主拖欠运费", tickets::Status::kInHand));
  }
  const std::string list = bot::list_for_choice(seven);
  CHECK(list.find("5 尾号1004") != std::string::npos);
  CHECK(list.find("1005") == std::string::npos);
  CHECK(bot::choose_ticket(seven, "1006") == 6u);
  CHECK_FALSE(bot::choose_ticket(seven, "6"));
  CHECK(bot::choose_ticket(seven, "5") == 4u);
}

TEST_CASE("ticket choice: by number alone a title and a place in the list say nothing", "[bot]") {
  CHECK(bot::choose_by_number(kThree, "催一下尾号0027那个") == 1u);
  CHECK_FALSE(bot::choose_by_number(kThree, "停车费那个催一下"));
  CHECK_FALSE(bot::choose_by_number(kThree, "1"));
}
