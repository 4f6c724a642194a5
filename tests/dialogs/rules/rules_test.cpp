#include "dialogs/rules/rules.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using dialogs::Decision;
using dialogs::Diagnostic;
using dialogs::Rule;
using dialogs::RuleClause;
using dialogs::RuleSet;
using dialogs::RulesFile;
using dialogs::RuleTerm;

namespace {

RuleTerm term(std::string text) {
  RuleTerm made;
  made.is_group = text.size() > 2 && text.front() == '<' && text.back() == '>';
  made.word = made.is_group ? text.substr(1, text.size() - 2) : text;
  return made;
}

std::vector<RuleTerm> terms(std::initializer_list<const char*> words) {
  std::vector<RuleTerm> made;
  for (const char* word : words) made.push_back(term(word));
  return made;
}

Rule any_rule(std::string name, std::initializer_list<const char*> words, std::string value, int score = 10, int tier = 0) {
  Rule rule;
  rule.rule = std::move(name);
  rule.tier = tier;
  rule.score = score;
  rule.condition.any = terms(words);
  rule.give = {{"类别", std::move(value)}};
  return rule;
}

RulesFile a_file() {
  RulesFile file;
  file.id = "sample";
  file.place = {"sample.yaml", 1, 1};
  file.outputs = {{"类别", {"甲", "乙", "丙"}, std::nullopt, {}}};
  file.negators = {"没有", "没", "不是"};
  file.negation_reach = 4;
  file.negation_except = {"没有依据", "没完没了"};
  file.groups = {{"平台", {"滴滴", "T3", "平台"}, {}}, {"扣罚", {"扣钱", "扣款", "罚款"}, {}}};
  return file;
}

std::shared_ptr<const RuleSet> compiled(RulesFile file) {
  std::vector<Diagnostic> faults;
  auto set = RuleSet::compile(std::move(file), faults);
  for (const Diagnostic& fault : faults) UNSCOPED_INFO(fault.code + " " + fault.message);
  REQUIRE(set);
  REQUIRE(faults.empty());
  return set;
}

std::vector<std::string> fault_codes(RulesFile file) {
  std::vector<Diagnostic> faults;
  CHECK_FALSE(RuleSet::compile(std::move(file), faults));
  std::vector<std::string> codes;
  for (const Diagnostic& fault : faults) codes.push_back(fault.code);
  return codes;
}

std::string value(const RuleSet& set, std::string_view text) { return std::string(set.classify(text).value("类别")); }

std::string evidence_text(std::string_view text, const dialogs::Evidence& evidence) {
  return std::string(text.substr(evidence.span.begin, evidence.span.end - evidence.span.begin));
}

}  // namespace

TEST_CASE("A word gives its value and nothing gives nothing") {
  RulesFile file = a_file();
  file.rules = {any_rule("一", {"抽成"}, "甲"), any_rule("二", {"扣车"}, "乙")};
  const auto set = compiled(file);
  CHECK(value(*set, "抽成太高") == "甲");
  CHECK(value(*set, "被扣车了") == "乙");
  CHECK(value(*set, "你好") == "");
  CHECK(value(*set, "") == "");
  CHECK(set->classify("你好").find("类别")->best == "");
  CHECK(set->classify("你好").find("没有这个") == nullptr);
}

TEST_CASE("A default is given when too few points were found") {
  RulesFile file = a_file();
  file.outputs[0].fallback = "丙";
  file.decide_min = 15;
  file.rules = {any_rule("一", {"抽成"}, "甲", 10), any_rule("又", {"太高"}, "甲", 5)};
  const auto set = compiled(file);
  CHECK(value(*set, "抽成") == "丙");
  CHECK(set->classify("抽成").find("类别")->best == "甲");
  CHECK(set->classify("抽成").find("类别")->score == 10);
  CHECK(value(*set, "抽成太高") == "甲");
}

TEST_CASE("A winner closer than the margin leaves the output unsure") {
  RulesFile file = a_file();
  file.outputs[0].fallback = "丙";
  file.decide_margin = 3;
  file.rules = {any_rule("一", {"抽成"}, "甲", 12), any_rule("二", {"扣车"}, "乙", 10)};
  const auto set = compiled(file);
  const Decision decision = set->classify("抽成高还扣车");
  const dialogs::OutputDecision* output = decision.find("类别");
  REQUIRE(output);
  CHECK(output->unsure);
  CHECK_FALSE(output->value);
  CHECK(output->best == "甲");
  CHECK(output->runner_up == "乙");
  CHECK(output->runner_up_score == 10);
  CHECK(value(*set, "抽成") == "甲");
}

