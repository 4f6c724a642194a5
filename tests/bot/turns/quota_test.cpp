#include "bot/turns/quota.hpp"

#include <catch2/catch.hpp>

namespace {

constexpr bot::QuotaRule kRule{.messages_max = 5, .window = base::hours(48)};
constexpr base::UnixMs kHeard{1'768'442'531'000};

int left(int sent, bot::Purpose purpose, base::Millis later = base::hours(1)) {
  return bot::may_send(kRule, {.heard = kHeard, .messages = sent}, purpose, kHeard + later);
}

}  // namespace

TEST_CASE("quota: one message of those the platform allows is kept for the result", "[bot]") {
  CHECK(left(0, bot::Purpose::kWord) == 4);
  CHECK(left(3, bot::Purpose::kWord) == 1);
  CHECK(left(4, bot::Purpose::kWord) == 0);
  CHECK(left(4, bot::Purpose::kResult) == 1);
  CHECK(left(5, bot::Purpose::kResult) == 0);
  CHECK(left(9, bot::Purpose::kResult) == 0);
}

TEST_CASE("quota: outside the window nothing may be sent, and before the driver ever wrote neither", "[bot]") {
  CHECK(left(0, bot::Purpose::kResult, base::hours(48) - base::Millis{1}) == 5);
  CHECK(left(0, bot::Purpose::kResult, base::hours(48)) == 0);
  CHECK(bot::may_send(kRule, {}, bot::Purpose::kResult, kHeard) == 0);
}

TEST_CASE("quota: a channel without a bound has none", "[bot]") {
  CHECK(bot::may_send({}, {}, bot::Purpose::kWord, kHeard) > 1'000'000);
}
