// Whether the clock can be believed: after it was set, and after a start of which nobody knows how long the program stood still.
#include "bot/clock_watch.hpp"

#include <catch2/catch.hpp>

using bot::ClockWatch;

namespace {
constexpr base::UnixMs kMorning{1'773'100'800'000};
}

TEST_CASE("A clock that is set is in doubt for ten minutes, and holds until somebody confirms it") {
  base::ManualClock clock(kMorning);
  ClockWatch watch(clock);
  CHECK_FALSE(watch.in_doubt());
  clock.jump(base::hours(-1));
  CHECK(watch.in_doubt());
  CHECK(watch.may_be_wrong());
  CHECK(watch.holds());
  clock.advance(ClockWatch::kDoubt);
  CHECK_FALSE(watch.in_doubt());
  CHECK_FALSE(watch.may_be_wrong());
  CHECK(watch.holds());
  CHECK(watch.confirm());
  CHECK_FALSE(watch.holds());
}

TEST_CASE("A program that begins with a clock far from what its store wrote last does not trust it for ten minutes") {
  base::ManualClock clock(kMorning);
  const base::Millis away = GENERATE(base::days(3653), base::hours(1), base::seconds(61), base::seconds(-61), base::days(-3));
  ClockWatch watch(clock);
  watch.begin_after(kMorning + away);
  CHECK(watch.may_be_wrong());
  SECTION("nothing jumped under its eyes: promises go on, hotlines are read") {
    CHECK_FALSE(watch.in_doubt());
    CHECK_FALSE(watch.holds());
  }
  SECTION("then it trusts it") {
    clock.advance(ClockWatch::kDoubt);
    CHECK_FALSE(watch.may_be_wrong());
  }
  SECTION("or once a person said that it is right") {
    CHECK_FALSE(watch.confirm());
    CHECK_FALSE(watch.may_be_wrong());
  }
}

TEST_CASE("A program that goes on where its store stopped trusts its clock") {
  base::ManualClock clock(kMorning);
  ClockWatch watch(clock);
  watch.begin_after(kMorning - base::seconds(60));
  CHECK_FALSE(watch.may_be_wrong());
}