TEST_CASE("Ties are won by the earlier value") {
  RulesFile file = a_file();
  file.rules = {any_rule("二", {"扣车"}, "乙"), any_rule("一", {"抽成"}, "甲")};
  CHECK(value(*compiled(file), "扣车抽成") == "甲");
}

TEST_CASE("Only the highest tier that matched votes") {
  RulesFile file = a_file();
  file.rules = {any_rule("低", {"抽成"}, "甲", 90), any_rule("高", {"救命"}, "乙", 10, 9), any_rule("中", {"扣车"}, "丙", 50, 5)};
  const auto set = compiled(file);
  CHECK(value(*set, "抽成扣车救命") == "乙");
  CHECK(value(*set, "抽成扣车") == "丙");
  CHECK(value(*set, "抽成") == "甲");
}

TEST_CASE("A rule counts once however often its words stand in the text") {
  RulesFile file = a_file();
  file.rules = {any_rule("一", {"抽成", "抽佣"}, "甲", 10)};
  CHECK(compiled(file)->classify("抽成抽佣抽成").find("类别")->score == 10);
}

TEST_CASE("A rule that counts each word adds its points for every different one") {
  RulesFile file = a_file();
  file.rules = {any_rule("一", {"抽成", "抽佣", "服务费"}, "甲", 10)};
  file.rules[0].each = true;
  const auto set = compiled(file);
  CHECK(set->classify("抽成抽佣抽成").find("类别")->score == 20);
  CHECK(set->classify("抽成").find("类别")->score == 10);
  CHECK(set->classify("抽成抽佣抽成").hits.at(0).score == 20);
  CHECK(set->classify("抽成抽佣抽成").hits.at(0).evidence.size() == 2);
  file.rules[0].condition.none = terms({"乘客"});
  CHECK(fault_codes(file) == std::vector<std::string>{"E0203"});
}

TEST_CASE("all, none and nested clauses must hold together") {
  RulesFile file = a_file();
  Rule rule = any_rule("一", {"<平台>"}, "甲");
  rule.condition.all = terms({"<扣罚>"});
  rule.condition.none = terms({"乘客"});
  RuleTerm nested;
  auto inner = std::make_shared<RuleClause>();
  inner->any = terms({"昨天", "今天"});
  nested.clause = inner;
  rule.condition.all.push_back(nested);
  file.rules = {rule};
  const auto set = compiled(file);
  CHECK(value(*set, "昨天滴滴扣钱") == "甲");
  CHECK(value(*set, "滴滴扣钱") == "");
  CHECK(value(*set, "昨天扣钱") == "");
  CHECK(value(*set, "昨天滴滴") == "");
  CHECK(value(*set, "昨天滴滴扣钱，因为乘客") == "");
}

TEST_CASE("near counts the characters between two words in either order") {
  RulesFile file = a_file();
  Rule rule = any_rule("一", {}, "甲");
  rule.condition.near = dialogs::RuleNear{terms({"<平台>", "<扣罚>"}), 4};
  file.rules = {rule};
  const auto set = compiled(file);
  CHECK(value(*set, "滴滴扣钱") == "甲");
  CHECK(value(*set, "滴滴一二三四扣钱") == "甲");
  CHECK(value(*set, "滴滴一二三四五扣钱") == "");
  CHECK(value(*set, "罚款的是滴滴") == "甲");
  CHECK(value(*set, "滴滴一二三四五六平台一扣钱") == "甲");
  CHECK(value(*set, "滴滴") == "");
  CHECK(value(*set, "扣钱，扣款") == "");
}

