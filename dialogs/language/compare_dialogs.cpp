#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "dialogs/language/compare_parts.hpp"
#include "dialogs/language/lint_domains.hpp"

namespace dialogs {
namespace {

constexpr std::array kTypeWords{"text", "choice", "yesno", "number", "phone", "plate", "time", "place", "photos"};
constexpr std::array kStepWords{"say", "collect", "confirm", "if",   "set", "classify",
                                "do",  "redo",    "human",   "next", "end"};

std::string word_of(SlotType type) { return kTypeWords[static_cast<std::size_t>(type)]; }
std::string word_of(StepKind kind) { return kStepWords[static_cast<std::size_t>(kind)]; }

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : "、") + word;
  return all;
}

// One string per value, different for different values: what is compared is compared as text.
std::string print(const TextTemplate& text) {
  std::string all;
  for (const TextPart& part : text) {
    const bool is_literal = part.kind == TextPart::Kind::kLiteral;
    all += is_literal ? part.value : "\x01" + part.value + (part.fallback ? "\x02" + *part.fallback : "") + "\x03";
  }
  return all;
}

std::string print(const Text& text) {
  std::string all;
  for (const TextTemplate& variant : text.zh) all += print(variant) + "\x04";
  all += "\x05";
  for (const TextTemplate& variant : text.en) all += print(variant) + "\x04";
  return all;
}

std::string print(const std::vector<Text>& texts) {
  std::string all;
  for (const Text& text : texts) all += print(text) + "\x06";
  return all;
}

std::string print(const std::optional<Text>& text) { return text ? print(*text) : std::string(); }

std::string print(const std::vector<base::Millis>& durations) {
  std::string all;
  for (const base::Millis duration : durations) all += std::to_string(duration.count) + " ";
  return all;
}

std::string option_values(const Slot& slot) {
  std::vector<std::string> values;
  for (const Option& option : slot.options) values.push_back(option.is);
  return joined(values);
}

std::string option_words(const Slot& slot) {
  std::string all;
  for (const Option& option : slot.options) all += joined(option.words) + (option.heard ? "\x01" : "\x02");
  return all;
}

// Everything of a slot that decides what is asked and what is kept, besides its type, options, condition
// and number of tries.
std::string slot_policy(const Slot& slot) {
  const auto number = [](const auto& value) { return value ? std::to_string(*value) : std::string("-"); };
  std::string all = slot.field + " ";
  for (const int value :
       {static_cast<int>(slot.listen), static_cast<int>(slot.again), static_cast<int>(slot.remember),
        static_cast<int>(slot.give_up), slot.min_len, slot.max_len, slot.photos_max, static_cast<int>(slot.optional),
        static_cast<int>(slot.computed), static_cast<int>(slot.given)}) {
    all += std::to_string(value) + " ";
  }
  all += number(slot.seed) + " " + number(slot.min) + " " + number(slot.max) + " ";
  return all + (slot.past ? std::to_string(slot.past->count) : "-");
}

struct StepLine {
  std::string what;   // its structure in words; equal lines are the same step
  std::string texts;  // what is said
  Place place;
};

std::string structure_of(const Step& step) {
  std::string all = word_of(step.kind);
  switch (step.kind) {
    case StepKind::kCollect:
    case StepKind::kConfirm:
      all += " [" + joined(step.slots) + "]";
      break;
    case StepKind::kIf:
      all += " " + to_text(step.condition);
      break;
    case StepKind::kSet:
      for (const auto& [slot, value] : step.set) all += " " + slot + "=" + value;
      break;
    case StepKind::kClassify:
      all += " " + step.rules + " of " + step.of;
      break;
    case StepKind::kDo:
      all += " " + step.action;
      break;
    case StepKind::kRedo:
      all += " [" + joined(step.slots) + "] times " + std::to_string(step.times);
      break;
    case StepKind::kNext:
      all += " " + step.dialog;
      break;
    case StepKind::kEnd:
      all += step.end == EndKind::kDone ? " done" : step.end == EndKind::kCancelled ? " cancelled" : " failed";
      break;
    case StepKind::kSay:
    case StepKind::kHuman:
      break;
  }
  return step.has_own_id ? all + "（id: " + step.id + "）" : all;
}

