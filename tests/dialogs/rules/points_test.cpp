#include "dialogs/rules/points.hpp"

#include <catch2/catch.hpp>

#include "dialogs/rules/fit.hpp"
#include "dialogs/rules/route.hpp"
#include "dialogs/rules/rules.hpp"
#include "dialogs/rules/scores.hpp"

using namespace dialogs;

namespace {

PointsFile a_file() {
  PointsFile file;
  file.id = "sample";
  file.values = {"甲", "乙", "none"};
  file.base = {0, 0, 20};
  file.words = {{"运费", 300, {600, -300, -300}},
                {"法院", 300, {-300, 600, -300}},
                {"0元", 300, {300, 0, 0}},
                {"吗?", 300, {0, 300, 0}}};
  return file;
}

std::shared_ptr<const PointTable> compiled(PointsFile file) {
  std::vector<Diagnostic> faults;
  auto table = PointTable::compile(std::move(file), faults);
  for (const Diagnostic& fault : faults) UNSCOPED_INFO(fault.message);
  REQUIRE(table != nullptr);
  return table;
}

std::string winner(const PointTable& table, std::string_view text) {
  return table.file().values[table.weigh(dialogs::split(text)).best];
}

bool is_refused(PointsFile file) {
  std::vector<Diagnostic> faults;
  const bool refused = PointTable::compile(std::move(file), faults) == nullptr;
  CHECK(refused == !faults.empty());
  return refused;
}

std::vector<Labelled> lessons() {
  std::vector<Labelled> all;
  for (int i = 0; i < 6; ++i) {
    const std::string n = std::to_string(i);
    all.push_back({"货主拖欠运费" + n + "元一直不结", "甲"});
    all.push_back({"法院判决书下来了能上诉吗" + n, "乙"});
    all.push_back({"今天天气真好" + n, "none"});
  }
  return all;
}

}  // namespace

TEST_CASE("the words of a text decide, and the base decides where no word is known", "[points]") {
  const auto table = compiled(a_file());
  CHECK(winner(*table, "拖欠运费") == "甲");
  CHECK(winner(*table, "去法院") == "乙");
  CHECK(winner(*table, "哈哈") == "none");
  CHECK(winner(*table, "") == "none");
}

TEST_CASE("every run of digits is one digit, and a question mark is a letter", "[points]") {
  const auto table = compiled(a_file());
  CHECK(winner(*table, "８３００元") == "甲");
  CHECK(winner(*table, "行吗？") == "乙");
}

TEST_CASE("no word crosses a mark or a blank", "[points]") {
  const auto table = compiled(a_file());
  CHECK(winner(*table, "货运，费用") == "none");
  CHECK(winner(*table, "货运 费用") == "none");
}

TEST_CASE("a word said again counts more, but less than another word", "[points]") {
  const auto table = compiled(a_file());
  const PointsVerdict once = table->weigh(dialogs::split("运费 法院"));
  CHECK(once.scores[0] == once.scores[1]);
  CHECK(winner(*table, "运费 运费 法院") == "甲");
  const PointsVerdict twice = table->weigh(dialogs::split("运费 运费"));
  CHECK(twice.scores[0] == table->weigh(dialogs::split("运费")).scores[0]);  // the norm takes back what repeating alone adds
}

TEST_CASE("the evidence names the winner's words where they stand in the driver's own text", "[points]") {
  const auto table = compiled(a_file());
  const std::string text = "😀货主欠“运费”，运费！";
  const PointsVerdict verdict = table->weigh(dialogs::split(text));
  REQUIRE(verdict.evidence.size() == 1);
  const PointEvidence& evidence = verdict.evidence.front();
  CHECK(text.substr(evidence.span.begin, evidence.span.end - evidence.span.begin) == "运费");
  CHECK(evidence.times == 2);
  CHECK(evidence.points == 900);
}

TEST_CASE("a table with a fault is refused", "[points]") {
  PointsFile twice = a_file();
  twice.words.push_back(twice.words.front());
  CHECK(is_refused(twice));
  PointsFile too_long = a_file();
  too_long.words.front().word = "拖欠运费";
  CHECK(is_refused(too_long));
  PointsFile border = a_file();
  border.words.front().word = "运,";
  CHECK(is_refused(border));
  PointsFile short_of_points = a_file();
  short_of_points.words.front().points.pop_back();
  CHECK(is_refused(short_of_points));
  PointsFile short_of_base = a_file();
  short_of_base.base.pop_back();
  CHECK(is_refused(short_of_base));
}

