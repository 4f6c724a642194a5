#include "dialogs/engine/corrections.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/utf8.hpp"
#include "dialogs/engine/digressions.hpp"
#include "dialogs/engine/extraction.hpp"
#include "dialogs/engine/texts.hpp"
#include "dialogs/engine/values.hpp"
#include "dialogs/engine/walk.hpp"

namespace dialogs::engine {
namespace {

using Words = std::initializer_list<std::string_view>;

constexpr std::size_t kLeadPointsMax = 4;     // 我的车牌写错了: what may stand before the name
constexpr std::size_t kTrailPointsMax = 6;    // 改车牌好吗: a tail without a value is politeness
constexpr std::size_t kRemarkPointsMax = 40;  // 应该是 in a longer message is part of a story

constexpr std::string_view kBlanks = " \t\r\n,.;:!?、";
// NFKC leaves 。 and 、 and 「」 as they are; the rest of Chinese punctuation folds to ASCII.
void skip_blanks(std::string_view& text) {
  for (;;) {
    if (!text.empty() && kBlanks.find(text.front()) != std::string_view::npos &&
        static_cast<unsigned char>(text.front()) < 0x80) {
      text.remove_prefix(1);
    } else if (text.starts_with("。") || text.starts_with("、")) {
      text.remove_prefix(3);
    } else {
      return;
    }
  }
}

bool take_any(std::string_view& text, Words words) {
  for (const std::string_view word : words) {
    if (!text.starts_with(word)) continue;
    text.remove_prefix(word.size());
    return true;
  }
  return false;
}

bool ends_here(std::string_view text) {
  const std::size_t before = text.size();
  skip_blanks(text);
  return text.empty() || text.size() < before;
}

// What follows 改/写错了 up to the new value.
std::string_view value_part(std::string_view text) {
  for (bool again = true; again;) {
    skip_blanks(text);
    again = take_any(text, {"应该是", "应该为", "应当是", "应是", "改成", "改为", "换成", "写成", "其实是", "正确的是",
                            "应为", "是", "为"});
  }
  return text;
}

class Correction {
 public:
  Correction(Turn& turn, const Message& message)
      : turn_(turn), message_(message), index_(turn.top_index()), folded_(message.folded) {}

  bool by_pattern() { return by_verb() || by_name() || by_contrast() || by_remark(); }

 private:
  const Slot& slot_at(std::size_t at) const { return index_.dialog->slots[at]; }

  bool can_change(std::size_t at) const {
    const Slot& slot = slot_at(at);
    return !slot.computed && !slot.given && find(turn_.state.frames.back().slots, slot.name) != nullptr;
  }

  // The name of an answered slot at the beginning of `text`, which then begins behind it.
  std::optional<std::size_t> take_name(std::string_view& text) const {
    for (const auto& [name, at] : index_.names) {
      if (name.empty() || !text.starts_with(name) || !can_change(at)) continue;
      text.remove_prefix(name.size());
      return at;
    }
    return std::nullopt;
  }

  // 改车牌 / 把车牌改成鲁A00002 / 我要修改一下电话 13000000000
  bool by_verb() {
    std::string_view text = folded_;
    skip_blanks(text);
    while (take_any(text, {"我要", "我想", "帮我", "麻烦", "我", "请"})) skip_blanks(text);
    if (take_any(text, {"把", "将"})) {
      const std::optional<std::size_t> named = take_name(text);
      if (!named || !take_any(text, {"改成", "改为", "换成", "修改", "更正", "改", "换"})) return false;
      take_any(text, {"一下", "成", "为"});
      return change(*named, text, false);
    }
    if (!take_any(text, {"修改", "更正", "重填", "改", "换"})) return false;
    take_any(text, {"一下", "一个", "下", "个"});
    skip_blanks(text);
    const std::optional<std::size_t> named = take_name(text);
    return named && change(*named, text, false);
  }

  // 车牌写错了，是鲁A00002
  bool by_name() {
    for (const auto& [name, at] : index_.names) {
      if (name.empty() || !can_change(at)) continue;
      const std::size_t found = folded_.find(name);
      if (found == std::string_view::npos || base::count_code_points(folded_.substr(0, found)) > kLeadPointsMax)
        continue;
      std::string_view text = folded_.substr(found + name.size());
      take_any(text, {"号码", "号", "码"});  // 车牌号码写错了
      take_any(text, {"我", "好像"});
      const bool wrote =
          take_any(text, {"写错", "填错", "发错", "说错", "打错", "搞错", "弄错", "写得不对", "填得不对"});
      if (wrote) {
        take_any(text, {"了"});
        return change(at, text, true);
      }
      if (take_any(text, {"错了", "不对", "有误"}) && ends_here(text)) return change(at, text, true);
    }
    return false;
  }