// Steps in document order; a step inside a block carries the block, so that moving it out is a change.
void add_lines(const std::vector<Step>& steps, const std::string& block, std::vector<StepLine>& lines) {
  for (const Step& step : steps) {
    const std::string structure = structure_of(step);
    lines.push_back({block + structure, print(step.say) + "\x07" + step.reason + "\x07" + print(step.why), step.place});
    add_lines(step.then_steps, block + structure + " › then › ", lines);
    if (step.has_else) add_lines(step.else_steps, block + structure + " › else › ", lines);
    for (const auto& [outcome, inner] : step.outcomes) {
      add_lines(inner, block + structure + " › " + outcome + " › ", lines);
    }
  }
}

class DialogComparison {
 public:
  DialogComparison(const Dialog& published, const Dialog& draft, std::vector<Change>& changes)
      : published_(published), draft_(draft), changes_(changes) {}

  void run() {
    policies();
    slots();
    steps();
  }

 private:
  void add(ChangeClass change, std::string what, const Place& place) {
    changes_.push_back({change, draft_.id, std::move(what), place});
  }

  void policies() {
    const Dialog& a = published_;
    const Dialog& b = draft_;
    const auto tell = [&](bool differs, ChangeClass change, const char* what) {
      if (differs) add(change, what, b.place);
    };
    tell(a.title != b.title, ChangeClass::kTexts, "标题改了");
    tell(a.about != b.about, ChangeClass::kTexts, "说明（about）改了");
    tell(a.start_words != b.start_words, ChangeClass::kRules, "触发词改了");
    tell(a.start_intent != b.start_intent, ChangeClass::kRules, "触发的意图改了");
    tell(a.start_menu != b.start_menu, ChangeClass::kRules, "菜单号改了");
    tell(a.start_event != b.start_event || a.start_after != b.start_after, ChangeClass::kRules, "触发的事件改了");
    tell(a.interrupt != b.interrupt, ChangeClass::kRules, "能否被打断（interrupt）改了");
    tell(print(a.remind) != print(b.remind) || a.expire != b.expire, ChangeClass::kRules, "提醒或过期时间改了");
    const auto late = [](const std::optional<Late>& l) {
      return l ? l->accept + " " + std::to_string(l->within.count) + " " + l->action : std::string();
    };
    tell(late(a.late) != late(b.late), ChangeClass::kRules, "办完后补材料（late）改了");
  }

  void slots() {
    std::vector<std::string> kept_before;
    std::vector<std::string> kept_now;
    for (const Slot& old : published_.slots) {
      const Slot* now = draft_.find_slot(old.name);
      if (now == nullptr) {
        add(ChangeClass::kStructure, "删了槽“" + old.name + "”", old.place);
      } else {
        kept_before.push_back(old.name);
        slot(old, *now);
      }
    }
    for (const Slot& now : draft_.slots) {
      if (published_.find_slot(now.name) != nullptr) {
        kept_now.push_back(now.name);
      } else {
        add(ChangeClass::kStructure, "加了槽“" + now.name + "”", now.place);
      }
    }
    if (kept_before != kept_now) add(ChangeClass::kStructure, "槽的先后改了", draft_.place);
  }

  void slot(const Slot& old, const Slot& now) {
    const std::string name = "槽“" + now.name + "”";
    const auto tell = [&](bool differs, ChangeClass change, const std::string& what) {
      if (differs) add(change, name + what, now.place);
    };
    tell(old.type != now.type, ChangeClass::kStructure, "的类型从 " + word_of(old.type) + " 改成 " + word_of(now.type));
    tell(option_values(old) != option_values(now), ChangeClass::kStructure,
         "的选项从（" + option_values(old) + "）改成（" + option_values(now) + "）");
    tell(to_text(old.when) != to_text(now.when), ChangeClass::kStructure, "的条件（when）改了");
    tell(slot_policy(old) != slot_policy(now), ChangeClass::kStructure, "的填写规则改了");
    const bool same_values = option_values(old) == option_values(now);
    tell(same_values && option_words(old) != option_words(now), ChangeClass::kRules, "选项的说法改了");
    tell(old.tries != now.tries, ChangeClass::kRules, "问几次（tries）改了");
    tell(old.aka != now.aka, ChangeClass::kRules, "的别名（aka）改了");
    tell(print(old.ask) != print(now.ask), ChangeClass::kTexts, "的问法（ask）改了");
    tell(print(old.why) != print(now.why), ChangeClass::kTexts, "的解释（why）改了");
    tell(old.note != now.note, ChangeClass::kTexts, "的备注（note）改了");
  }

