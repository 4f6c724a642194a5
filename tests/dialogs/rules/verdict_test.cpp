// The whole decision on the shipped files: drivers' own words, kinds, urgency, several matters, choices.
#include "dialogs/rules/verdict.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <sstream>

#include "dialogs/rules/route.hpp"
#include "tests/dialogs/rehearsal/dialog_tree.hpp"

using dialogs::Decision;
using dialogs::RuleSet;

namespace {

const RuleSet& routing() {
  static const auto release = dialogs::tests::shipped_release();
  const RuleSet* rules = release->find_rules("routing");
  REQUIRE(rules != nullptr);
  return *rules;
}

std::string value(const char* text, const char* output) { return std::string(routing().classify(text).value(output)); }

struct Labelled {
  std::string text, matter, route, kind;
};

std::vector<Labelled> drivers_words(const char* name) {
  std::ifstream stream(std::string(XINSHENG_SOURCE_DIR) + "/tests/dialogs/rules/data/" + name);
  std::vector<Labelled> rows;
  std::string line;
  std::getline(stream, line);
  while (std::getline(stream, line)) {
    Labelled row;
    std::istringstream cells(line);
    std::getline(cells, row.text, '|');
    std::getline(cells, row.matter, '|');
    std::getline(cells, row.route, '|');
    std::getline(cells, row.kind, '|');
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

TEST_CASE("Drivers' own words go where the handbook and the owner send them") {
  const std::vector<Labelled> rows = drivers_words("drivers_words.psv");
  REQUIRE(rows.size() >= 200);
  for (const Labelled& row : rows) {
    CAPTURE(row.text);
    const Decision decision = routing().classify(row.text);
    CHECK(dialogs::route_of(decision).route == row.route);
    CHECK(decision.value("事项") == row.matter);
    if (!row.kind.empty()) CHECK(decision.value("种类") == row.kind);
  }
}

TEST_CASE("Every matter of the catalogue has at least three tests and a word of its own") {
  const auto release = dialogs::tests::shipped_release();
  REQUIRE(release->matters);
  std::map<std::string, std::size_t> by_file;
  for (const dialogs::MattersFile& file : release->matters->files()) {
    by_file[file.id] = file.matters.size();
    for (const dialogs::Matter& matter : file.matters) {
      CAPTURE(matter.matter);
      CHECK(matter.tests.size() >= 3);
    }
  }
  CHECK(by_file == std::map<std::string, std::size_t>{{"courier", 24}, {"danger", 16}, {"delivery", 26}, {"freight", 30}, {"legal", 30},
                                                      {"ride_hailing", 28}, {"service", 22}, {"suggestion", 12}, {"taxi", 24}});
}

TEST_CASE("Matters of riders and couriers never go to the transport hotline") {
  const auto release = dialogs::tests::shipped_release();
  for (const dialogs::MattersFile& file : release->matters->files()) {
    if (file.group != "配送员" && file.group != "快递员") continue;
    for (const dialogs::Matter& matter : file.matters) {
      CAPTURE(matter.matter);
      CHECK(dialogs::MatterCatalogue::hotline_of(matter) != "12328");
      for (const std::string& test : matter.tests) {
        CAPTURE(test);
        CHECK(dialogs::route_of(routing().classify(test)).route != "12328");
      }
    }
  }
}

TEST_CASE("An appeal of a driver complained about is an appeal, a wish a suggestion, a question a consultation") {
  CHECK(value("乘客投诉我拒载，那会儿是交接班，想申诉", "种类") == "申诉");
  CHECK(value("建议多设几个驿站", "种类") == "建议");
  CHECK(value("厢货几点能进城", "种类") == "咨询");
  CHECK(value("东站出站口一帮黑车喊客", "种类") == "举报");
  CHECK(value("货主拖欠运费不给", "种类") == "投诉");
}

TEST_CASE("Urgency comes from the matter and is raised by what the driver says") {
  CHECK(value("货主欠我八百运费不给", "级别") == "U3");
  CHECK(value("货主欠我八百运费，人失联了", "级别") == "U2");
  CHECK(value("几个人正在撬我油箱偷油", "级别") == "U1");
  CHECK(value("我不想活了", "级别") == "U0");
  CHECK(value("附近哪有驿站能接热水", "级别") == "U4");
}

TEST_CASE("Several matters of one message are all kept") {
  const Decision decision = routing().classify("货主拖着运费八千不给，昨晚服务区油箱还让人撬了");
  CHECK_FALSE(decision.value("事项").empty());
  CHECK_FALSE(decision.value("其余事项").empty());
}

TEST_CASE("What could be two trades is asked, and the answer decides matter and route") {
  const Decision asked = routing().classify("平台无缘无故封号，申诉也不理");
  REQUIRE(asked.value("事项").empty());
  REQUIRE_FALSE(asked.value("候选一").empty());
  const Decision chosen = routing().classify(std::string(asked.value("候选一")));
  CHECK_FALSE(chosen.value("事项").empty());
  CHECK_FALSE(chosen.value("路由").empty());
  CHECK(chosen.find("紧急") == nullptr);
}

TEST_CASE("Undecided goes to 12345, which may not refuse") {
  CHECK(value("反正就是不公平", "路由") == "12345");
  CHECK(value("反正就是不公平", "事项").empty());
}

TEST_CASE("Any bytes get a verdict") {
  for (const char* text : {"", "\xFF\xFE", "😀😀", "。。。", "a"}) {
    CAPTURE(text);
    CHECK_FALSE(value(text, "种类").empty());
    CHECK_FALSE(value(text, "级别").empty());
  }
}
