#include "integrations/hotlines/throttle.hpp"

#include <catch2/catch.hpp>
#include <string>

using base::Millis;
using base::MonotonicMs;
using integrations::Throttle;

namespace {

/// A hotline and the moments at which it is called.
struct Line {
  explicit Line(int per_second = 1000) : throttle(per_second) {}
  Throttle::Grant ask(std::size_t rows_max = 1) {
    const Throttle::Grant grant = throttle.ask(now, rows_max);
    throttle.used(grant, {.rows = grant.rows, .retries = 0, .overdue = 0});
    return grant;
  }
  /// Nothing was there to be called.
  Throttle::Grant ask_in_vain(std::size_t rows_max = 1) {
    const Throttle::Grant grant = throttle.ask(now, rows_max);
    throttle.used(grant, {});
    return grant;
  }
  void pass(std::int64_t ms) { now = now + Millis{ms}; }
  /// One letter an outcome: + answered, x failed. True if the breaker opened on the way.
  bool live(const std::string& outcomes) {
    bool opened = false;
    for (const char c : outcomes) {
      if (c == '+') throttle.succeeded(now);
      if (c == 'x') opened = throttle.failed(now, 0) || opened;
    }
    return opened;
  }
  Throttle throttle;
  MonotonicMs now{1'000'000};
};

}  // namespace

TEST_CASE("throttle: five failures in a row open the breaker, four and a success do not") {
  CHECK_FALSE(Line().live("xxxx+xxxx"));
  CHECK(Line().live("xxxx+xxxxx"));
  CHECK(Line().live("xxxxx"));
}

TEST_CASE("throttle: half of the last twenty open the breaker, though no five were in a row") {
  CHECK_FALSE(Line().live("x+x+x+x+x+x+x+x+x+"));
  CHECK(Line().live("+x+x+x+x+x+x+x+x+x+x"));
  CHECK_FALSE(Line().live("++x++x++x++x++x++x++x++x"));
}

TEST_CASE("throttle: an open breaker lets nobody call for 20 to 40 seconds, then one") {
  for (const std::uint64_t random : {std::uint64_t{0}, std::uint64_t{20'000}, std::uint64_t{7'777'777'777}}) {
    Line line;
    line.live("xxxx");
    REQUIRE(line.throttle.failed(line.now, random));
    const Millis rest = line.throttle.rest(line.now);
    CHECK(rest >= base::seconds(20));
    CHECK(rest <= base::seconds(40));
    line.pass(rest.count - 1);
    CHECK(line.ask(16).rows == 0);
    line.pass(1);
    const auto probe = line.ask(16);
    CHECK(probe.rows == 1);
    CHECK(probe.retries == 1);
    CHECK(probe.probe);
    CHECK(line.ask(16).rows == 0);
  }
}

