#include "dialogs/rules/matters.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "dialogs/language/nearest.hpp"
#include "dialogs/rules/compiled.hpp"
#include "dialogs/rules/matter_score.hpp"

namespace dialogs {

struct MatterCatalogue::Compiled {
  std::vector<MattersFile> files;
  MatterRules rules;
  std::map<std::string, MatterPlace, std::less<>> by_code;
  std::map<std::string, MatterPlace, std::less<>> by_label;  // folded
};

namespace {

constexpr std::string_view kOutput = "事项";
constexpr std::size_t kTestsMin = 3;
const std::vector<std::string_view> kDestinations{"12345", "12328", "12348", "NET", "LOCAL", "EMG", "110", "122"};
const std::vector<std::string_view> kUrgencies{"U0", "U1", "U2", "U3", "U4"};

// A complaint is made of denials (不给, 没结): only phrases that deny the matter itself count as negation here.
const std::vector<std::string> kNegators{"没有", "并没有", "不是", "并不是", "从没", "从来没", "并未", "不曾", "不存在"};
const std::vector<std::string> kNotNegators{"从没给",   "从来没给", "从没交",   "从来没交", "从没签",   "从来没签",     "从没发",
                                            "从来没发", "从没见",   "从来没有给",
                                            "有没有", "是不是", "没有给", "没有结", "没有发", "没有签", "没有办法", "没有依据",
                                            "没有任何", "没有理由", "没有人", "没有地方", "没有单", "没有交", "没有厕所",
                                            "没有热水", "不是我的", "不是说", "没有道理", "没有反应", "没有呼吸"};
constexpr int kNegationReach = 3;

/// Writes the rules of the catalogue: what each means stands beside it in `roles`.
class CatalogueRules {
 public:
  explicit CatalogueRules(const std::vector<MattersFile>& files) {
    rules_.id = "matters";
    rules_.decide_min = 1;
    rules_.negators = kNegators;
    rules_.negation_except = kNotNegators;
    rules_.negation_reach = kNegationReach;
    rules_.outputs.push_back({std::string(kOutput), {"有"}, std::nullopt, {}});
    for (std::size_t f = 0; f < files.size(); ++f) {
      rules_.place = files[f].place;
      rules_.masks.insert(rules_.masks.end(), files[f].masks.begin(), files[f].masks.end());
      rules_.groups.insert(rules_.groups.end(), files[f].words.begin(), files[f].words.end());
    }
    for (std::size_t f = 0; f < files.size(); ++f) {
      add({MatterRole::Kind::kSign, {f, 0}, ""}, files[f].title + "的迹象", files[f].signs, true, files[f].place);
      for (std::size_t m = 0; m < files[f].matters.size(); ++m) add({f, m}, files[f].matters[m]);
    }
  }

  RulesFile take_rules() { return std::move(rules_); }
  std::vector<MatterRole> take_roles() { return std::move(roles_); }

 private:
  void add(MatterPlace at, const Matter& matter) {
    add({MatterRole::Kind::kStrong, at, ""}, matter.matter, matter.strong, false, matter.place);
    add({MatterRole::Kind::kShared, at, ""}, matter.matter, matter.shared, false, matter.place);
    add({MatterRole::Kind::kWords, at, ""}, matter.matter, matter.words, true, matter.place);
    add({MatterRole::Kind::kVeto, at, ""}, matter.matter, matter.none, false, matter.place);
    for (const MatterRaise& raise : matter.raise) {
      add({MatterRole::Kind::kRaise, at, raise.to}, matter.matter, raise.any, false, raise.place);
    }
  }

  void add(MatterRole role, const std::string& name, const std::vector<RuleTerm>& any, bool each, const Place& place) {
    if (any.empty()) return;
    Rule rule;
    rule.rule = name;
    rule.score = each ? kWordPoints : kStrongPoints;
    rule.each = each;
    rule.condition.any = any;
    rule.give.emplace_back(kOutput, "有");
    rule.place = place;
    rules_.rules.push_back(std::move(rule));
    roles_.push_back(std::move(role));
  }

  RulesFile rules_;
  std::vector<MatterRole> roles_;
};

class Checker {
 public:
  explicit Checker(std::vector<Diagnostic>& faults) : faults_(faults) {}

  void check(const std::vector<MattersFile>& files) {
    std::map<std::string, Place> codes;
    std::map<std::string, Place> groups;
    for (const MattersFile& file : files) {
      if (!file.group.empty()) once(groups, file.group, "人群", file.place);
      for (const Matter& matter : file.matters) {
        once(codes, matter.matter, "事项", matter.place);
        one_of(kDestinations, matter.to, "to", matter.place);
        one_of(kUrgencies, matter.urgency, "urgency", matter.place);
        for (const MatterRaise& raise : matter.raise) one_of(kUrgencies, raise.to, "raise 的 to", raise.place);
        if (matter.strong.empty() && matter.words.empty()) {
          fault("E0603", "事项“" + matter.matter + "”没有一个词，永远认不出来", matter.place, "在 strong 里写上司机会说的词");
        }
        if (matter.tests.size() < kTestsMin) {
          fault("E0203", "事项“" + matter.matter + "”只有 " + std::to_string(matter.tests.size()) + " 句测试，至少要 " +
                             std::to_string(kTestsMin) + " 句",
                matter.place, "在 tests 里补上司机会怎么说");
        }
      }
    }
  }

 private:
  void fault(std::string code, std::string message, const Place& place, std::string fix) {
    faults_.push_back({std::move(code), std::move(message), place, std::move(fix)});
  }

