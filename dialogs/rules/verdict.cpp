#include "dialogs/rules/verdict.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/utf8.hpp"

namespace dialogs {
namespace {

constexpr std::string_view kRoute = "路由";
constexpr std::string_view kGroup = "人群";
constexpr std::string_view kHaste = "紧急";
constexpr std::string_view kMatter = "事项";
constexpr std::string_view kMatterName = "事项名称";
constexpr std::string_view kDestination = "去向";
constexpr std::string_view kKind = "种类";
constexpr std::string_view kUrgency = "级别";
constexpr std::string_view kOthers = "其余事项";
constexpr std::string_view kChoices[kChoicesMax] = {"候选一", "候选二", "候选三"};

constexpr std::string_view kComplaint = "投诉";
constexpr std::string_view kUsualUrgency = "U3";

OutputDecision* find_output(Decision& decision, std::string_view name) {
  const auto found = std::find_if(decision.outputs.begin(), decision.outputs.end(),
                                  [&](const OutputDecision& one) { return one.output == name; });
  return found == decision.outputs.end() ? nullptr : &*found;
}

/// Adds or replaces; "" leaves it undecided.
void give(Decision& decision, std::string_view name, std::string value, int score = 0) {
  OutputDecision* output = find_output(decision, name);
  if (output == nullptr) {
    decision.outputs.push_back({});
    output = &decision.outputs.back();
    output->output = name;
  }
  output->value = value.empty() ? std::nullopt : std::optional(value);
  output->best = std::move(value);
  output->unsure = false;
  output->score = score;
}

class VerdictGiver {
 public:
  VerdictGiver(const RulesFile& file, const Companions& companions, const SplitText& text, Decision& decision)
      : use_(*file.verdict), companions_(companions), text_(text), decision_(decision) {}

  void give_all() {
    if (const Matter* chosen = companions_.matters->find_label(text_.folded)) return give_chosen(*chosen);
    auto findings = std::make_shared<MatterFindings>(companions_.matters->look(text_));
    if (companions_.kinds != nullptr) said_ = companions_.kinds->outputs_of(text_);
    const MatterFinding* main = findings->matters.empty() ? nullptr : &findings->matters.front();
    if (main != nullptr) {
      if (is_for_matter_to_route(*main, findings->group)) route(*main->matter, main->points);
      give(decision_, kMatter, main->matter->matter, main->points);
      if (OutputDecision* output = find_output(decision_, kMatter)) {
        output->runner_up = findings->runner_up;
        output->runner_up_score = std::max(findings->runner_up_points, 0);
      }
      give(decision_, kMatterName, main->matter->name, main->points);
    } else {
      if (findings->choices.size() > 1 && is_open_chat()) route_undecided(findings->choices);
      give(decision_, kMatter, "");
      give(decision_, kMatterName, "");
    }
    give(decision_, kDestination, destination(main));
    give_group(findings->group.empty() && main != nullptr ? std::string(main->group) : findings->group);
    give(decision_, kKind, kind(main));
    give_urgency(*findings);
    std::string others;
    for (std::size_t i = 1; i < findings->matters.size(); ++i) {
      others += (others.empty() ? "" : "、") + findings->matters[i].matter->matter;
    }
    give(decision_, kOthers, std::move(others));
    for (std::size_t i = 0; i < kChoicesMax; ++i) {
      const bool is_offered = findings->choices.size() > 1 && i < findings->choices.size();
      give(decision_, kChoices[i], is_offered ? companions_.matters->label(*findings->choices[i].matter) : "");
    }
    decision_.matters = std::move(findings);
  }

 private:
  void give_chosen(const Matter& matter) {
    decision_ = {};
    give(decision_, kRoute, std::string(hotline_or_usual(matter)), kStrongPoints);
    give(decision_, kMatter, matter.matter, kStrongPoints);
    give(decision_, kMatterName, matter.name, kStrongPoints);
    give(decision_, kDestination, matter.to);
    give_group(std::string(companions_.matters->group_of(matter)));
  }

  /// 12345 may not refuse for competence (domain reference §2.5).
  static std::string_view hotline_or_usual(const Matter& matter) {
    const std::string_view hotline = MatterCatalogue::hotline_of(matter);
    return hotline.empty() ? "12345" : hotline;
  }

  /// A matter of weak words alone routes only a driver whose trade is known, or where nobody else knows a hotline.
  bool is_for_matter_to_route(const MatterFinding& main, const std::string& group) const {
    if (!is_open_chat()) return false;
    const OutputDecision* route = decision_.find(kRoute);
    const bool is_trade_known = !main.group.empty() && main.group == group;
    const bool is_nothing_known = decision_.no_matter || route->best.empty();
    return main.points >= kStrongPoints || is_trade_known || is_nothing_known;
  }

