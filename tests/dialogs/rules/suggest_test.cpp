#include "dialogs/rules/suggest.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "dialogs/rules/what_if.hpp"

using namespace dialogs;

namespace {

JudgedText told(std::string text, std::string label, std::string given) { return {std::move(text), {{std::move(label)}, std::move(given)}}; }

const WordSuggestion* find(const std::vector<WordSuggestion>& all, std::string_view word) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const WordSuggestion& one) { return one.word == word; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("a word that wrong answers share is suggested with what it would gain and break", "[rules][suggest]") {
  const std::vector<WordSuggestion> all = suggest_words({told("回单压着不结账", "12328", "12345"),
                                                         told("押了我的回单", "12328", "12345"),
                                                         told("医院的回单丢了", "12345", "12345"),
                                                         told("路灯坏了", "12345", "12345"),
                                                         told("运费不给", "12328", "12328")},
                                                        {});
  const WordSuggestion* slip = find(all, "回单");
  REQUIRE(slip != nullptr);
  CHECK(slip->value == "12328");
  CHECK(slip->gains == 2);
  CHECK(slip->breaks == 1);
  CHECK(slip->texts == 2);
  CHECK(slip->log_odds > 0);
  CHECK(find(all, "路灯") == nullptr);   // nothing wrong there
  CHECK(find(all, "不结") == nullptr);   // in one wrong text only
}

TEST_CASE("of words in the same texts the longest speaks", "[rules][suggest]") {
  const std::vector<WordSuggestion> all =
      suggest_words({told("电子围栏罚我", "甲", "乙"), told("又是电子围栏", "甲", "乙"), told("罚款", "乙", "乙")}, {});
  CHECK(find(all, "电子围栏") != nullptr);
  CHECK(find(all, "子围") == nullptr);
  CHECK(find(all, "电子围") == nullptr);
}

TEST_CASE("numbers and marks are in no suggestion, and no wrong answer means no suggestion", "[rules][suggest]") {
  CHECK(suggest_words({told("1300000", "甲", "乙"), told("1300000", "甲", "乙")}, {}).empty());
  CHECK(suggest_words({told("甲,乙", "甲", "乙"), told("甲,乙", "甲", "乙")}, {}).empty());
  CHECK(suggest_words({told("回单", "甲", "甲"), told("回单", "甲", "甲")}, {}).empty());
  CHECK(suggest_words({}, {}).empty());
}

TEST_CASE("what a change would do is caught, lost, moved, mended and broken", "[rules][what-if]") {
  const WhatIf result = what_if({{"1", "none", "12328", "12328"},
                                 {"2", "12345", "none", "12345"},
                                 {"3", "12345", "12328", "12328"},
                                 {"4", "12328", "12348", ""},
                                 {"5", "12345", "12345", "12328"}});
  CHECK(result.messages == 5);
  REQUIRE(result.caught.size() == 1);
  CHECK(result.caught.front().id == "1");
  REQUIRE(result.lost.size() == 1);
  CHECK(result.lost.front().id == "2");
  CHECK(result.moved.size() == 2);
  CHECK(result.mended == 2);
  CHECK(result.broken == 1);
}
