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

std::string key_of(const Place& place, std::string_view branch) {
  return place.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) + " " + std::string(branch);
}

/// What was visited in the files themselves: a part is spliced into several dialogs and need be walked in one of them only.
class VisitedPlaces {
 public:
  VisitedPlaces(const Release& release, const std::set<Visit>& visits) : visits_(visits) {
    for (const Dialog& dialog : release.dialogs) block(dialog, dialog.steps);
  }
  bool contains(const Step& step, std::string_view branch) const { return places_.contains(key_of(step.place, branch)); }

 private:
  void block(const Dialog& dialog, const std::vector<Step>& steps) {
    for (const Step& step : steps) {
      note(dialog, step, {});
      note(dialog, step, "then");
      note(dialog, step, "else");
      note(dialog, step, "again");
      block(dialog, step.then_steps);
      block(dialog, step.else_steps);
      for (const auto& [outcome, inner] : step.outcomes) {
        note(dialog, step, outcome);
        block(dialog, inner);
      }
    }
  }
  void note(const Dialog& dialog, const Step& step, std::string_view branch) {
    if (visits_.contains({dialog.id, step.id, std::string(branch)})) places_.insert(key_of(step.place, branch));
  }

  const std::set<Visit>& visits_;
  std::set<std::string> places_;
};

class Count {
 public:
  Count(const Dialog& dialog, const VisitedPlaces& visited) : visited_(visited) {
    counted_.dialog = dialog.id;
    block(dialog.steps, true);
  }
  DialogCoverage take() { return std::move(counted_); }

 private:
  bool seen(const Step& step, std::string_view branch) const { return visited_.contains(step, branch); }

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

  const VisitedPlaces& visited_;
  DialogCoverage counted_;
};

}  // namespace

std::vector<DialogCoverage> coverage_of(const Release& release, const std::set<Visit>& visits) {
  std::vector<DialogCoverage> all;
  const VisitedPlaces visited(release, visits);
  for (const Dialog& dialog : release.dialogs) all.push_back(Count(dialog, visited).take());
  return all;
}

}  // namespace dialogs
