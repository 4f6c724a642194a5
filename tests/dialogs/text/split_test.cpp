#include "dialogs/text/split.hpp"

#include <catch2/catch.hpp>
#include <string>

using dialogs::split;

TEST_CASE("A split text gives back its folded text, character by character and without a gap") {
  for (const std::string text : {"", "货主拖了8千，不接电话", "A\xCC\x96Ｂ 😀鲁\xE2\x80\x8B滴", "\xFF\x80坏"}) {
    const dialogs::SplitText all = split(text);
    std::string joined;
    std::uint32_t end = 0;
    for (const dialogs::Character& one : all.characters) {
      CHECK(one.begin == end);
      CHECK(one.end > one.begin);
      end = one.end;
      joined += all.folded.substr(one.begin, one.end - one.begin);
    }
    CHECK(joined == all.folded);
  }
}

TEST_CASE("Clauses are counted up at every sentence mark and blank, the mark included") {
  const dialogs::SplitText text = split("欠钱，不给 了。");
  std::string clauses;
  for (const dialogs::Character& one : text.characters) clauses += std::to_string(one.clause);
  CHECK(clauses == "00111223");
}
