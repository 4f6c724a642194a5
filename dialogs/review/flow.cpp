#include "dialogs/review/flow.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "dialogs/language/actions.hpp"
#include "dialogs/language/lint_domains.hpp"

namespace dialogs {
namespace {

/// What waits to be joined to the step that comes next.
using Loose = std::vector<std::pair<std::string, std::string>>;  // from, label

void append(Loose& all, Loose more) { std::move(more.begin(), more.end(), std::back_inserter(all)); }

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : "、") + name;
  return all;
}

std::string title_of(const Step& step) {
  switch (step.kind) {
    case StepKind::kSay: return "说";
    case StepKind::kCollect: return "问：" + joined(step.slots);
    case StepKind::kConfirm: return "核对：" + joined(step.slots);
    case StepKind::kIf: return "如果 " + to_text(step.condition);
    case StepKind::kSet: return "记下";
    case StepKind::kClassify: return "按规则 " + step.rules + " 分类：" + step.of;
    case StepKind::kDo: {
      const Action* action = find_action(step.action);
      return action == nullptr ? step.action : std::string(action->title);
    }
    case StepKind::kRedo: return "重填：" + joined(step.slots);
    case StepKind::kHuman: return step.reason.empty() ? "转人工" : "转人工：" + step.reason;
    case StepKind::kNext: return "接着做 " + step.dialog;
    case StepKind::kEnd: break;
  }
  return step.end == EndKind::kDone ? "办完" : step.end == EndKind::kCancelled ? "取消" : "没办成";
}

const char* kind_of(StepKind kind) {
  constexpr const char* kKinds[] = {"say", "collect", "confirm", "if", "set", "classify", "do", "redo", "human", "next", "end"};
  return kKinds[static_cast<std::size_t>(kind)];
}

class Drawing {
 public:
  explicit Drawing(const Dialog& dialog) : dialog_(dialog) {}

  Flow draw() {
    flow_.nodes.push_back({.id = "start", .kind = "start", .title = "开始", .lines = beginnings(), .place = dialog_.place});
    const Loose rest = block(dialog_.steps, {{"start", ""}});
    if (!rest.empty()) {
      flow_.nodes.push_back({.id = "end", .kind = "end", .title = "办完", .lines = {}, .place = dialog_.place});
      join(rest, "end");
    }
    for (const auto& [from, slots] : again_) flow_.edges.push_back({from, step_that_asks(slots), "重填"});
    return std::move(flow_);
  }

 private:
  std::vector<std::string> beginnings() const {
    std::vector<std::string> lines;
    if (!dialog_.start_words.empty()) lines.push_back("司机说：" + joined(dialog_.start_words));
    if (!dialog_.start_intent.empty()) lines.push_back("意图：" + dialog_.start_intent);
    if (!dialog_.start_event.empty()) lines.push_back("事件：" + dialog_.start_event);
    if (dialog_.start_menu) lines.push_back("菜单第 " + std::to_string(*dialog_.start_menu) + " 项");
    return lines;
  }

  void join(const Loose& loose, const std::string& to) {
    for (const auto& [from, label] : loose) flow_.edges.push_back({from, to, label});
  }

  std::vector<std::string> lines_of(const Step& step) const {
    std::vector<std::string> lines;
    for (const Text& text : step.say) lines.push_back(to_words(text));
    for (const auto& [slot, value] : step.set) lines.push_back(slot + " = " + value);
    if (step.why) lines.push_back(to_words(*step.why));
    if (step.kind != StepKind::kCollect) return lines;
    for (const std::string& name : step.slots) {
      const Slot* slot = dialog_.find_slot(name);
      if (slot != nullptr && !slot->ask.empty()) lines.push_back(to_words(slot->ask.front()));
    }
    return lines;
  }

  /// What is loose behind the last step; empty where nothing goes on.
  Loose block(const std::vector<Step>& steps, Loose loose) {
    for (const Step& step : steps) {
      flow_.nodes.push_back({.id = step.id, .kind = kind_of(step.kind), .title = title_of(step), .lines = lines_of(step), .place = step.place});
      join(loose, step.id);
      loose = behind(step);
    }
    return loose;
  }

  Loose behind(const Step& step) {
    Loose loose;
    switch (step.kind) {
      case StepKind::kHuman:
      case StepKind::kNext:
      case StepKind::kEnd: return {};
      case StepKind::kIf:
        append(loose, block(step.then_steps, {{step.id, "是"}}));
        append(loose, block(step.else_steps, {{step.id, "否"}}));
        return loose;
      case StepKind::kDo: return behind_action(step);
      case StepKind::kRedo:
        again_.emplace_back(step.id, step.slots);
        return block(step.else_steps, step.has_else ? Loose{{step.id, "次数用完"}} : Loose{});
      default: return {{step.id, ""}};
    }
  }

  Loose behind_action(const Step& step) {
    Loose loose;
    bool answers_ok = false;
    for (const auto& [outcome, steps] : step.outcomes) {
      answers_ok = answers_ok || outcome == "ok";
      append(loose, block(steps, {{step.id, outcome}}));
    }
    if (!answers_ok) loose.emplace_back(step.id, "ok");
    return loose;
  }

  /// The walk begins again and stops where one of these is asked for.
  std::string step_that_asks(const std::vector<std::string>& slots) const { return find_asking(dialog_.steps, slots).value_or("start"); }

  static std::optional<std::string> find_asking(const std::vector<Step>& steps, const std::vector<std::string>& slots) {
    for (const Step& step : steps) {
      const bool asks = step.kind == StepKind::kCollect && std::any_of(slots.begin(), slots.end(), [&](const std::string& name) {
                          return std::find(step.slots.begin(), step.slots.end(), name) != step.slots.end();
                        });
      if (asks) return step.id;
      for (const std::vector<Step>* inner : {&step.then_steps, &step.else_steps}) {
        if (auto found = find_asking(*inner, slots)) return found;
      }
    }
    return std::nullopt;
  }

  const Dialog& dialog_;
  Flow flow_;
  std::vector<std::pair<std::string, std::vector<std::string>>> again_;
};

}  // namespace

std::string to_words(const Text& text) {
  std::string words;
  if (text.zh.empty()) return words;
  for (const TextPart& part : text.zh.front()) {
    words += part.kind == TextPart::Kind::kLiteral ? part.value : "<" + part.value + ">";
  }
  return words;
}

Flow flow_of(const Dialog& dialog) { return Drawing(dialog).draw(); }

}  // namespace dialogs
