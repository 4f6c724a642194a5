#include "integrations/channels/split.hpp"

#include <catch2/catch.hpp>

#include "base/utf8.hpp"

using integrations::split_text;
using Pieces = std::vector<std::string>;

TEST_CASE("Text that fits is one piece, empty text none") {
  CHECK(split_text("", 10).empty());
  CHECK(split_text("0123456789", 10) == Pieces{"0123456789"});
}

TEST_CASE("Text is cut at the last line end of the second half, which is left out") {
  CHECK(split_text("aaaa\nbbbb\ncccc", 10) == Pieces{"aaaa\nbbbb", "cccc"});
  CHECK(split_text("aaaaaaaaaa\nbbb", 10) == Pieces{"aaaaaaaaaa", "bbb"});
  CHECK(split_text("a\nbbbbbbbbbbbb", 10) == Pieces{"a\nbbbbbbbb", "bbbb"});
}

TEST_CASE("A line end at the very end makes no empty piece") {
  CHECK(split_text("aaaaaaaaaa\n", 10) == Pieces{"aaaaaaaaaa"});
  CHECK(split_text("aaaaaaaaa\n", 10) == Pieces{"aaaaaaaaa\n"});
}

TEST_CASE("A cut never falls inside a code point") {
  CHECK(split_text("字字字字", 10) == Pieces{"字字字", "字"});
  CHECK(split_text("😡😡", 7) == Pieces{"😡", "😡"});
}

TEST_CASE("Pieces are never empty, never too long, and lose nothing but line ends") {
  const std::string alphabet[] = {"a", "字", "😡", "\n", "é"};
  std::uint64_t state = 42;
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (int i = 0; i < 60; ++i) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      text += alphabet[(state >> 33) % 5];
    }
    const std::size_t bytes_max = 4 + static_cast<std::size_t>(round % 40);
    std::string joined;
    for (const std::string& piece : split_text(text, bytes_max)) {
      CHECK(!piece.empty());
      CHECK(piece.size() <= bytes_max);
      CHECK(base::is_utf8(piece));
      joined += piece;
    }
    const auto without_lines = [](std::string s) {
      std::erase(s, '\n');
      return s;
    };
    CHECK(without_lines(joined) == without_lines(text));
  }
}

TEST_CASE("Ill-formed text and a bound too small are still split") {
  CHECK(split_text("\xFF\xFF\xFF\xFF\xFF", 4) == Pieces{"\xFF\xFF\xFF\xFF", "\xFF"});
  CHECK(split_text("😡😡", 0) == Pieces{"😡", "😡"});
}