  // 不是鲁A00001，是鲁A00002
  bool by_contrast() {
    const std::size_t found = folded_.find("不是");
    if (found == std::string_view::npos || base::count_code_points(folded_.substr(0, found)) > kLeadPointsMax)
      return false;
    const std::string_view after = folded_.substr(found + std::string_view("不是").size());
    const std::size_t is = after.find("是");
    if (is == std::string_view::npos) return false;
    std::string_view wrong = after.substr(0, is);
    for (const std::string_view word : {"应该", "而", "应"}) {
      if (wrong.ends_with(word)) wrong.remove_suffix(word.size());
    }
    const std::string_view right = after.substr(is + std::string_view("是").size());
    const NormalText was = normalise(wrong);
    const NormalText will = normalise(right);
    for (std::size_t at = 0; at < index_.dialog->slots.size(); ++at) {
      const SlotValue* held = find(turn_.top().slots, slot_at(at).name);
      if (!can_change(at) || !is_filled(held)) continue;
      const std::optional<Found> before = extract(turn_, index_, at, was, false);
      if (!before || before->value != held->value) continue;
      const std::optional<Found> now = extract(turn_, index_, at, will, false);
      return now && set(at, now->value);
    }
    return false;
  }

  // 说错了，鲁A00002: a strong value that differs from the stored one.
  bool by_remark() {
    if (message_.points > kRemarkPointsMax) return false;
    const std::array<std::string_view, 9> remarks = {"说错了", "写错了", "打错了", "发错了", "搞错了",
                                                     "填错了", "更正",   "应该是", "改成"};
    if (std::none_of(remarks.begin(), remarks.end(),
                     [&](std::string_view one) { return folded_.find(one) != folded_.npos; })) {
      return false;
    }
    for (const std::size_t at : index_.listeners) {
      const Slot& slot = slot_at(at);
      const SlotValue* held = find(turn_.top().slots, slot.name);
      if (!is_filled(held) || slot.type == SlotType::kChoice || slot.type == SlotType::kPhotos) continue;
      const std::optional<std::string> other = other_value(at, held->value);
      if (other) return set(at, *other);
    }
    return false;
  }

  std::optional<std::string> other_value(std::size_t at, const std::string& held) const {
    if (slot_at(at).type == SlotType::kPlate) {
      for (const Found& plate : find_plates(message_.rest)) {
        if (plate.value != held) return plate.value;
      }
      return std::nullopt;
    }
    const std::optional<Found> found = extract(turn_, index_, at, message_.rest, true);
    return found && found->value != held ? std::optional(found->value) : std::nullopt;
  }

  // `tail`: what follows the name; `blamed`: the driver said it is wrong, so without a new value it is asked again.
  bool change(std::size_t at, std::string_view tail, bool blamed) {
    const Slot& slot = slot_at(at);
    const std::string_view part = value_part(tail);
    const std::size_t points = base::count_code_points(part);
    const bool is_words = slot.type == SlotType::kText || slot.type == SlotType::kPlace;
    if (is_words && points >= static_cast<std::size_t>(std::max(slot.min_len, 2)) && points > kTrailPointsMax / 2) {
      const std::size_t begin = folded_.size() - part.size();
      const Span span = message_.rest.original(begin, folded_.size());
      return set(at, narrative(slot, std::string_view(message_.text).substr(span.begin, span.end - span.begin)));
    }
    if (!is_words && slot.type != SlotType::kPhotos) {
      if (const std::optional<Found> found = extract(turn_, index_, at, normalise(part), false))
        return set(at, found->value);
    }
    if (!blamed && points > kTrailPointsMax) return false;
    if (refuse()) return true;
    turn_.note([&] { return "R4 " + slot.name + " again"; });
    unset(turn_.top(), slot.name);
    turn_.top().wait = {};
    advance(turn_);
    return true;
  }

  bool set(std::size_t at, std::string value) {
    if (refuse()) return true;
    const Slot& slot = slot_at(at);
    turn_.note([&] { return "R4 → " + slot.name; });
    set_value(turn_.top(), slot, std::move(value), Source::kCorrected, turn_.now);
    const SlotValue* held = find(turn_.top().slots, slot.name);
    turn_.say(system_text(turn_, "corrected", {{"槽位", slot.name}, {"新值", shown_value(turn_, slot, held)}}));
    advance(turn_);
    return true;
  }

  // After a commit what was collected is frozen.
  bool refuse() {
    if (!is_committed(*index_.dialog, turn_.top())) return false;
    turn_.say(system_text(turn_, "submitted"));
    ask_again(turn_, Asking::kResumed);
    return true;
  }

  Turn& turn_;
  const Message& message_;
  const DialogIndex& index_;
  std::string_view folded_;
};

}  // namespace

bool correct(Turn& turn, Message& message) {
  if (turn.top().slots.empty()) return false;
  return Correction(turn, message).by_pattern();
}

}  // namespace dialogs::engine
