#include <atomic>
#include <catch2/catch.hpp>
#include <string>
#include <thread>
#include <vector>

#include "base/civil_time.hpp"
#include "base/hash.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/utf8.hpp"

#include <unistd.h>

TEST_CASE("civil time: an instant and its calendar form lead to each other, leap days and year borders included", "[base]") {
  for (const char* text : {"1970-01-01T08:00:00+08:00", "2024-02-29T23:59:59+08:00", "2025-12-31T23:59:59+08:00",
                           "2026-01-01T00:00:00+08:00", "2000-02-29T00:00:00+08:00", "2038-01-19T11:14:08+08:00",
                           "1969-12-31T23:00:00+08:00", "2100-03-01T00:00:00+08:00"}) {
    INFO(text);
    const auto instant = base::from_rfc3339(text);
    REQUIRE(instant);
    REQUIRE(base::to_rfc3339(*instant) == text);
    REQUIRE(base::to_unix(base::to_civil(*instant)) == *instant);
  }
}

TEST_CASE("civil time: the weekday is right", "[base]") {
  REQUIRE(base::to_civil(*base::from_rfc3339("2026-11-23T12:00:00+08:00")).weekday == 1);
  REQUIRE(base::to_civil(*base::from_rfc3339("1970-01-01T08:00:00+08:00")).weekday == 4);
  REQUIRE(base::to_civil(*base::from_rfc3339("1969-12-28T12:00:00+08:00")).weekday == 0);
}

TEST_CASE("civil time: fields beyond their range carry over", "[base]") {
  REQUIRE(base::to_unix({.year = 2026, .month = 1, .day = 32}) == base::to_unix({.year = 2026, .month = 2, .day = 1}));
  REQUIRE(base::to_unix({.year = 2025, .month = 13, .day = 1}) == base::to_unix({.year = 2026, .month = 1, .day = 1}));
  REQUIRE(base::to_unix({.year = 2026, .month = 0, .day = 1}) == base::to_unix({.year = 2025, .month = 12, .day = 1}));
}

TEST_CASE("civil time: RFC 3339 is read strictly", "[base]") {
  REQUIRE(base::from_rfc3339("2026-01-15T10:02:11.250Z")->count % 1000 == 250);
  for (const char* bad : {"", "2026-01-15", "2026-01-15T10:02:11", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z",
                          "2026-01-15 10:02:11Z", "2026-01-15T10:02:11+0800", "2026-01-15T10:02:11.Z"}) {
    INFO(bad);
    REQUIRE_FALSE(base::from_rfc3339(bad));
  }
}

TEST_CASE("utf8: ill-formed bytes are found and replaced one by one", "[base]") {
  struct Row {
    std::string bytes;
    bool good;
    std::size_t points;
  };
  const std::vector<Row> rows{{"", true, 0},
                              {"司机", true, 2},
                              {"a\xCC\x81", true, 2},
                              {"\xF0\x9F\x9A\x9A", true, 1},
                              {"\xC0\xAF", false, 2},              // overlong
                              {"\xED\xA0\x80", false, 3},          // surrogate
                              {"\xF4\x90\x80\x80", false, 4},      // beyond U+10FFFF
                              {"\xE5\x8F", false, 2},              // cut short
                              {"\xFF", false, 1}};
  for (const Row& row : rows) {
    INFO(row.bytes);
    REQUIRE(base::is_utf8(row.bytes) == row.good);
    REQUIRE(base::count_code_points(row.bytes) == row.points);
    REQUIRE(base::is_utf8(base::repair_utf8(row.bytes)));
  }
}

TEST_CASE("utf8: a prefix in bytes never cuts a character", "[base]") {
  const std::string text = "济南🚚";
  REQUIRE(base::prefix_of_bytes(text, 100) == text);
  REQUIRE(base::prefix_of_bytes(text, 9) == "济南");
  REQUIRE(base::prefix_of_bytes(text, 5) == "济");
  REQUIRE(base::prefix_of_bytes(text, 2).empty());
  REQUIRE(base::prefix_of_points(text, 2) == "济南");
  REQUIRE(base::display_width("济a") == 3);
}

TEST_CASE("log: one event is one JSON line, whatever a field holds", "[base]") {
  int pipe_ends[2];
  REQUIRE(::pipe(pipe_ends) == 0);
  const base::ManualClock clock(*base::from_rfc3339("2026-01-15T10:02:11+08:00"));
  base::JsonLinesLog log(pipe_ends[1], clock);
  log.warn("forward_parked", {{"ticket", base::OurWord{"JN\n\x1b[31m\"\u202e"}}, {"attempt", 3}});
  ::close(pipe_ends[1]);
  std::string got(4096, '\0');
  got.resize(static_cast<std::size_t>(::read(pipe_ends[0], got.data(), got.size())));
  ::close(pipe_ends[0]);
  REQUIRE(got == "{\"at\":\"2026-01-15T10:02:11+08:00\",\"level\":\"warn\",\"event\":\"forward_parked\","
                 "\"ticket\":\"JN\\n\\u001b[31m\\\"\\u202e\",\"attempt\":3}\n");
}

TEST_CASE("random: the same seed gives the same numbers, and below() stays below", "[base]") {
  base::SeededRandom a(7);
  base::SeededRandom b(7);
  REQUIRE(a.hex(16) == b.hex(16));
  for (int i = 0; i < 1000; ++i) REQUIRE(a.below(3) < 3);
}

TEST_CASE("hash64: the value is fixed for ever, because marks are stored", "[base]") {
  REQUIRE(base::hash64("complaint") == 0x6D67DE2FD6487923ULL);
  REQUIRE(base::hash64("事情经过") != base::hash64("事情经過"));
}

TEST_CASE("clock: one that is moved by hand may be read by other threads meanwhile, and only goes forward", "[base]") {
  base::ManualClock clock(base::UnixMs{1000});
  std::atomic<bool> stop = false;
  std::atomic<int> went_back = 0;
  std::thread reader([&] {
    base::UnixMs before{0};
    while (!stop) {
      const base::UnixMs now = clock.now();
      if (now < before) ++went_back;
      before = now;
    }
  });
  for (int i = 0; i < 10'000; ++i) clock.advance(base::Millis{3});
  stop = true;
  reader.join();
  REQUIRE(went_back == 0);
  REQUIRE(clock.now() == base::UnixMs{31'000});
  REQUIRE(clock.monotonic() == base::MonotonicMs{30'000});
  clock.jump(base::seconds(-5));
  REQUIRE(clock.now() == base::UnixMs{26'000});
  REQUIRE(clock.monotonic() == base::MonotonicMs{30'000});
}
