#pragma once
// Ticket numbers: JN + yyMMdd + six digits + check digit (domain reference §6.1), e.g. JN2601150000429. Readable aloud; never
// reused. The check digit is Damm's over the twelve digits: it catches every single mistyped digit and every swap of two
// neighbours, and it is always a digit.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace tickets {

inline constexpr std::uint32_t kSerialsPerDay = 1'000'000;

/// The day in Jinan as yyMMdd, the part of the number that a serial counts within.
std::string day_of(base::UnixMs instant);
/// Requires serial < kSerialsPerDay and day of six digits.
std::string make_number(std::string_view day, std::uint32_t serial);

struct NumberParts {
  std::string day;
  std::uint32_t serial = 0;
};
/// nullopt: not a ticket number, or its check digit is wrong. Accepts lower case and blanks or dashes between groups.
std::optional<NumberParts> parse_number(std::string_view text);

}  // namespace tickets
