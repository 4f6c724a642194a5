// The catalogue of matters: points, groups, several matters, choices, what is refused.
#include "dialogs/rules/matters.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using dialogs::Diagnostic;
using dialogs::Matter;
using dialogs::MatterCatalogue;
using dialogs::MatterFindings;
using dialogs::MattersFile;
using dialogs::RuleTerm;

namespace {

RuleTerm word(std::string text) {
  RuleTerm made;
  made.word = std::move(text);
  return made;
}

std::vector<RuleTerm> words(std::initializer_list<const char*> all) {
  std::vector<RuleTerm> made;
  for (const char* one : all) made.push_back(word(one));
  return made;
}

Matter matter(std::string code, std::string name, std::string to, std::initializer_list<const char*> strong,
              std::initializer_list<const char*> tests) {
  Matter made;
  made.matter = std::move(code);
  made.name = std::move(name);
  made.to = std::move(to);
  made.urgency = "U3";
  made.kind = "投诉";
  made.strong = words(strong);
  for (const char* test : tests) made.tests.emplace_back(test);
  return made;
}

std::vector<MattersFile> two_trades() {
  MattersFile freight;
  freight.id = "freight";
  freight.title = "货车的事";
  freight.group = "货车";
  freight.signs = words({"货主", "挂车", "装货"});
  freight.matters = {matter("HY01", "拖欠运费", "12328", {"欠运费", "运费没给"}, {"货主欠运费", "运费没给我", "装货的欠运费"}),
                     matter("HY07", "封号", "12328", {"封号"}, {"货主让平台封号", "挂车司机被封号", "装货平台封号"})};
  MattersFile riders;
  riders.id = "riders";
  riders.title = "骑手的事";
  riders.group = "配送员";
  riders.signs = words({"骑手", "送餐"});
  riders.matters = {matter("PS06", "封号", "12345", {"封号"}, {"骑手被封号", "送餐的号封号了", "骑手封号三天"})};
  MattersFile danger;
  danger.id = "danger";
  danger.title = "人身安全";
  danger.comes_first = true;
  danger.masks = {"跳楼价"};
  danger.matters = {matter("AQ01", "自伤", "EMG", {"跳楼", "不想活"}, {"我要跳楼", "不想活了", "真不想活"})};
  return {freight, riders, danger};
}

std::shared_ptr<const MatterCatalogue> compiled(std::vector<MattersFile> files) {
  std::vector<Diagnostic> faults;
  auto catalogue = MatterCatalogue::compile(std::move(files), faults);
  for (const Diagnostic& fault : faults) UNSCOPED_INFO(fault.code + " " + fault.message + " " + fault.fix);
  REQUIRE(catalogue);
  return catalogue;
}

std::vector<std::string> fault_codes(std::vector<MattersFile> files) {
  std::vector<Diagnostic> faults;
  CHECK_FALSE(MatterCatalogue::compile(std::move(files), faults));
  std::vector<std::string> codes;
  for (const Diagnostic& fault : faults) codes.push_back(fault.code);
  return codes;
}

MatterFindings look(const MatterCatalogue& catalogue, std::string_view text) { return catalogue.look(dialogs::split(text)); }

std::vector<std::string> codes(const std::vector<dialogs::MatterFinding>& findings) {
  std::vector<std::string> all;
  for (const auto& one : findings) all.push_back(one.matter->matter);
  return all;
}

using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("A strong word decides a matter, and its evidence is the driver's own words") {
  const auto catalogue = compiled(two_trades());
  const MatterFindings findings = look(*catalogue, "都半年了，欠运费");
  REQUIRE(codes(findings.matters) == Codes{"HY01"});
  REQUIRE(findings.matters.front().evidence.size() == 1);
  CHECK(findings.matters.front().evidence.front().word == "欠运费");
  CHECK(findings.matters.front().evidence.front().span.begin == std::string("都半年了，").size());
  CHECK(findings.confidence() > 70);
}

TEST_CASE("The same grievance belongs to the trade whose signs stand in the text") {
  const auto catalogue = compiled(two_trades());
  CHECK(codes(look(*catalogue, "我是骑手，无故封号").matters) == Codes{"PS06"});
  CHECK(codes(look(*catalogue, "开挂车的，无故封号").matters) == Codes{"HY07"});
  CHECK(look(*catalogue, "开挂车的，无故封号").group == "货车");
}

TEST_CASE("Without a sign of the trade the driver is offered choices, not a guess") {
  const auto catalogue = compiled(two_trades());
  const MatterFindings findings = look(*catalogue, "无故封号");
  CHECK(findings.matters.empty());
  CHECK(codes(findings.choices) == Codes{"HY07", "PS06"});
  CHECK(findings.confidence() == 0);
  CHECK(catalogue->label(*findings.choices.front().matter) == "货车·封号");
  CHECK(catalogue->find_label("配送员·封号") == catalogue->find("PS06"));
}

TEST_CASE("Two matters in two clauses are both kept, the graver by points first") {
  const auto catalogue = compiled(two_trades());
  CHECK(codes(look(*catalogue, "货主欠运费，还让平台封号").matters).size() == 2);
  CHECK(codes(look(*catalogue, "货主欠运费封号").matters).size() < 2);
}

TEST_CASE("Danger comes before any other matter") {
  const auto catalogue = compiled(two_trades());
  CHECK(codes(look(*catalogue, "货主欠运费，我不想活了").matters).front() == "AQ01");
}

TEST_CASE("A false friend hides the words inside it and nothing beside it") {
  const auto catalogue = compiled(two_trades());
  CHECK(look(*catalogue, "运费给的是跳楼价").matters.empty());
  CHECK(codes(look(*catalogue, "都是跳楼价，我也想跳楼").matters) == Codes{"AQ01"});
}

TEST_CASE("A denied matter is none, a denial that is the complaint is one") {
  const auto catalogue = compiled(two_trades());
  CHECK(look(*catalogue, "货主没有欠运费").matters.empty());
  CHECK(codes(look(*catalogue, "货主运费没给").matters) == Codes{"HY01"});
}

TEST_CASE("What raises a matter's urgency raises it only where the matter is found") {
  auto files = two_trades();
  files[0].matters[0].raise.push_back({"U2", words({"失联"}), {}});
  const auto catalogue = compiled(files);
  CHECK(look(*catalogue, "货主欠运费").matters.front().urgency == "U3");
  CHECK(look(*catalogue, "货主欠运费还失联").matters.front().urgency == "U2");
  CHECK(look(*catalogue, "骑手封号，人失联").matters.front().urgency == "U3");
}

TEST_CASE("A veto word rules its matter out") {
  auto files = two_trades();
  files[0].matters[0].none = words({"法院"});
  const auto catalogue = compiled(files);
  CHECK(look(*catalogue, "欠运费告到法院").matters.empty());
}

TEST_CASE("A catalogue with a fault is refused with the place and a fix") {
  SECTION("a code twice") {
    auto files = two_trades();
    files[1].matters[0].matter = "HY01";
    CHECK(fault_codes(files) == Codes{"E0302"});
  }
  SECTION("an unknown destination") {
    auto files = two_trades();
    files[0].matters[0].to = "12333";
    CHECK(fault_codes(files) == Codes{"E0303"});
  }
  SECTION("an unknown urgency") {
    auto files = two_trades();
    files[0].matters[0].urgency = "急";
    CHECK(fault_codes(files) == Codes{"E0303"});
  }
  SECTION("a matter without words") {
    auto files = two_trades();
    files[0].matters[0].strong.clear();
    CHECK(fault_codes(files).front() == "E0603");
  }
  SECTION("fewer than three tests") {
    auto files = two_trades();
    files[0].matters[0].tests.pop_back();
    CHECK(fault_codes(files) == Codes{"E0203"});
  }
  SECTION("a test decided otherwise") {
    auto files = two_trades();
    files[0].matters[0].tests.emplace_back("骑手封号");
    CHECK(fault_codes(files) == Codes{"E0701"});
  }
  SECTION("two matters a driver cannot tell apart") {
    auto files = two_trades();
    files[0].matters[1].name = "拖欠运费";
    CHECK(fault_codes(files) == Codes{"E0302"});
  }
}

TEST_CASE("Where a matter's ticket goes follows its destination") {
  const auto hotline = [](std::string to) {
    Matter made;
    made.to = std::move(to);
    return std::string(MatterCatalogue::hotline_of(made));
  };
  CHECK(hotline("12328") == "12328");
  CHECK(hotline("12348") == "12348");
  CHECK(hotline("NET") == "12345");
  CHECK(hotline("EMG") == "12345");
  CHECK(hotline("110") == "12345");
  CHECK(hotline("LOCAL").empty());
}

// P13: a rule that has nothing to do with a text cannot change what was decided by more than its points.
TEST_CASE("P13: a matter added with words that hit never moves a decision whose lead is greater than its points") {
  const std::vector<const char*> texts{"我是骑手，无故封号", "开挂车的，无故封号", "货主欠运费", "货主运费没给，还封号", "不想活了", "没事"};
  const auto before = compiled(two_trades());
  for (const char* added : {"无故", "没事", "骑手", "开", "天气", "封"}) {
    auto files = two_trades();
    MattersFile more;
    more.id = "more";
    more.title = "别的事";
    Matter weak = matter("ZZ01", "别的", "12345", {}, {});
    weak.words = words({added, "下雨了", "刮风了", "打雷了"});
    for (int i = 0; i < 3; ++i) weak.tests.push_back("下雨了刮风了打雷了" + std::string(static_cast<std::size_t>(i), '!'));
    more.matters = {weak};
    files.push_back(more);
    const auto after = compiled(files);
    for (const char* text : texts) {
      CAPTURE(added, text);
      const MatterFindings was = look(*before, text);
      if (was.matters.empty()) continue;
      const int lead = was.matters.front().points - std::max(was.runner_up_points, 0);
      if (lead <= dialogs::kWordPoints + dialogs::kMatterMargin) continue;
      CHECK(codes(look(*after, text).matters) == codes(was.matters));
    }
  }
}