TEST_CASE("throttle: a probe that fails opens the breaker anew, and nobody is told twice") {
  Line line;
  REQUIRE(line.live("xxxxx"));
  for (int i = 0; i < 3; ++i) {
    line.pass(40'000);
    REQUIRE(line.ask().rows == 1);
    CHECK_FALSE(line.live("x"));
    CHECK(line.ask().rows == 0);
  }
}

TEST_CASE("throttle: three successes close it, with one call, then two, then four a second on the way") {
  Line line;
  REQUIRE(line.live("xxxxx"));
  line.pass(40'000);
  REQUIRE(line.ask(16).rows == 1);
  line.live("+");
  line.pass(999);
  CHECK(line.ask(16).rows == 0);
  line.pass(1);
  REQUIRE(line.ask(16).rows == 1);
  line.live("+");
  CHECK_FALSE(line.throttle.is_closed());
  line.pass(499);
  CHECK(line.ask(16).rows == 0);
  line.pass(1);
  REQUIRE(line.ask(16).rows == 1);
  line.live("+");
  CHECK(line.throttle.is_closed());
  CHECK(line.ask(16).rows == 0);
  line.pass(250);
  CHECK(line.ask(16).rows == 16);
}

TEST_CASE("throttle: a failure on the way back opens it again") {
  Line line;
  line.live("xxxxx");
  line.pass(40'000);
  line.ask();
  line.live("+");
  line.pass(1000);
  line.ask();
  line.live("x");
  CHECK_FALSE(line.throttle.is_closed());
  CHECK(line.ask().rows == 0);
}

TEST_CASE("throttle: a probe with nothing to send does not keep the next one waiting") {
  Line line;
  line.live("xxxxx");
  line.pass(40'000);
  CHECK(line.ask_in_vain().rows == 1);
  CHECK(line.ask().rows == 1);
}

TEST_CASE("throttle: every fourth probe is made with a new forward, should those that were tried be at fault") {
  Line line;
  line.live("xxxxx");
  std::string kinds;
  for (int i = 0; i < 8; ++i) {
    line.pass(40'000);
    kinds += line.ask().again_first ? "a" : "n";
    line.live("x");
  }
  CHECK(kinds == "aaanaaan");
}

TEST_CASE("throttle: a probe nobody reports on is given up after a minute") {
  Line line;
  line.live("xxxxx");
  line.pass(40'000);
  REQUIRE(line.ask().rows == 1);
  line.pass(59'999);
  CHECK(line.ask().rows == 0);
  line.pass(1);
  CHECK(line.ask().rows == 1);
}

TEST_CASE("throttle: no more calls a second than the hotline bears, whatever was saved up") {
  Line line(5);
  line.pass(3'600'000);
  std::size_t calls = 0;
  for (int tenth = 0; tenth < 100; ++tenth) {
    calls += line.ask(64).rows;
    line.pass(100);
  }
  CHECK(calls >= 50);
  CHECK(calls <= 55);
}

TEST_CASE("throttle: calls that were not made are not lost") {
  Line line(5);
  CHECK(line.ask_in_vain(5).rows == 5);
  CHECK(line.ask(5).rows == 5);
  CHECK(line.ask(5).rows == 0);
}

TEST_CASE("throttle: retries are one a second, and one for ten first tries") {
  Line line(1000);
  std::size_t retries = 0;
  const auto spend = [&](std::size_t rows) {
    const auto grant = line.throttle.ask(line.now, rows);
    line.throttle.used(grant, {.rows = grant.retries, .retries = grant.retries, .overdue = 0});
    retries += grant.retries;
  };
  spend(100);
  CHECK(retries <= 1);
  for (int second = 0; second < 10; ++second) {
    line.pass(1000);
    spend(100);
  }
  CHECK(retries >= 10);
  CHECK(retries <= 11);
  retries = 0;
  for (int i = 0; i < 20; ++i) {
    const auto grant = line.throttle.ask(line.now, 50);
    line.throttle.used(grant, {.rows = 50, .retries = 0, .overdue = 0});
    line.pass(50);
  }
  line.pass(50);
  spend(100);
  CHECK(retries > 50);  // a thousand first tries have earned a hundred, of which a minute's floor is kept
}

TEST_CASE("throttle: one place in ten is kept for what is overdue") {
  Line line(1000);
  std::size_t kept = 0;
  for (int i = 0; i < 100; ++i) {
    const auto grant = line.throttle.ask(line.now, 5);
    line.throttle.used(grant, {.rows = grant.rows, .retries = 0, .overdue = grant.overdue});
    kept += grant.overdue;
    line.pass(5);
  }
  CHECK(kept >= 48);
  CHECK(kept <= 51);
}

TEST_CASE("throttle: a hotline that refuses our key rests as long as it is told, and it is news once") {
  Line line;
  CHECK(line.throttle.hold(line.now, base::minutes(5)));
  CHECK_FALSE(line.throttle.hold(line.now, base::minutes(1)));
  line.pass(299'999);
  CHECK(line.ask().rows == 0);
  line.pass(1);
  CHECK(line.ask().rows == 1);
}