TEST_CASE("any bytes are weighed", "[points]") {
  const auto table = compiled(a_file());
  CHECK(winner(*table, std::string("\xFF\xC0\x80\0", 4)) == "none");
  CHECK(winner(*table, std::string(100'000, 'a')) == "none");
}

TEST_CASE("a fit learns its lessons, says the same each time, and keeps no word that only one lesson has",
          "[points][fit]") {
  const std::vector<std::string> values{"甲", "乙", "none"};
  PointsFile file = fit_points(values, lessons(), {});
  file.id = "learned";
  CHECK(points_yaml(file) == [&] {
    PointsFile again = fit_points(values, lessons(), {});
    again.id = "learned";
    return points_yaml(again);
  }());
  std::vector<Labelled> with_a_name = lessons();
  with_a_name.push_back({"货主王某某拖欠运费", "甲"});
  for (const PointWord& word : fit_points(values, with_a_name, {}).words)
    CHECK(word.word.find("王") == std::string::npos);
  const auto table = compiled(std::move(file));
  CHECK(winner(*table, "他拖欠我运费") == "甲");
  CHECK(winner(*table, "法院判了") == "乙");
  CHECK(winner(*table, "天气不错") == "none");
}

TEST_CASE("in a chat rules stand against the table, in a long text only danger unless the table is sure", "[points][rules]") {
  RulesFile file;
  file.id = "routing";
  file.outputs = {{"路由", {"甲", "乙"}, "甲", {}}};
  const auto rule = [](std::string name, std::string word, std::string value, int tier, int score) {
    Rule made;
    made.rule = std::move(name);
    RuleTerm term;
    term.word = std::move(word);
    made.condition.any = {term};
    made.tier = tier;
    made.score = score;
    made.give = {{"路由", std::move(value)}};
    return made;
  };
  file.rules = {rule("险", "着火", "甲", 9, 40), rule("稳", "仲裁委", "甲", 0, 25), rule("弱", "司机", "甲", 0, 10)};
  PointsUse use;
  use.table = "sample";
  use.output = "路由";
  use.trust = 300;
  use.strong_trust = 5000;
  use.overrule = 300;
  file.points = use;
  std::vector<Diagnostic> faults;
  const auto rules = RuleSet::compile(std::move(file), faults, {.table = compiled(a_file()), .matters = nullptr, .kinds = nullptr});
  REQUIRE(rules != nullptr);
  const std::string length(200, 'x');
  CHECK(rules->classify("法院 着火").value("路由") == "甲");
  CHECK(rules->classify("法院运费着火 " + length).value("路由") == "甲");
  CHECK(rules->classify("法院着火 " + length).value("路由") == "乙");  // the table leads by 300
  CHECK(rules->classify("法院 仲裁委").value("路由") == "甲");
  CHECK(rules->classify("法院 司机").value("路由") == "乙");
  CHECK(rules->classify("法院 仲裁委 " + length).value("路由") == "乙");
  CHECK(route_of(rules->classify("哈哈")).route == "none");
  CHECK(rules->classify("哈哈").value("路由") == "甲");  // the dialog still has its default
  CHECK(route_of(rules->classify("司机 哈哈")).route == "甲");
}

TEST_CASE("scores are those of the textbook", "[points][scores]") {
  const Scores scores = score({{{"a"}, "a"}, {{"a"}, "b"}, {{"b"}, "b"}, {{"b", "a"}, "a"}});
  CHECK(scores.accuracy == Approx(0.75));
  REQUIRE(scores.values.size() == 2);
  CHECK(scores.values[0].precision == Approx(1));
  CHECK(scores.values[0].recall == Approx(2.0 / 3));
  CHECK(scores.values[1].f1 == Approx(2.0 / 3));
  CHECK(scores.macro_f1 == Approx((0.8 + 2.0 / 3) / 2));
  CHECK(score({}).rows == 0);
}
