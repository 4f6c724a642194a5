#include "dialogs/rehearsal/rehearsal.hpp"

#include <algorithm>
#include <optional>

#include "dialogs/rehearsal/lines.hpp"
#include "dialogs/rehearsal/player.hpp"

namespace dialogs {
namespace {

class Rehearsal {
 public:
  Rehearsal(const ReleaseSet& releases, const ConversationTest& test)
      : test_(test), player_(releases, test), conversation_(player_.talk()) {}

  RehearsalResult run() {
    RehearsalResult result;
    result.name = test_.name;
    result.place = test_.place;
    result.said = Player::fault_of(test_);
    result.passed = result.said.empty();
    if (!result.passed) {
      result.expected = "given: " + shown(*test_.given);
      return result;
    }
    for (const TestLine& line : test_.talk) {
      std::string fault = play(line);
      if (fault.empty()) fault = conversation_.broken();
      if (fault.empty()) continue;
      result.passed = false;
      result.place = line.place;
      result.expected = line.key + ": " + shown(line.value);
      result.said = fault + "\n" + situation();
      break;
    }
    result.visits = conversation_.visits();
    return result;
  }

 private:
  // "" or what is wrong.
  std::string play(const TestLine& line) {
    if (std::optional<std::string> fault = player_.play(line)) {
      searched_ = 0;
      return *fault;
    }
    return check(line.key, line.value);
  }

  std::string check(const std::string& key, const Node& value) {
    const State& state = conversation_.state();
    if (key == "bot") return says(value.text);
    if (key == "bot_not") return conversation_.said().find(value.text) == std::string::npos ? "" : "说了不该说的话";
    if (key == "silent") {
      const bool silent = conversation_.replies() == 0;
      return silent == (value.text != "false") ? "" : (silent ? "什么也没说" : "本该不说话");
    }
    if (key == "ask") {
      const bool asks_any = !state.frames.empty() && state.frames.back().wait.kind == Wait::Kind::kSlot;
      if (!asks_any) return "没有在问这一项";
      const std::string& asked = state.frames.back().wait.slot;
      return asked == value.text ? "" : "在问的是“" + asked + "”";
    }
    if (key == "slot") return slots(value);
    if (key == "effect") return effect(value);
    if (key == "effects") return effects(value);
    if (key == "stack") return stack(value);
    if (key == "end") return state.ended == value.text ? "" : "结局是“" + state.ended + "”";
    if (key == "max_out") {
      const int most = conversation_.most_messages();
      return most <= number_in(value.text).value_or(0) ? "" : "一句之后发了 " + std::to_string(most) + " 条";
    }
    return "不认识的检查项";
  }

  // 甲|乙: the first of the alternatives behind what was found before.
  std::string says(const std::string& wanted) {
    std::size_t best = std::string::npos;
    std::size_t length = 0;
    for (std::size_t begin = 0; begin <= wanted.size();) {
      const std::size_t end = std::min(wanted.find('|', begin), wanted.size());
      const std::string one = wanted.substr(begin, end - begin);
      const std::size_t found = conversation_.said().find(one, searched_);
      if (found < best) {
        best = found;
        length = one.size();
      }
      begin = end + 1;
    }
    if (best == std::string::npos) return "没有这样说";
    searched_ = best + length;
    return {};
  }

  std::string slots(const Node& value) {
    for (const Node::Entry& entry : value.entries) {
      const std::string held = slot_value(entry.key);
      if (held != entry.value.text) return "“" + entry.key + "”是“" + held + "”";
    }
    return {};
  }

  std::string slot_value(const std::string& name) const {
    const State& state = conversation_.state();
    if (state.frames.empty()) return "未填";
    for (const auto& [slot, value] : state.frames.back().slots) {
      if (slot != name || value.skipped) continue;
      if (!value.items.empty()) return std::to_string(value.items.size()) + "张";
      if (!value.value.empty()) return value.value;
    }
    return "未填";
  }

  // What `with:` may name: arguments of an action, the reason and the slots of a hand-off, whom a note is for.
  static Fields fields_of(const Effect& effect) {
    if (const auto* action = std::get_if<DoEffect>(&effect)) return action->args;
    if (const auto* note = std::get_if<NoteEffect>(&effect)) return {{"to", note->to}, {"text", note->text}};
    Fields fields;
    if (const auto* handoff = std::get_if<HandoffEffect>(&effect)) {
      fields = handoff->slots;
      fields.emplace_back("reason", handoff->reason);
    }
    return fields;
  }

  std::string effect(const Node& value) {
    const std::string name = value.is_map() ? text_at(value, "name") : value.text;
    const Fields with = value.is_map() ? fields_at(value, "with") : Fields{};
    for (const Effect& one : conversation_.effects()) {
      if (name_of(one) != name) continue;
      const Fields held = fields_of(one);
      const bool all = std::all_of(with.begin(), with.end(), [&](const auto& field) {
        return std::find(held.begin(), held.end(), field) != held.end();
      });
      if (all) return {};
    }
    return "没有发出这个动作";
  }

  std::string effects(const Node& value) {
    const std::string of = text_at(value, "of");
    const auto& names = conversation_.all_effect_names();
    const auto count = std::count(names.begin(), names.end(), of);
    return number_in(text_at(value, "count")) == count ? "" : "共发出 " + std::to_string(count) + " 次";
  }

  std::string stack(const Node& value) {
    const auto& frames = conversation_.state().frames;
    bool equal = frames.size() == value.items.size();
    for (std::size_t i = 0; equal && i < frames.size(); ++i) equal = frames[i].dialog == value.items[i].text;
    return equal ? "" : "正在办的话本不同";
  }

  static std::string shown(const Node& node) {
    if (node.is_scalar()) return node.text;
    std::string text;
    for (const Node& item : node.items) text += (text.empty() ? "" : ", ") + shown(item);
    for (const Node::Entry& entry : node.entries)
      text += (text.empty() ? "" : ", ") + entry.key + ": " + shown(entry.value);
    return node.is_list() ? "[" + text + "]" : "{" + text + "}";
  }

  std::string situation() const {
    const State& state = conversation_.state();
    std::string text = "机器人说：" + (conversation_.said().empty() ? std::string("（没说话）") : conversation_.said());
    for (const Effect& one : conversation_.effects()) text += "\n动作：" + name_of(one);
    text += "\n正在办：";
    for (const Frame& frame : state.frames) text += frame.dialog + " ";
    if (state.frames.empty()) text += state.ended.empty() ? "（空闲）" : "（" + state.ended + "）";
    if (!state.frames.empty()) text += "\n在等：" + state.frames.back().wait.slot + state.frames.back().wait.step;
    for (const TraceItem& item : conversation_.trace()) text += "\n  " + item.text;
    return text;
  }

  const ConversationTest& test_;
  Player player_;
  const Conversation& conversation_;
  std::size_t searched_ = 0;
};

}  // namespace

RehearsalResult rehearse(std::shared_ptr<const Release> release, const ConversationTest& test) {
  const OneRelease releases(std::move(release));
  return Rehearsal(releases, test).run();
}

}  // namespace dialogs
