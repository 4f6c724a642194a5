#include <catch2/catch.hpp>

#include "dialogs/text/extract.hpp"

using dialogs::ChoiceWords;
using dialogs::find_choice;
using dialogs::find_number;
using dialogs::find_yes_no;
using dialogs::normalise;
using dialogs::whole_message_ordinal;

namespace {

struct Row {
  std::string_view text;
  std::string_view value;  // "" : nothing is found
};

struct Ordinal {
  std::string_view text;
  int value;  // 0: none
};

const std::vector<ChoiceWords> kVehicles = {{"出租车", {"的士", "巡游车"}, true},
                                            {"网约车", {"快车", "专车", "顺风车"}, true},
                                            {"货车", {"货运车", "卡车"}, true},
                                            {"其他车辆", {"其他", "别的"}, false}};
const std::vector<ChoiceWords> kPlatforms = {{"滴滴", {"滴滴出行", "didi"}, true},
                                             {"T3", {"T3出行"}, true},
                                             {"高德", {}, true},
                                             {"滴滴货运", {}, true}};

}  // namespace

TEST_CASE("Yes and no are heard in the first clause") {
  const Row rows[] = {
      {"是", "是"},         {"是的，滴滴的", "是"}, {"好的", "是"},       {"好吧", "是"},     {"同意", "是"},
      {"我同意", "是"},     {"可以啊", "是"},       {"嗯嗯", "是"},       {"对对对", "是"},   {"要", "是"},
      {"需要", "是"},       {"解决了", "是"},       {"没问题", "是"},     {"没错", "是"},     {"OK", "是"},
      {"有", "是"},         {"ＹＥＳ", "是"},       {"行！", "是"},       {"嗯，同意", "是"}, {"，好的", "是"},
      {"不", "否"},         {"不是", "否"},         {"没有", "否"},       {"不用了", "否"},   {"不用了谢谢", "否"},
      {"不同意，别给他们", "否"}, {"没解决", "否"}, {"还没有解决呢", "否"}, {"不不不", "否"}, {"嗯，不用了", "否"},
      {"好，不用了", "否"}, {"没", "否"},           {"那不要了", "否"},   {"不满意。", "否"}, {"否", "否"},
      {"不知道", ""},       {"可以吗？", ""},       {"是不是", ""},       {"好不好", ""},     {"平台同意了", ""},
      {"同意个鬼", ""},     {"不是这个意思", ""},   {"", ""},             {"。。。", ""},     {"要多久有结果", ""},
      {"没有合同但是有转账记录", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto found = find_yes_no(normalise(row.text));
    CHECK((found ? found->value : "") == row.value);
  }
}

TEST_CASE("The rest of a yes is left for other listeners") {
  const std::string_view text = "同意，电话13000001234";
  const auto found = find_yes_no(normalise(text));
  REQUIRE(found);
  CHECK(text.substr(found->span.end) == "，电话13000001234");
}

TEST_CASE("A number chooses only when it is the whole message") {
  const Ordinal rows[] = {
      {"2", 2},      {"２", 2},   {"二", 2},     {"两", 2},   {"第三个", 3}, {"选3", 3},  {"3.", 3},        {"3、", 3},
      {"(1)", 1},    {"①", 1},    {"2️⃣", 2},      {"十二", 12}, {"12", 12},   {"9", 9},    {"第二个吧", 2},  {"我选1", 1},
      {" 1 ", 1},    {"1号", 1},  {"第一", 1},   {"我要第2个", 2},
      {"1.5", 0},    {"1 2", 0},  {"一二三四五", 0}, {"一二", 0}, {"我开了3年车了", 0}, {"3年", 0}, {"", 0},  {"0", 0},
      {"100", 0},    {"第一天", 0}, {"2025-03-10", 0}, {"一个", 1}, {"三", 3},   {"十", 10},  {"1块", 0},       {"选", 0},
  };
  for (const Ordinal& row : rows) {
    CAPTURE(row.text);
    CHECK(whole_message_ordinal(row.text).value_or(0) == row.value);
  }
}

TEST_CASE("The option named in a message is found") {
  const Row rows[] = {
      {"我是网约车司机", "网约车"}, {"开的士", "出租车"}, {"货车", "货车"}, {"其他", "其他车辆"},
      {"网约车和出租车都开", ""},   {"开车的", ""},       {"", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto found = find_choice(normalise(row.text), kVehicles, false);
    CHECK((found ? found->value : "") == row.value);
  }
}

TEST_CASE("The longest name wins and a name inside another does not make two") {
  const Row rows[] = {
      {"滴滴出行扣我钱", "滴滴"}, {"滴滴货运不派单", "滴滴货运"}, {"ＤｉＤｉ乱扣", "滴滴"}, {"t3封我号", "T3"},
      {"在CT30路口", ""},         {"滴滴和高德", ""},              {"滴滴货运和滴滴", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto found = find_choice(normalise(row.text), kPlatforms, false);
    CHECK((found ? found->value : "") == row.value);
  }
}

TEST_CASE("While listening, options that must be asked for are passed over") {
  CHECK_FALSE(find_choice(normalise("其他司机也这样"), kVehicles, true));
  CHECK(find_choice(normalise("其他司机也这样"), kVehicles, false));
  CHECK(find_choice(normalise("我开货车"), kVehicles, true)->value == "货车");
}

TEST_CASE("Numbers are read as people write them") {
  const Row rows[] = {
      {"扣了200元", "200"},       {"两百块", "200"},      {"三万五", "35000"},   {"一千二百", "1200"},  {"八千三", "8300"},
      {"8千3", "8300"},           {"3万2", "32000"},      {"2w", "20000"},       {"5k", "5000"},        {"1,200.50元", "1200.5"},
      {"12.30", "12.3"},          {"0.5", "0.5"},         {"三百零五", "305"},   {"三百五", "350"},     {"三百五十", "350"},
      {"一万零五十", "10050"},    {"十五个", "15"},       {"二十", "20"},        {"一点五", "1.5"},     {"1.5万", "15000"},
      {"百分之三十一", "31"},     {"一直扣我两百", "200"}, {"２００", "200"},    {"两三百", ""},        {"三", "3"},
      {"五千多", "5000"},         {"3万2千5", "32500"},   {"没有", ""},          {"", ""},              {"十分过分", ""},
      {"大概1200", "1200"},       {"12万", "120000"},     {"一百", "100"},       {"00012", "12"},
      {"999999999999999999999999", ""}, {"一亿", "100000000"}, {"零", "0"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto found = find_number(normalise(row.text));
    CHECK((found ? found->value : "") == row.value);
  }
}