  void once(std::map<std::string, Place>& known, const std::string& name, const std::string& what, const Place& place) {
    if (known.try_emplace(name, place).second) return;
    fault("E0302", what + "“" + name + "”写了两次（" + known[name].file + " 已有）", place, "改名，或删掉一个");
  }

  void one_of(const std::vector<std::string_view>& known, const std::string& value, const std::string& key,
              const Place& place) {
    if (std::find(known.begin(), known.end(), value) != known.end()) return;
    std::string all;
    for (const std::string_view one : known) all += (all.empty() ? "" : "、") + std::string(one);
    fault("E0303", key + " 不能写“" + value + "”", place, "写成其中一个：" + all);
  }

  std::vector<Diagnostic>& faults_;
};

bool any_error(const std::vector<Diagnostic>& faults, std::size_t from) {
  return std::any_of(faults.begin() + static_cast<std::ptrdiff_t>(from), faults.end(),
                     [](const Diagnostic& fault) { return fault.is_error(); });
}

std::string ranking(const MatterFindings& findings) {
  const std::vector<MatterFinding>& shown = findings.matters.empty() ? findings.choices : findings.matters;
  std::string list;
  for (const MatterFinding& one : shown) {
    list += (list.empty() ? "" : "、") + one.matter->matter + " " + std::to_string(one.points) + " 分（";
    for (std::size_t i = 0; i < one.evidence.size() && i < 6; ++i) list += (i == 0 ? "" : " ") + one.evidence[i].word;
    list += "）";
  }
  if (!findings.runner_up.empty()) list += "，其次 " + findings.runner_up + " " + std::to_string(findings.runner_up_points) + " 分";
  return list.empty() ? "没有一个事项够分" : "得到：" + list;
}

void run_tests(const MatterCatalogue& catalogue, std::vector<Diagnostic>& faults) {
  for (const MattersFile& file : catalogue.files()) {
    for (const Matter& matter : file.matters) {
      for (const std::string& test : matter.tests) {
        const MatterFindings findings = catalogue.look(split(test));
        if (!findings.matters.empty() && findings.matters.front().matter == &matter) continue;
        faults.push_back({"E0701", "测试“" + test + "”没有认成 " + matter.matter + " " + matter.name, matter.place, ranking(findings)});
      }
    }
  }
}

}  // namespace

int MatterFindings::confidence() const {
  if (matters.empty()) return 0;
  const int points = matters.front().points;
  return 100 * points / (points + std::max(runner_up_points, 0) + kMatterMin / 2);
}

MatterCatalogue::MatterCatalogue(std::unique_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
MatterCatalogue::~MatterCatalogue() = default;

std::shared_ptr<const MatterCatalogue> MatterCatalogue::compile(std::vector<MattersFile> files,
                                                                std::vector<Diagnostic>& faults) {
  const std::size_t before = faults.size();
  Checker(faults).check(files);
  if (any_error(faults, before)) return nullptr;
  auto compiled = std::make_unique<Compiled>();
  compiled->files = std::move(files);
  CatalogueRules rules(compiled->files);
  compiled->rules.roles = rules.take_roles();
  compiled->rules.compiled = compile_rules(rules.take_rules(), Lexicon{}, faults);
  if (compiled->rules.compiled == nullptr) return nullptr;
  for (std::size_t f = 0; f < compiled->files.size(); ++f) {
    const std::vector<Matter>& matters = compiled->files[f].matters;
    for (std::size_t m = 0; m < matters.size(); ++m) compiled->by_code.emplace(matters[m].matter, MatterPlace{f, m});
  }
  auto* labels = &compiled->by_label;
  const std::shared_ptr<MatterCatalogue> catalogue(new MatterCatalogue(std::move(compiled)));
  for (const auto& [code, place] : catalogue->compiled_->by_code) {
    const Matter& matter = catalogue->files()[place.file].matters[place.matter];
    const std::string label = catalogue->label(matter);
    if (labels->emplace(normalise(label).folded, place).second) continue;
    faults.push_back({"E0302", "事项“" + label + "”有两个，司机分不清", matter.place, "改一个名字"});
  }
  run_tests(*catalogue, faults);
  if (any_error(faults, before)) return nullptr;
  return catalogue;
}

const std::vector<MattersFile>& MatterCatalogue::files() const { return compiled_->files; }

const Matter* MatterCatalogue::find(std::string_view code) const {
  const auto found = compiled_->by_code.find(code);
  return found == compiled_->by_code.end() ? nullptr : &compiled_->files[found->second.file].matters[found->second.matter];
}

const Matter* MatterCatalogue::find_label(std::string_view folded) const {
  const auto found = compiled_->by_label.find(folded);
  return found == compiled_->by_label.end() ? nullptr : &compiled_->files[found->second.file].matters[found->second.matter];
}

std::string_view MatterCatalogue::group_of(const Matter& matter) const {
  const auto found = compiled_->by_code.find(matter.matter);
  return found == compiled_->by_code.end() ? std::string_view() : std::string_view(compiled_->files[found->second.file].group);
}

std::string MatterCatalogue::label(const Matter& matter) const {
  const auto found = compiled_->by_code.find(matter.matter);
  if (found == compiled_->by_code.end()) return matter.name;
  const MattersFile& file = compiled_->files[found->second.file];
  return (file.group.empty() ? file.title : file.group) + "·" + matter.name;
}

MatterFindings MatterCatalogue::look(const SplitText& text) const {
  return score_matters(compiled_->files, compiled_->rules, text);
}

std::string_view MatterCatalogue::hotline_of(const Matter& matter) {
  if (matter.to == "LOCAL") return "";
  if (matter.to == "12328" || matter.to == "12348") return matter.to;
  return "12345";
}

}  // namespace dialogs