  void steps() {
    std::vector<StepLine> before;
    std::vector<StepLine> now;
    add_lines(published_.steps, "", before);
    add_lines(draft_.steps, "", now);
    // The longest common subsequence; a dialog has at most 120 steps.
    std::vector<std::vector<int>> common(before.size() + 1, std::vector<int>(now.size() + 1));
    for (std::size_t i = before.size(); i-- > 0;) {
      for (std::size_t j = now.size(); j-- > 0;) {
        common[i][j] =
            before[i].what == now[j].what ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
      }
    }
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < before.size() || j < now.size()) {
      if (i < before.size() && j < now.size() && before[i].what == now[j].what) {
        if (before[i].texts != now[j].texts) add(ChangeClass::kTexts, "话术改了：" + now[j].what, now[j].place);
        ++i;
        ++j;
      } else if (j == now.size() || (i < before.size() && common[i + 1][j] >= common[i][j + 1])) {
        add(ChangeClass::kStructure, "删了一步：" + before[i].what, before[i].place);
        ++i;
      } else {
        add(ChangeClass::kStructure, "加了一步：" + now[j].what, now[j].place);
        ++j;
      }
    }
  }

  const Dialog& published_;
  const Dialog& draft_;
  std::vector<Change>& changes_;
};

void collect_named(const std::vector<Step>& steps, std::vector<const Step*>& found) {
  for (const Step& step : steps) {
    if (step.kind == StepKind::kDo || step.kind == StepKind::kConfirm) found.push_back(&step);
    collect_named(step.then_steps, found);
    collect_named(step.else_steps, found);
    for (const auto& [outcome, block] : step.outcomes) collect_named(block, found);
  }
}

std::vector<const Step*> named_steps(const Dialog& dialog) {
  std::vector<const Step*> found;
  collect_named(dialog.steps, found);
  return found;
}

bool is_same_deed(const Step& a, const Step& b) { return a.kind == b.kind && a.action == b.action; }

// A mark, an effect id and an answer on its way carry the step's id: under another one the deed is done again.
void check_ids(const Dialog& published, const Dialog& draft, std::vector<Diagnostic>& found) {
  const std::vector<const Step*> before = named_steps(published);
  const std::vector<const Step*> now = named_steps(draft);
  const auto with_id = [](const std::vector<const Step*>& steps, const std::string& id) {
    const auto at = std::find_if(steps.begin(), steps.end(), [&](const Step* step) { return step->id == id; });
    return at == steps.end() ? nullptr : *at;
  };
  for (const Step* old : before) {
    const Step* kept = with_id(now, old->id);
    if (kept != nullptr && is_same_deed(*old, *kept)) continue;
    const std::string what = word_of(old->kind) + (old->action.empty() ? "" : ": " + old->action);
    const auto renamed = std::find_if(now.begin(), now.end(), [&](const Step* step) {
      return is_same_deed(*old, *step) && with_id(before, step->id) == nullptr;
    });
    const bool has_new_name = renamed != now.end();
    const Place& place = has_new_name ? (*renamed)->place : kept != nullptr ? kept->place : draft.place;
    found.push_back(
        {"E0802", "已发布的“" + what + "”（id: " + old->id + "）不见了，办到一半的对话会重办或办不完", place,
         has_new_name ? "把 id 改回 " + old->id : "把这一步连同 id: " + old->id + " 放回来；真要去掉，就另建一个话本"});
  }
}

}  // namespace

void compare_dialogs(const Dialog& published, const Dialog& draft, std::vector<Change>& changes) {
  DialogComparison(published, draft, changes).run();
}

void check_kept(const Dialog& published, const Dialog& draft, std::vector<Diagnostic>& found) {
  check_ids(published, draft, found);
  for (const Slot& old : published.slots) {
    const Slot* now = draft.find_slot(old.name);
    if (now == nullptr || now->type == old.type) continue;
    found.push_back({"W0803",
                     "“" + now->name + "”的类型从 " + word_of(old.type) + " 改成 " + word_of(now->type) +
                         "，搬过来的对话会丢掉已填的值",
                     now->place, "另起一个槽名，或把 type 改回 " + word_of(old.type)});
  }
}

}  // namespace dialogs
