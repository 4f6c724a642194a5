#include "tickets/number.hpp"

#include <array>

#include "base/civil_time.hpp"
#include "base/invariant.hpp"

namespace tickets {
namespace {

// H. M. Damm, "Total anti-symmetrische Quasigruppen" (2004): the quasigroup of order ten.
constexpr std::array<std::array<int, 10>, 10> kDamm{{{0, 3, 1, 7, 5, 9, 8, 6, 4, 2},
                                                     {7, 0, 9, 2, 1, 5, 4, 8, 6, 3},
                                                     {4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
                                                     {1, 7, 5, 0, 9, 8, 3, 4, 2, 6},
                                                     {6, 1, 2, 3, 0, 4, 5, 9, 7, 8},
                                                     {3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
                                                     {5, 8, 6, 9, 7, 2, 0, 1, 3, 4},
                                                     {8, 9, 4, 5, 3, 6, 2, 0, 1, 7},
                                                     {9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
                                                     {2, 5, 8, 1, 4, 3, 6, 7, 9, 0}}};

int check_digit(std::string_view digits) {
  int interim = 0;
  for (const char c : digits) {
    interim = kDamm.at(static_cast<std::size_t>(interim)).at(static_cast<std::size_t>(c - '0'));
  }
  return interim;
}

std::string padded(std::uint32_t value, std::size_t digits) {
  std::string text = std::to_string(value);
  if (text.size() < digits) text.insert(0, digits - text.size(), '0');
  return text;
}

}  // namespace

std::string day_of(base::UnixMs instant) {
  const base::CivilTime c = base::to_civil(instant);
  std::string day;
  for (const int part : {c.year % 100, c.month, c.day}) day += padded(static_cast<std::uint32_t>(part), 2);
  return day;
}

std::string make_number(std::string_view day, std::uint32_t serial) {
  BASE_INVARIANT(day.size() == 6 && serial < kSerialsPerDay, "a ticket number needs a day of six digits and a serial");
  const std::string number = std::string(day) + padded(serial, 6);
  const int check = check_digit(number);
  return "JN" + number + static_cast<char>('0' + check);
}

std::optional<NumberParts> parse_number(std::string_view text) {
  std::string compact;
  for (const char c : text) {
    if (c != ' ' && c != '-') compact.push_back(c);
  }
  if (compact.size() != 15 || (compact[0] != 'J' && compact[0] != 'j') || (compact[1] != 'N' && compact[1] != 'n')) {
    return std::nullopt;
  }
  const std::string digits = compact.substr(2);
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
  }
  if (check_digit(digits) != 0) return std::nullopt;  // Damm: the check digit brings the interim back to zero
  NumberParts parts;
  parts.day = digits.substr(0, 6);
  for (const char c : digits.substr(6, 6)) parts.serial = parts.serial * 10 + static_cast<std::uint32_t>(c - '0');
  return parts;
}

}  // namespace tickets
