#include "dialogs/engine/texts.hpp"

#include <array>
#include <optional>

#include "base/civil_time.hpp"
#include "base/hash.hpp"
#include "base/utf8.hpp"
#include "dialogs/engine/values.hpp"
#include "dialogs/text/extract.hpp"

namespace dialogs::engine {
namespace {

// A narrative is shortened on the confirm page; the driver wrote it and the ticket holds all of it.
constexpr std::size_t kShownPointsMax = 120;

struct BothWords {
  std::string_view zh, en;
};
constexpr std::array<BothWords, 13> kWords = {{
    {"是", "Yes"},
    {"否", "No"},
    {"提交", "Submit"},
    {"修改", "Change"},
    {"取消", "Cancel"},
    {"先办新的", "The new one first"},
    {"继续当前", "Go on here"},
    {"请核对：", "Please check:"},
    {"未填", "not given"},
    {"张", " photo(s)"},
    {"流程有更新：", "The steps have changed: "},
    {"已填的内容会清空，确定重新开始吗？", "What you have filled in will be cleared. Start again?"},
    {"：", ": "},
}};

bool is_english(const Turn& turn) {
  if (turn.state.frames.empty()) return turn.state.language == "en";
  const std::string* fact = find(turn.state.frames.back().facts, "lang");
  return fact != nullptr && *fact == "en";
}

std::string today(const Turn& turn) {
  const base::CivilTime day = base::to_civil(turn.now);
  return std::to_string(day.month) + "月" + std::to_string(day.day) + "日";
}

std::string all_filled(const Turn& turn, const Frame& frame) {
  std::vector<std::string> names;
  for (const Slot& slot : turn.dialog_index(frame).dialog->slots) {
    if (!slot.computed && !slot.given && is_filled(frame, slot.name)) names.push_back(slot.name);
  }
  return summary(turn, frame, names);
}

// nullopt: the name is unknown or its slot is empty.
std::optional<std::string> placeholder(const Turn& turn, std::string_view name, std::initializer_list<Extra> extras) {
  for (const auto& [key, value] : extras) {
    if (key == name) return std::string(value);
  }
  if (name == "今天") return today(turn);
  if (turn.state.frames.empty()) return std::nullopt;
  const Frame& frame = turn.state.frames.back();
  const Dialog& dialog = *turn.dialog_index(frame).dialog;
  if (const Slot* slot = dialog.find_slot(name)) {
    const SlotValue* value = find(frame.slots, name);
    if (!is_filled(value) || !is_relevant(dialog, frame, *slot)) return std::nullopt;
    return shown_value(turn, *slot, value);
  }
  if (name == "标题") return dialog.title;
  if (name == "汇总") return all_filled(turn, frame);
  return std::nullopt;
}

}  // namespace

std::string_view word(const Turn& turn, Word which) {
  const BothWords& both = kWords.at(static_cast<std::size_t>(which));
  return is_english(turn) ? both.en : both.zh;
}

std::string render(const Turn& turn, const Text& text, std::string_view key, std::initializer_list<Extra> extras) {
  const std::vector<TextTemplate>& variants = is_english(turn) && !text.en.empty() ? text.en : text.zh;
  if (variants.empty()) return {};
  std::size_t chosen = 0;
  if (variants.size() > 1) chosen = base::hash64(key, base::hash64(turn.state.conversation)) % variants.size();
  std::string rendered;
  for (const TextPart& part : variants[chosen]) {
    if (part.kind == TextPart::Kind::kLiteral) {
      rendered += part.value;
    } else if (const std::optional<std::string> value = placeholder(turn, part.value, extras)) {
      rendered += *value;
    } else if (part.fallback) {
      rendered += *part.fallback;
    }
  }
  return rendered;
}

std::string system_text(const Turn& turn, std::string_view name, std::initializer_list<Extra> extras) {
  return render(turn, turn.release->global.text(name), name, extras);
}

std::string shown_value(const Turn& turn, const Slot& slot, const SlotValue* value) {
  if (!is_filled(value)) return std::string(word(turn, Word::kEmpty));
  if (!value->items.empty()) return std::to_string(value->items.size()) + std::string(word(turn, Word::kPhotos));
  if (slot.type == SlotType::kPhone) return mask_phone(value->value);
  return value->value;
}

std::string summary(const Turn& turn, const Frame& frame, const std::vector<std::string>& slots) {
  std::string lines;
  for (const Slot* slot : relevant_slots(turn, frame, slots)) {
    if (!lines.empty()) lines += '\n';
    lines += slot->name;
    lines += word(turn, Word::kColon);
    const std::string value = shown_value(turn, *slot, find(frame.slots, slot->name));
    const std::string_view shown = base::prefix_of_points(value, kShownPointsMax);
    lines += shown;
    if (shown.size() < value.size()) lines += "…";
  }
  return lines;
}

std::vector<const Slot*> relevant_slots(const Turn& turn, const Frame& frame, const std::vector<std::string>& slots) {
  const Dialog& dialog = *turn.dialog_index(frame).dialog;
  std::vector<const Slot*> relevant;
  for (const std::string& name : slots) {
    const Slot* slot = dialog.find_slot(name);
    if (slot != nullptr && is_relevant(dialog, frame, *slot)) relevant.push_back(slot);
  }
  return relevant;
}

}  // namespace dialogs::engine
