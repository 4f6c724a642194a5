#include "dialogs/language/slots.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "dialogs/language/conditions.hpp"
#include "dialogs/language/scalars.hpp"
#include "dialogs/language/schema.hpp"

namespace dialogs {
namespace {

template <class T>
struct Word {
  std::string_view word;
  T value;
};

constexpr std::array kTypes{
    Word<SlotType>{"text", SlotType::kText},     Word<SlotType>{"choice", SlotType::kChoice},
    Word<SlotType>{"yesno", SlotType::kYesNo},   Word<SlotType>{"number", SlotType::kNumber},
    Word<SlotType>{"phone", SlotType::kPhone},   Word<SlotType>{"plate", SlotType::kPlate},
    Word<SlotType>{"time", SlotType::kTime},     Word<SlotType>{"place", SlotType::kPlace},
    Word<SlotType>{"photos", SlotType::kPhotos},
};
constexpr std::array kListens{Word<Listen>{"asked", Listen::kAsked}, Word<Listen>{"always", Listen::kAlways}};
constexpr std::array kAgains{Word<Again>{"ask", Again::kAsk}, Word<Again>{"replace", Again::kReplace},
                             Word<Again>{"append", Again::kAppend}, Word<Again>{"ignore", Again::kIgnore}};
constexpr std::array kRemembers{Word<Remember>{"never", Remember::kNever}, Word<Remember>{"offer", Remember::kOffer},
                                Word<Remember>{"use", Remember::kUse}};
constexpr std::array kGiveUps{Word<GiveUp>{"human", GiveUp::kHuman}, Word<GiveUp>{"skip", GiveUp::kSkip},
                              Word<GiveUp>{"end", GiveUp::kEnd}};

template <class T, std::size_t N>
T read_word(const std::array<Word<T>, N>& words, std::string_view text, T otherwise) {
  for (const Word<T>& word : words) {
    if (word.word == text) return word.value;
  }
  return otherwise;
}

Listen usual_listen(SlotType type) {
  const bool is_strong =
      type == SlotType::kPhone || type == SlotType::kPlate || type == SlotType::kTime || type == SlotType::kPhotos;
  return is_strong ? Listen::kAlways : Listen::kAsked;
}

Again usual_again(SlotType type) {
  if (type == SlotType::kPhone || type == SlotType::kPlate) return Again::kAsk;
  return type == SlotType::kPhotos ? Again::kAppend : Again::kIgnore;
}

// "number photos" as a sentence says it.
std::string either(std::string_view types) {
  std::string all;
  for (const char letter : types) all += letter == ' ' ? std::string(" 或 ") : std::string(1, letter);
  return all;
}

// A type that does not exist is told elsewhere, and says nothing about the other keys.
bool is_type(std::string_view name) {
  return std::any_of(kTypes.begin(), kTypes.end(), [&](const Word<SlotType>& one) { return one.word == name; });
}

void check_keys_of_type(const Node& node, std::string_view type, Faults& faults) {
  if (!is_type(type)) return;
  for (const KeyShape& rule : slot_shape().keys) {
    const Node* value = rule.types.empty() ? nullptr : node.find(rule.key);
    if (value == nullptr || rule.types.find(type) != std::string_view::npos) continue;
    faults.add("E0203", "“" + std::string(rule.key) + "”不能用在 " + std::string(type) + " 槽上", value->place,
               "删掉它，或把 type 改成 " + either(rule.types));
  }
  const Node* again = node.find("again");
  if (again != nullptr && again->text == "append" && type != "text" && type != "photos") {
    faults.add("E0203", "“again: append”只能用在 text 和 photos 槽上", again->place, "改成 ask、replace 或 ignore");
  }
}

void read_limits(Slot& slot, const Node& node, Faults& faults) {
  const auto whole = [&](std::string_view key) { return parse_whole(text_at(node, key)); };
  slot.seed = whole("seed");
  slot.min_len = whole("min_len").value_or(slot.min_len);
  slot.max_len = whole("max_len").value_or(slot.max_len);
  slot.past = parse_duration(text_at(node, "past"));
  const Node* max = node.find("max");
  if (slot.type == SlotType::kPhotos) {
    if (max != nullptr) slot.photos_max = parse_whole(max->text).value_or(0);
    if (slot.photos_max < 1 || slot.photos_max > 9) {
      faults.add("E0203", "照片的“max”应当是 1 到 9 的整数", max->place);
      slot.photos_max = 9;
    }
  } else {
    slot.min = parse_decimal(text_at(node, "min"));
    slot.max = parse_decimal(text_at(node, "max"));
  }
  if (slot.min_len > slot.max_len || (slot.min && slot.max && *slot.min > *slot.max)) {
    faults.add("E0203", "“" + slot.name + "”的下限比上限大", slot.place, "改小下限或改大上限");
  }
}

void read_choices(Slot& slot, const Node& node, const Library& library, Faults& faults) {
  const Node* options = node.find("options");
  const Node* from = node.find("from");
  if (options != nullptr && from != nullptr) {
    faults.add("E0203", "“options”和“from”只能写一个", from->place, "删掉一个");
  } else if (options != nullptr) {
    slot.options = read_options(*options);
  } else if (from != nullptr) {
    const auto type = library.types.find(from->text);
    if (type != library.types.end()) {
      slot.options = type->second;
    } else {
      library.unknown("选项表", *from, names_of(library.types), faults);
    }
  } else if (!slot.computed && !slot.given) {
    faults.add("E0202", "“" + slot.name + "”是选择题，却没有选项", slot.place,
               "补上 options: [甲, 乙]，或 from: 选项表的名字");
  }
}

}  // namespace

std::vector<Option> read_options(const Node& list) {
  std::vector<Option> options;
  for (const Node& item : list.items) {
    Option option;
    option.is = std::string(item.is_map() ? text_at(item, "is") : std::string_view(item.text));
    option.words = words_at(item, "words");
    option.heard = parse_truth(text_at(item, "heard")).value_or(true);
    if (!option.is.empty()) options.push_back(std::move(option));
  }
  return options;
}

Slot read_slot(const Node& node, const Library& library, Faults& faults) {
  Slot slot;
  slot.place = node.place;
  slot.name = std::string(text_at(node, "slot"));
  slot.field = std::string(text_at(node, "field"));
  slot.note = std::string(text_at(node, "note"));
  slot.type = read_word(kTypes, text_at(node, "type"), SlotType::kText);
  slot.aka = words_at(node, "aka");
  slot.optional = parse_truth(text_at(node, "optional")).value_or(false);
  slot.computed = parse_truth(text_at(node, "computed")).value_or(false);
  slot.given = parse_truth(text_at(node, "given")).value_or(false);
  slot.listen = read_word(kListens, text_at(node, "listen"), usual_listen(slot.type));
  slot.again = read_word(kAgains, text_at(node, "again"), usual_again(slot.type));
  slot.remember = read_word(kRemembers, text_at(node, "remember"), Remember::kNever);
  slot.give_up = read_word(kGiveUps, text_at(node, "give_up"), slot.optional ? GiveUp::kSkip : GiveUp::kHuman);
  slot.tries = parse_whole(text_at(node, "tries")).value_or(library.global.tries);
  check_keys_of_type(node, text_at(node, "type"), faults);
  read_limits(slot, node, faults);
  if (slot.type == SlotType::kChoice) read_choices(slot, node, library, faults);
  return slot;
}

void finish_slot(Slot& slot, const Node& node, const std::vector<Slot>& slots, const TextNames& names,
                 const Library& library, Faults& faults) {
  if (const Node* ask = node.find("ask")) slot.ask = read_texts(*ask, names, library.sources, faults);
  if (const Node* why = node.find("why")) slot.why = read_text(*why, names, library.sources, faults);
  if (const Node* when = node.find("when")) slot.when = read_condition(*when, slots, library.sources, faults);
}

}  // namespace dialogs
