#include "integrations/hotlines/retry.hpp"

#include <catch2/catch.hpp>

using namespace integrations;

namespace {

constexpr base::UnixMs kNow{1'000'000'000};
constexpr base::UnixMs kFar = kNow + kRetryFor;

/// The wait in ms; -1: given up.
std::int64_t wait(int attempt, base::Millis server, std::uint64_t random, base::UnixMs deadline = kFar) {
  const auto due = next_attempt({attempt, server, random, kNow, deadline});
  return due ? (*due - kNow).count : -1;
}

}  // namespace

TEST_CASE("Steps grow from five seconds to two hours and stay there") {
  const std::pair<int, base::Millis> rows[] = {{1, base::seconds(5)},  {2, base::seconds(30)}, {3, base::minutes(2)},
                                               {4, base::minutes(10)}, {5, base::minutes(30)}, {6, base::hours(1)},
                                               {7, base::hours(2)},    {8, base::hours(2)},    {1000, base::hours(2)},
                                               {0, base::seconds(5)},  {-3, base::seconds(5)}};
  for (const auto& [attempt, step] : rows) {
    CAPTURE(attempt);
    CHECK(retry_step(attempt) == step);
  }
}

TEST_CASE("Full jitter reaches from at once to the whole step") {
  CHECK(wait(1, {0}, 0) == 0);
  CHECK(wait(1, {0}, 5000) == 5000);
  CHECK(wait(1, {0}, 5001) == 0);
  CHECK(wait(2, {0}, 29'999) == 29'999);
  CHECK(wait(7, {0}, 7'200'000) == 7'200'000);
  CHECK(wait(7, {0}, ~std::uint64_t{0}) <= 7'200'000);
}

TEST_CASE("A delay the hotline asked for is obeyed within two hours, with a little jitter behind it") {
  CHECK(wait(1, base::minutes(10), 0) == 600'000);
  CHECK(wait(1, base::minutes(10), 5000) == 605'000);
  CHECK(wait(1, base::hours(99), 0) == 7'200'000);
  CHECK(wait(1, base::Millis{-5}, 7) == 7);
}

TEST_CASE("A short delay asked for again and again does not stop our own back-off") {
  CHECK(wait(7, base::seconds(1), 7'200'000) == 7'200'000);
}

TEST_CASE("What would be due behind the deadline is given up") {
  CHECK(wait(1, {0}, 5000, kNow + base::Millis{5000}) == 5000);
  CHECK(wait(1, {0}, 5000, kNow + base::Millis{4999}) == -1);
  CHECK(wait(1, base::minutes(10), 0, kNow + base::minutes(5)) == -1);
  CHECK(wait(3, {0}, 0, kNow - base::Millis{1}) == -1);
}