TEST_CASE("A negator covers the next characters of its clause and an even number cancels") {
  RulesFile file = a_file();
  file.rules = {any_rule("一", {"打我"}, "甲")};
  const auto set = compiled(file);
  CHECK(value(*set, "乘客打我") == "甲");
  CHECK(value(*set, "乘客没有打我") == "");
  CHECK(value(*set, "没打我") == "");
  CHECK(value(*set, "没有人来打我") == "");
  CHECK(value(*set, "没有一二三四打我") == "甲");
  CHECK(value(*set, "没有，打我") == "甲");
  CHECK(value(*set, "没有 打我") == "甲");
  CHECK(value(*set, "不是没有打我") == "甲");
  CHECK(value(*set, "没有打我，后来打我") == "甲");
  CHECK(value(*set, "没完没了打我") == "甲");
  CHECK(value(*set, "没有依据打我") == "甲");
  CHECK(value(*set, "没没打我") == "甲");
}

TEST_CASE("A grievance that is a negation counts with negated ok, and none does not see what was denied") {
  RulesFile file = a_file();
  Rule rule = any_rule("一", {"劳动合同"}, "甲");
  rule.negated_ok = true;
  Rule other = any_rule("二", {"押金"}, "乙");
  other.condition.none = terms({"平台"});
  file.rules = {rule, other};
  const auto set = compiled(file);
  const Decision decision = set->classify("没签劳动合同");
  CHECK(decision.value("类别") == "甲");
  REQUIRE(decision.hits.size() == 1);
  CHECK(decision.hits[0].evidence.at(0).negated);
  CHECK(value(*set, "不是平台，押金不退") == "乙");
  CHECK(value(*set, "平台押金不退") == "");
}

TEST_CASE("Evidence stands in the driver's own bytes") {
  RulesFile file = a_file();
  Rule rule = any_rule("一", {}, "甲");
  rule.condition.near = dialogs::RuleNear{terms({"<平台>", "<扣罚>"}), 8};
  file.rules = {rule};
  const auto set = compiled(file);
  const std::string_view text = "Ｔ３昨天扣\xE2\x80\x8B款了";
  const Decision decision = set->classify(text);
  REQUIRE(decision.hits.size() == 1);
  REQUIRE(decision.hits[0].evidence.size() == 2);
  CHECK(evidence_text(text, decision.hits[0].evidence[0]) == "Ｔ３");
  CHECK(decision.hits[0].evidence[0].word == "T3");
  CHECK(evidence_text(text, decision.hits[0].evidence[1]) == "扣\xE2\x80\x8B款");
}

TEST_CASE("Words inside words are all found") {
  RulesFile file = a_file();
  file.rules = {any_rule("一", {"押金", "金"}, "甲"), any_rule("二", {"风险抵押金不退"}, "乙"), any_rule("三", {"抵押"}, "丙")};
  const Decision decision = compiled(file)->classify("风险抵押金不退");
  REQUIRE(decision.hits.size() == 3);
  CHECK(decision.hits[0].evidence.size() == 2);
}

TEST_CASE("Unknown groups, outputs and values are refused where they stand") {
  RulesFile file = a_file();
  file.rules = {any_rule("一", {"<平合>"}, "甲")};
  file.rules[0].condition.any[0].place = {"sample.yaml", 7, 9};
  std::vector<Diagnostic> faults;
  CHECK_FALSE(RuleSet::compile(file, faults));
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].code == "E0306");
  CHECK(faults[0].place.line == 7);
  CHECK(faults[0].fix == "是不是“平台”？");

  RulesFile output = a_file();
  output.rules = {any_rule("一", {"抽成"}, "甲")};
  output.rules[0].give = {{"路由", "甲"}};
  CHECK(fault_codes(output) == std::vector<std::string>{"E0306"});

  RulesFile wrong_value = a_file();
  wrong_value.rules = {any_rule("一", {"抽成"}, "丁")};
  CHECK(fault_codes(wrong_value) == std::vector<std::string>{"E0303"});
}

TEST_CASE("A group may hold the words of a group before it") {
  RulesFile file = a_file();
  file.groups.push_back({"都算", {"<扣罚>", "乱收费"}, {}});
  file.rules = {any_rule("一", {"<都算>"}, "甲")};
  const auto set = compiled(file);
  CHECK(value(*set, "罚款") == "甲");
  CHECK(value(*set, "乱收费") == "甲");
  file.groups.insert(file.groups.begin(), {"太早", {"<扣罚>"}, {}});
  CHECK(fault_codes(file) == std::vector<std::string>{"E0306"});
}

TEST_CASE("A word without a visible character is refused") {
  RulesFile file = a_file();
  file.rules = {any_rule("一", {"\xE2\x80\x8B"}, "甲")};
  CHECK(fault_codes(file) == std::vector<std::string>{"E0203"});
}

