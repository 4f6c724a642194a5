#include "bot/turns/promise_words.hpp"

#include <catch2/catch.hpp>

#include "base/civil_time.hpp"

namespace {

base::UnixMs at(const std::string& text) { return *base::from_rfc3339(text + ":00+08:00"); }

}  // namespace

TEST_CASE("promise words: a day is named as people name it", "[bot]") {
  const base::UnixMs now = at("2026-03-10T23:50");
  CHECK(bot::clock_words(at("2026-03-10T09:05"), now) == "今天09:05");
  CHECK(bot::clock_words(at("2026-03-11T00:00"), now) == "明天00:00");
  CHECK(bot::clock_words(at("2026-03-09T23:59"), now) == "昨天23:59");
  CHECK(bot::clock_words(at("2026-03-12T08:00"), now) == "3月12日08:00");
  CHECK(bot::clock_words(at("2025-12-31T08:00"), at("2026-01-01T00:00")) == "昨天08:00");
}

TEST_CASE("promise words: freight and taxi are told clock times, also over midnight", "[bot]") {
  CHECK(bot::promise_words("FRT_3083", at("2026-03-10T10:02")) == "今天10:32前有人联系您，今天18:02前办结，3 天内回访。");
  CHECK(bot::promise_words("FRT_3083", at("2026-03-10T23:40")) == "明天00:10前有人联系您，明天07:40前办结，3 天内回访。");
  CHECK(bot::promise_words("TAXI_3012", at("2026-03-10T10:02")) == "今天10:32前有人联系您，今天11:02前处置，2 天内回访。");
}

TEST_CASE("promise words: nobody else is promised what the city did not promise", "[bot]") {
  for (const char* promise : {"JN12345_5WD", "CONSULT", "SUGGEST", "", "NEW_PROFILE"}) {
    const std::string words = bot::promise_words(promise, at("2026-03-10T10:02"));
    INFO(promise << " " << words);
    CHECK_FALSE(words.empty());
    CHECK(words.find("10:32") == std::string::npos);
    CHECK(words.find("30") == std::string::npos);
    CHECK_FALSE(bot::promised_close(promise, at("2026-03-10T10:02")));
  }
}
