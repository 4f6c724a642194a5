#include "bot/turns/kept.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "bot/turns/channel_style.hpp"

namespace {

using bot::Allowance;
using bot::decode_kept;
using bot::encode_kept;
using bot::Kept;

constexpr bot::RateLimit kLimit{.per_minute = 20, .burst = 3};

}  // namespace

TEST_CASE("kept: what is owed and what the driver may still say come back together", "[bot]") {
  const Allowance used{.started = true, .told = true, .thousandths = 1700, .last = {1'768'442'531'000}};
  for (const std::vector<std::string>& owed : {std::vector<std::string>{}, {"一"}, {"一", "two\nlines", "三"}}) {
    for (const Allowance& allowance : {Allowance{}, used}) {
      const Kept back = decode_kept(encode_kept({.owed = owed, .allowance = allowance}));
      REQUIRE(back.owed == owed);
      REQUIRE(back.allowance == allowance);
    }
  }
}

TEST_CASE("kept: what was stored before drivers were counted there is read as what is owed", "[bot]") {
  const Kept kept = decode_kept(bot::encode_owed({"first", "second"}));
  REQUIRE(kept.owed == std::vector<std::string>{"first", "second"});
  REQUIRE_FALSE(kept.allowance.started);
  REQUIRE(decode_kept("").owed.empty());
}

TEST_CASE("kept: an allowance that cannot be read begins anew and takes nothing of what is owed", "[bot]") {
  const std::string around(1, '\x1d');
  for (const char* damaged : {"", "1 2", "1 2 3 4", "x y z", "-1 2 0", "1 2 7", "99999999999999999999 2 0", "1 2 0 "}) {
    const Kept kept = decode_kept(around + damaged + around + "owed");
    INFO(damaged);
    REQUIRE_FALSE(kept.allowance.started);
    REQUIRE(kept.owed == std::vector<std::string>{"owed"});
  }
  REQUIRE(decode_kept(around + "1 2 0").owed.empty());
}

TEST_CASE("allowance: a burst is let through, then as many a minute as the limit says, and the driver is told once", "[bot]") {
  Allowance allowance;
  base::UnixMs now{1'000'000};
  for (int i = 0; i < 3; ++i) REQUIRE(allowance.take(kLimit, now));
  REQUIRE_FALSE(allowance.take(kLimit, now));
  REQUIRE(allowance.tell_once());
  REQUIRE_FALSE(allowance.take(kLimit, now + base::Millis{2999}));
  REQUIRE_FALSE(allowance.tell_once());
  REQUIRE(allowance.take(kLimit, now + base::Millis{3000}));
  REQUIRE_FALSE(allowance.take(kLimit, now + base::Millis{3001}));
  REQUIRE(allowance.tell_once());
  now = now + base::days(400);
  for (int i = 0; i < 3; ++i) REQUIRE(allowance.take(kLimit, now));
  REQUIRE_FALSE(allowance.take(kLimit, now));
}

TEST_CASE("allowance: a clock that goes back gives nothing and takes nothing more", "[bot]") {
  Allowance allowance;
  REQUIRE(allowance.take(kLimit, {50'000}));
  REQUIRE(allowance.take(kLimit, {10'000}));
  REQUIRE(allowance.take(kLimit, {10'000}));
  REQUIRE_FALSE(allowance.take(kLimit, {49'000}));
  REQUIRE(allowance.take(kLimit, {53'000}));
}