  /// A chat's few words, about which no rule of danger has spoken.
  bool is_open_chat() const {
    const OutputDecision* route = decision_.find(kRoute);
    if (route == nullptr) return false;
    const bool is_ruled = !route->best.empty() && !decision_.by_points && route->tier >= use_.below;
    const auto chat = static_cast<std::size_t>(use_.chat);
    return !is_ruled && text_.folded.size() <= 4 * chat && base::count_code_points(text_.folded) <= chat;
  }

  /// Until the driver has chosen: where all choices go, else 12345.
  void route_undecided(const std::vector<MatterFinding>& choices) {
    const std::string_view first = MatterCatalogue::hotline_of(*choices.front().matter);
    const bool is_one = std::all_of(choices.begin(), choices.end(), [&](const MatterFinding& one) {
      return MatterCatalogue::hotline_of(*one.matter) == first;
    });
    set_route(is_one ? first : std::string_view("12345"), choices.front().points);
  }

  void route(const Matter& matter, int points) { set_route(MatterCatalogue::hotline_of(matter), points); }

  void set_route(std::string_view hotline, int points) {
    OutputDecision& route = *find_output(decision_, kRoute);
    decision_.by_points = false;
    decision_.no_matter = hotline.empty();
    route.value = route.best = hotline.empty() ? "12345" : hotline;
    route.unsure = false;
    route.score = points;
    route.runner_up.clear();
    route.runner_up_score = 0;
  }

  // Where matter and route disagree the route was decided by more words; it is what the ticket follows.
  std::string destination(const MatterFinding* main) const {
    const std::string route(decision_.value(kRoute));
    if (main == nullptr) return route;
    const std::string_view hotline = MatterCatalogue::hotline_of(*main->matter);
    return hotline.empty() || hotline == route ? main->matter->to : route;
  }

  void give_group(const std::string& group) {
    if (!group.empty()) give(decision_, kGroup, group, kGroupPoints);
  }

  std::string kind(const MatterFinding* main) const {
    const OutputDecision* said = said_.find(kKind);
    const bool is_said = said != nullptr && !said->best.empty();
    // What is a wish, a question or an appeal by its nature stays so unless words of a higher tier say another.
    if (is_said && (main == nullptr || said->tier > 0 || main->matter->kind == kComplaint)) return said->best;
    if (main != nullptr) return main->matter->kind;
    return is_said ? said->best : std::string(kComplaint);
  }

  void give_urgency(const MatterFindings& findings) {
    const MatterFinding* main = findings.matters.empty() ? nullptr : &findings.matters.front();
    std::string urgency = main == nullptr ? std::string(kUsualUrgency) : main->urgency;
    for (const MatterFinding& other : findings.matters) urgency = std::min(urgency, other.urgency);
    const std::string_view raised = said_.value(kUrgency);
    const bool is_served_here = main != nullptr && MatterCatalogue::hotline_of(*main->matter).empty();
    if (!raised.empty() && !is_served_here) {
      // Calming words lower by one, never below U3 for what has a ticket and never U0 (§4.4).
      if (raised == "降") {
        if (urgency == "U1" || urgency == "U2") urgency[1] = static_cast<char>(urgency[1] + 1);
      } else {
        urgency = std::min(urgency, std::string(raised));
      }
    }
    settle_haste(main != nullptr && !is_served_here, urgency);
    give(decision_, kUrgency, std::move(urgency));
  }

  /// 紧急 is the level in three words; 特急 is for rules of danger alone to say.
  void settle_haste(bool is_by_matter, std::string& urgency) {
    const OutputDecision* haste = find_output(decision_, kHaste);
    if (haste == nullptr || !haste->value) return;
    if (*haste->value == "特急") {
      urgency = std::min(urgency, std::string("U1"));
    } else if (is_by_matter) {
      give(decision_, kHaste, urgency <= "U2" ? "加急" : "普通");
    } else if (*haste->value == "加急") {
      urgency = std::min(urgency, std::string("U2"));
    }
  }

  const VerdictUse& use_;
  const Companions& companions_;
  const SplitText& text_;
  Decision& decision_;
  Decision said_;  // of the rules of kinds
};

}  // namespace

std::string_view name_of_choice(std::string_view answer) {
  if (answer == "第一件") return kChoices[0];
  if (answer == "第二件") return kChoices[1];
  if (answer == "第三件") return kChoices[2];
  return {};
}

std::vector<RuleOutput> verdict_outputs() {
  std::vector<RuleOutput> outputs;
  for (const std::string_view name : {kMatter, kMatterName, kDestination, kKind, kUrgency, kOthers, kChoices[0], kChoices[1], kChoices[2]}) {
    outputs.push_back({std::string(name), {}, std::nullopt, {}});
  }
  return outputs;
}

void give_verdict(const RulesFile& file, const Companions& companions, const SplitText& text, Decision& decision) {
  VerdictGiver(file, companions, text, decision).give_all();
}

}  // namespace dialogs
