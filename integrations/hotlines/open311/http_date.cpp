#include "integrations/hotlines/open311/http_date.hpp"

#include <string>

#include "base/civil_time.hpp"

namespace integrations::open311 {

std::optional<base::UnixMs> from_http_date(std::string_view text) {
  static constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  constexpr std::size_t kSize = 29;
  if (text.size() != kSize || text.substr(3, 2) != ", " || text.substr(25) != " GMT") return std::nullopt;
  const std::size_t month_at = kMonths.find(text.substr(8, 3));
  if (month_at == std::string_view::npos || month_at % 3 != 0) return std::nullopt;
  const auto two = [](std::size_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  // As the one date form base knows; it checks the digits and the ranges.
  const std::string same = std::string(text.substr(12, 4)) + "-" + two(month_at / 3 + 1) + "-" +
                           std::string(text.substr(5, 2)) + "T" + std::string(text.substr(17, 8)) + "Z";
  return base::from_rfc3339(same);
}

}  // namespace integrations::open311
