// How well the shipped safety rules hear. The sentences are made up by the project; held_out.tsv was never used to write
// rules or to fit points, so its figures are the honest ones (docs/safety.md).
#include <catch2/catch.hpp>
#include <iostream>

#include "dialogs/safety/safety.hpp"
#include "tests/dialogs/safety/shipped.hpp"

namespace dialogs::tests {
namespace {

struct Heard {
  int dangers = 0, missed = 0, harmless = 0, alarms = 0;
};

Heard listen_to(const std::string& file) {
  const auto release = shipped_release();
  REQUIRE(release != nullptr);
  Heard heard;
  for (const Sentence& sentence : sentences(file)) {
    const bool alarm = find_danger(*release, sentence.text).danger != nullptr;
    if (sentence.danger == kNoDanger) {
      ++heard.harmless;
      heard.alarms += alarm ? 1 : 0;
    } else {
      ++heard.dangers;
      heard.missed += alarm ? 0 : 1;
      if (!alarm) std::cerr << file << ": missed: " << sentence.text << "\n";
    }
  }
  return heard;
}

}  // namespace

TEST_CASE("at least 98 of 100 paraphrased cries for help are heard, and few complaints are taken for one", "[safety]") {
  const Heard heard = listen_to("paraphrases.tsv");
  REQUIRE(heard.dangers >= 200);
  CHECK(heard.missed * 100 <= heard.dangers * 2);
  CHECK(heard.alarms * 100 <= heard.harmless * 3);
}

TEST_CASE("the handbook's forty sentences are told apart", "[safety]") {
  const Heard heard = listen_to("handbook_check.tsv");
  REQUIRE(heard.dangers == 20);
  REQUIRE(heard.harmless == 20);
  CHECK(heard.missed == 0);
  CHECK(heard.alarms <= 1);
}

TEST_CASE("sentences that no rule was written for are heard as well", "[safety]") {
  const Heard heard = listen_to("held_out.tsv");
  REQUIRE(heard.dangers == 50);
  CHECK(heard.missed <= 1);
  // The harmless half was written to mislead: nearly the words of a danger.
  CHECK(heard.alarms * 100 <= heard.harmless * 20);
}

TEST_CASE("a danger is heard whatever letters it is written in", "[safety]") {
  const auto release = shipped_release();
  REQUIRE(release != nullptr);
  for (const char* text : {"我不想活了", "我不想\u200b活了", "我　不想活了", "ＷＯ我不想活了"}) {
    INFO(text);
    CHECK(find_danger(*release, text).danger != nullptr);
  }
}

TEST_CASE("every number the safety words give stands in the one file of numbers, which has a date", "[safety]") {
  const std::string numbers = content_of(std::string(XINSHENG_SOURCE_DIR) + "/dialogs/scripts/numbers.yaml");
  CHECK(numbers.find("\nchecked: 20") != std::string::npos);
  const auto release = shipped_release();
  REQUIRE(release != nullptr);
  int seen = 0;
  for (const Danger& danger : release->dangers.list) {
    for (const Text& say : danger.say) {
      const std::string& words = say.zh.at(0).at(0).value;
      for (std::size_t at = 0; at < words.size();) {
        std::size_t end = at;
        while (end < words.size() && words[end] >= '0' && words[end] <= '9') ++end;
        const std::string number = words.substr(at, end - at);
        const bool is_metres = number == "150";
        if (number.size() >= 3 && !is_metres) {
          INFO(danger.danger << " " << number);
          CHECK(numbers.find(number) != std::string::npos);
          ++seen;
        }
        at = end == at ? at + 1 : end;
      }
    }
  }
  CHECK(seen >= 20);
}

TEST_CASE("each danger the rules know has words, and each bubble fits a small screen", "[safety]") {
  const auto release = shipped_release();
  REQUIRE(release != nullptr);
  REQUIRE(release->dangers.list.size() == 14);
  for (const Danger& danger : release->dangers.list) {
    INFO(danger.danger);
    CHECK(danger.say.size() >= 2);
    CHECK(danger.code.starts_with("AQ"));
  }
}

}  // namespace dialogs::tests