TEST_CASE("Rules that can never win are refused") {
  RulesFile shadowed = a_file();
  shadowed.rules = {any_rule("低", {"打我"}, "甲"), any_rule("高", {"打我", "殴打"}, "乙", 10, 5)};
  CHECK(fault_codes(shadowed) == std::vector<std::string>{"E0603"});

  RulesFile contradiction = a_file();
  contradiction.rules = {any_rule("一", {"打我"}, "甲")};
  contradiction.rules[0].condition.none = terms({"打我"});
  CHECK(fault_codes(contradiction) == std::vector<std::string>{"E0603"});

  RulesFile out_of_reach = a_file();
  out_of_reach.rules = {any_rule("一", {"打我"}, "甲", 9), any_rule("二", {"骂我"}, "乙", 10)};
  CHECK(fault_codes(out_of_reach) == std::vector<std::string>{"E0603"});

  RulesFile fine = a_file();
  fine.rules = {any_rule("低", {"打我", "骂我"}, "甲"), any_rule("高", {"打我", "殴打"}, "乙", 10, 5)};
  compiled(fine);
}

TEST_CASE("A negator that is also an exception is refused") {
  RulesFile file = a_file();
  file.rules = {any_rule("一", {"打我"}, "甲")};
  file.negation_except.push_back("没有");
  CHECK(fault_codes(file) == std::vector<std::string>{"E0604"});
}

TEST_CASE("A file whose own tests fail is refused with what differs") {
  RulesFile file = a_file();
  file.rules = {any_rule("一", {"打我"}, "甲"), any_rule("二", {"骂我"}, "乙")};
  file.tests = {{"打我", {{"类别", "甲"}}, {"一"}, {}}, {"骂我", {{"类别", "甲"}}, {}, {"sample.yaml", 40, 5}}};
  std::vector<Diagnostic> faults;
  CHECK_FALSE(RuleSet::compile(file, faults));
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].code == "E0701");
  CHECK(faults[0].place.line == 40);
  CHECK(faults[0].message == "测试“骂我”不通过：“类别”应是“甲”，得到“乙”");

  file.tests = {{"你好", {{"类别", "未定"}}, {}, {}}};
  compiled(file);
  file.tests = {{"打我", {}, {"二"}, {}}};
  CHECK(fault_codes(file) == std::vector<std::string>{"E0701"});
}

TEST_CASE("Ten thousand words are all found where they stand") {
  RulesFile file = a_file();
  Rule rule = any_rule("一", {}, "甲");
  const char* const parts[] = {"扣", "罚", "车", "单", "钱", "号", "证", "费", "路", "站", "平", "台", "货", "主", "运", "保"};
  std::vector<std::string> words;
  for (int i = 0; i < 10'000; ++i) {
    std::string word;
    for (int n = i, k = 0; k < 4; ++k, n /= 16) word += parts[n % 16];
    words.push_back(word);
    rule.condition.any.push_back(term(word));
  }
  file.rules = {rule};
  const auto set = compiled(file);
  for (std::size_t i = 0; i < words.size(); i += 37) {
    const std::string text = "甲乙" + words[i] + "丙";
    const Decision decision = set->classify(text);
    REQUIRE(decision.hits.size() == 1);
    const auto& evidence = decision.hits[0].evidence;
    const bool found = std::any_of(evidence.begin(), evidence.end(), [&](const auto& e) { return e.word == words[i]; });
    REQUIRE(found);
    REQUIRE(evidence.back().span.end <= text.size());
  }
}

TEST_CASE("Any bytes are classified") {
  RulesFile file = a_file();
  file.rules = {any_rule("一", {"打我", "a", "😀"}, "甲")};
  const auto set = compiled(file);
  std::string bytes;
  for (int i = 0; i < 20'000; ++i) bytes.push_back(static_cast<char>(i * 151 + i / 255));
  for (const std::string& text : {bytes, std::string(30'000, 'a'), std::string("\xE6\x89"), std::string("打\xE6")}) {
    const Decision decision = set->classify(text);
    for (const dialogs::RuleHit& hit : decision.hits) {
      for (const dialogs::Evidence& evidence : hit.evidence) CHECK(evidence.span.end <= text.size());
    }
  }
  CHECK(value(*set, "😀") == "甲");
}
