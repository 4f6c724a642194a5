#include "bot/server/event_queue.hpp"

#include <catch2/catch.hpp>

TEST_CASE("Events wait until the connection takes them, and wake it once") {
  int wakes = 0;
  bot::EventQueue queue([&] { ++wakes; });
  CHECK(queue.send("1", "", "a"));
  CHECK(queue.send("2", "", "b"));
  CHECK(wakes == 1);
  std::string out;
  CHECK(queue.take(out));
  CHECK(out == "id: 1\ndata: a\n\nid: 2\ndata: b\n\n");
  CHECK(queue.send("3", "", "c"));
  CHECK(wakes == 2);
}

TEST_CASE("A peer that does not read loses its stream at 256 events, and comes back with Last-Event-ID") {
  bot::EventQueue queue([] {});
  for (std::size_t i = 0; i < bot::kEventsQueuedMax; ++i) REQUIRE(queue.send("", "", "x"));
  CHECK_FALSE(queue.send("", "", "one too many"));
  CHECK_FALSE(queue.is_open());
  CHECK_FALSE(queue.send("", "", "y"));
  std::string out;
  CHECK_FALSE(queue.take(out));
  CHECK(out.empty());
}

TEST_CASE("Closing sends what is queued first") {
  int wakes = 0;
  bot::EventQueue queue([&] { ++wakes; });
  queue.send("", "", "last");
  queue.close();
  queue.close();
  CHECK(wakes == 1);
  CHECK_FALSE(queue.is_open());
  std::string out;
  CHECK_FALSE(queue.take(out));
  CHECK(out == "data: last\n\n");
}

TEST_CASE("The end of a connection is told once, or at once to who asks late") {
  bot::EventQueue queue([] {});
  int told = 0;
  queue.on_close([&] { ++told; });
  CHECK(told == 0);
  queue.end();
  queue.end();
  CHECK(told == 1);
  CHECK_FALSE(queue.send("", "", "x"));
  queue.on_close([&] { told += 10; });
  CHECK(told == 11);
}
