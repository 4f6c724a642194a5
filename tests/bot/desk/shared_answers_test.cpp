#include "bot/desk/live/shared_answers.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>
#include <vector>

using bot::desk::SharedAnswers;

namespace {

struct Counted {
  SharedAnswers shared;
  int made = 0;
  std::string ask(const std::string& question, std::uint64_t beat) {
    return shared.answer(question, beat, [&] { return std::optional(question + " " + std::to_string(++made)); }).value_or("");
  }
};

}  // namespace

TEST_CASE("An equal question at the same beat gets the answer that was made, a different one its own") {
  Counted counted;
  CHECK(counted.ask("a", 5) == "a 1");
  CHECK(counted.ask("a", 5) == "a 1");
  CHECK(counted.ask("b", 5) == "b 2");
}

TEST_CASE("After the next beat an answer is made anew, and nobody gets one from before his beat") {
  Counted counted;
  CHECK(counted.ask("a", 5) == "a 1");
  CHECK(counted.ask("a", 6) == "a 2");
  CHECK(counted.ask("a", 5) == "a 2");
}

TEST_CASE("Where nobody listens to the feed every answer is made") {
  Counted counted;
  CHECK(counted.ask("a", 0) == "a 1");
  CHECK(counted.ask("a", 0) == "a 2");
}

TEST_CASE("An answer that could not be made is not kept") {
  Counted counted;
  CHECK_FALSE(counted.shared.answer("a", 5, [] { return std::optional<std::string>(); }).has_value());
  CHECK(counted.ask("a", 5) == "a 1");
}

TEST_CASE("Many who ask at once cause one answer") {
  SharedAnswers shared;
  std::atomic<int> made = 0;
  std::vector<std::thread> askers;
  for (int i = 0; i < 8; ++i) {
    askers.emplace_back([&] { (void)shared.answer("a", 5, [&] { return std::optional(std::to_string(++made)); }); });
  }
  for (std::thread& one : askers) one.join();
  CHECK(made == 1);
}

TEST_CASE("The number of questions that are kept is bounded, the newest stay") {
  Counted counted;
  for (std::size_t i = 0; i <= bot::desk::kSharedQuestionsMax; ++i) (void)counted.ask(std::to_string(i), 5);
  const int before = counted.made;
  (void)counted.ask(std::to_string(bot::desk::kSharedQuestionsMax), 5);
  CHECK(counted.made == before);
  (void)counted.ask("0", 5);
  CHECK(counted.made == before + 1);
}
