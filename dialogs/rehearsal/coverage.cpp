#include "dialogs/rehearsal/coverage.hpp"

#include <string_view>
#include <utility>

#include "dialogs/language/lint_domains.hpp"

namespace dialogs {
namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return "[" + text + "]";
}

std::string written(const Step& step) {
  switch (step.kind) {
    case StepKind::kSay: return "say";
    case StepKind::kCollect: return "collect " + joined(step.slots);
    case StepKind::kConfirm: return "confirm " + step.id;
    case StepKind::kIf: return "if " + to_text(step.condition);
    case StepKind::kSet: return "set";
    case StepKind::kClassify: return "classify " + step.rules;
    case StepKind::kDo: return "do " + step.action;
    case StepKind::kRedo: return "redo " + joined(step.slots);
    case StepKind::kHuman: return "human";
    case StepKind::kNext: return "next " + step.dialog;
    case StepKind::kEnd: return "end";
  }
  return {};
}

class Count {
 public:
  Count(const Dialog& dialog, const std::set<Visit>& visits) : visits_(visits) {
    counted_.dialog = dialog.id;
    block(dialog.steps, true);
  }
  DialogCoverage take() { return std::move(counted_); }

 private:
  bool seen(const Step& step, std::string_view branch) const {
    return visits_.contains({counted_.dialog, step.id, std::string(branch)});
  }

  // `told`: whether a step that is missing here is worth a line; below a missing branch it follows from that.
  void block(const std::vector<Step>& steps, bool told) {
    for (const Step& step : steps) {
      ++counted_.steps;
      const bool reached = seen(step, {});
      if (reached) {
        ++counted_.steps_reached;
      } else if (told) {
        counted_.missing.push_back({step.id, {}, written(step), step.place});
      }
      branches(step, told && reached);
    }
  }

  void branches(const Step& step, bool told) {
    if (step.kind == StepKind::kIf) {
      branch(step, "then", step.then_steps, told);
      branch(step, "else", step.else_steps, told);
    }
    if (step.kind == StepKind::kRedo) {
      branch(step, "again", {}, told);
      branch(step, "else", step.else_steps, told);
    }
    for (const auto& [outcome, steps] : step.outcomes) branch(step, outcome, steps, told);
  }

  void branch(const Step& step, std::string_view name, const std::vector<Step>& steps, bool told) {
    ++counted_.branches;
    const bool taken = seen(step, name);
    if (taken) {
      ++counted_.branches_taken;
    } else if (told) {
      counted_.missing.push_back({step.id, std::string(name), written(step) + " 的 " + std::string(name), step.place});
    }
    block(steps, told && taken);
  }

  const std::set<Visit>& visits_;
  DialogCoverage counted_;
};

}  // namespace

std::vector<DialogCoverage> coverage_of(const Release& release, const std::set<Visit>& visits) {
  std::vector<DialogCoverage> all;
  for (const Dialog& dialog : release.dialogs) all.push_back(Count(dialog, visits).take());
  return all;
}

}  // namespace dialogs
