#include "tickets/number.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "base/civil_time.hpp"

TEST_CASE("number: a ticket number is JN, the day in Jinan, six digits and a check digit", "[tickets]") {
  const base::UnixMs instant = base::to_unix({.year = 2026, .month = 1, .day = 15, .hour = 0, .minute = 5});
  REQUIRE(tickets::day_of(instant) == "260115");
  const std::string number = tickets::make_number("260115", 42);
  REQUIRE(number.size() == 15);
  REQUIRE(number.substr(0, 14) == "JN260115000042");
  const auto parts = tickets::parse_number(number);
  REQUIRE(parts);
  REQUIRE(parts->day == "260115");
  REQUIRE(parts->serial == 42);
}

TEST_CASE("number: the day changes at midnight in Jinan, not in Greenwich", "[tickets]") {
  REQUIRE(tickets::day_of(*base::from_rfc3339("2026-01-15T15:59:59Z")) == "260115");
  REQUIRE(tickets::day_of(*base::from_rfc3339("2026-01-15T16:00:00Z")) == "260116");
}

TEST_CASE("number: every single mistyped digit is noticed", "[tickets]") {
  const std::string number = tickets::make_number("260115", 307'214);
  for (std::size_t i = 2; i < number.size(); ++i) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      std::string typo = number;
      typo[i] = digit;
      REQUIRE(tickets::parse_number(typo).has_value() == (typo == number));
    }
  }
}

TEST_CASE("number: every swap of two neighbouring digits is noticed", "[tickets]") {
  for (std::uint32_t serial = 0; serial < 2'000; ++serial) {
    const std::string number = tickets::make_number("260115", serial);
    for (std::size_t i = 2; i + 1 < number.size(); ++i) {
      std::string swapped = number;
      std::swap(swapped[i], swapped[i + 1]);
      REQUIRE(tickets::parse_number(swapped).has_value() == (swapped == number));
    }
  }
}

TEST_CASE("number: what a driver types with blanks, dashes or small letters is understood", "[tickets]") {
  const std::string number = tickets::make_number("260115", 9);
  REQUIRE(tickets::parse_number("jn 260115 000009 " + number.substr(14)));
  REQUIRE(tickets::parse_number("JN-260115-000009-" + number.substr(14)));
  for (const char* bad : {"", "JN", "JN26011500000", "XX2601150000090", "JN26011500000９", "JN260115000009a"}) {
    INFO(bad);
    REQUIRE_FALSE(tickets::parse_number(bad));
  }
}
