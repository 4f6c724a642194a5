#pragma once
// Reading single values. A scalar is text until the schema says otherwise.
#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "dialogs/language/script.hpp"

namespace dialogs {

/// "30s" "30m" "20h" "7d", at most 3650 days.
std::optional<base::Millis> parse_duration(std::string_view text);
/// Decimal whole number without sign or with '-', at most 9 digits.
std::optional<int> parse_whole(std::string_view text);
/// Finite decimal number in plain notation.
std::optional<double> parse_decimal(std::string_view text);
/// "true" or "false".
std::optional<bool> parse_truth(std::string_view text);
/// "22:00-07:00".
std::optional<Quiet> parse_quiet(std::string_view text);
/// A calendar date YYYY-MM-DD that exists.
bool is_date(std::string_view text);
/// [a-z][a-z0-9_]{min-1,max-1}
bool is_identifier(std::string_view text, std::size_t length_min, std::size_t length_max);
/// 1–16 Chinese characters, letters or digits, not starting with a digit (dialog language §3.2).
bool is_slot_name(std::string_view text);

}  // namespace dialogs
