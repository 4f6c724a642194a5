#pragma once
// Extractors: what a driver's text says about one kind of slot. Pure; the clock comes in as an argument.
// Values are canonical (dialog language §3.4): phone 11 digits, plate 鲁A12345, time YYYY-MM-DD[ HH:MM], yes/no 是/否.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "dialogs/text/normal.hpp"
#include "dialogs/text/span.hpp"

namespace dialogs {

struct Found {
  std::string value;
  Span span;  // bytes of the original text
};

/// First mainland mobile number: 1[3-9] and nine digits; blanks, dashes and +86 tolerated; not inside a longer number.
std::optional<Found> find_phone(const NormalText& text);
/// All plates in order: province + letter + 5 or (new energy) 6, endings 挂 学 警 港 澳; dots, blanks and lower case
/// tolerated. Grammar: decisions of the owner, "Plates".
std::vector<Found> find_plates(const NormalText& text);
std::optional<Found> find_plate(const NormalText& text);
/// First time expression: 昨天下午三点 / 上周五 / 3月8日15点 / 三天前 / 刚才 / 今早 / 夜来 / 2025-03-08 15:00; without a year the
/// nearest past. Chinese numerals are read.
std::optional<Found> find_time(const NormalText& text, base::UnixMs now);
/// First number, Chinese numerals (两百块, 三万五, 一千二百) included; decimal text without trailing zeros.
std::optional<Found> find_number(const NormalText& text);
/// 是 or 否, if the first clause is a yes/no phrase (好的 同意 可以 要 需要 解决了 / 不 不用 不同意 没解决 没有 …).
std::optional<Found> find_yes_no(const NormalText& text);
/// The ordinal, if the whole message is one: "2", "２", "二", "第三个", "选3", "3." → 1-based.
std::optional<int> whole_message_ordinal(std::string_view message);

struct ChoiceWords {
  std::string value;
  std::vector<std::string> words;  // synonyms; the value itself counts too
  bool heard = true;               // false: only when asked
};
/// The option named in the text. Longest word wins; two different options named → nothing, unless one name lies
/// inside the other. With `listening`, options with heard = false are passed over.
std::optional<Found> find_choice(const NormalText& text, const std::vector<ChoiceWords>& options, bool listening);

/// 138****5678; a value that is not a phone is returned as it is.
std::string mask_phone(std::string_view phone);

}  // namespace dialogs
