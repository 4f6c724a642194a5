#include "storage/search/grams.hpp"

#include <catch2/catch.hpp>

using namespace storage::search;

namespace {

std::vector<Place> places(std::string_view text, std::string_view sought) { return places_of(text, read_sought(sought).words); }
std::string match(std::string_view sought) { return match_of(read_sought(sought).phrases); }

}  // namespace

TEST_CASE("Every two Han characters that stand together are a piece, letters and digits are one") {
  CHECK(grams_of("报销慢") == "报销 销慢");
  CHECK(grams_of("ETC卡，12328 没人接") == "etc 12328 没人 人接");
  CHECK(grams_of("車") == "");
  CHECK(grams_of("") == "");
  CHECK(grams_of("＊＊＊ 🚚 —— \xFF") == "");
}

TEST_CASE("A ticket's number is found by its digits alone too") {
  CHECK(grams_of("JN2611290000017") == "jn2611290000017 2611290000017");
  CHECK(grams_of("A1") == "a1");
}

TEST_CASE("Two Han characters are enough to look for, one is not and is named") {
  CHECK(match("运费") == "\"运费\"");
  CHECK(match("拖欠运费") == "\"拖欠 欠运 运费\"");
  const Sought one = read_sought("车");
  CHECK(one.phrases.empty());
  CHECK(one.too_short == "车");
  const Sought both = read_sought("运费 车");
  CHECK(match_of(both.phrases) == "\"运费\"");
  CHECK(both.too_short == "车");
}

TEST_CASE("Several words must all stand in the text; letters and digits may go on") {
  CHECK(match("运费，JN26") == "\"运费\" AND \"jn26\" *");
  CHECK(match("a站") == "\"a\"");
  CHECK(read_sought("a站").words == std::vector<std::string>{"a站"});
}

TEST_CASE("What means something to a query language means nothing here") {
  for (const char* text : {"'; DROP TABLE texts", "%", "_", "\"", "NEAR(", "*", "", "a\" OR b", "grams : 运费", "-运费", "^运费", "\xC3\x28"}) {
    CAPTURE(text);
    const Sought sought = read_sought(text);
    CHECK(match_of(sought.phrases).find("NEAR") == std::string::npos);
    CHECK(match_of(sought.phrases).find("OR ") == std::string::npos);
    CHECK(match_of(sought.phrases).find(':') == std::string::npos);
    CHECK(match_of(sought.phrases).find('^') == std::string::npos);
  }
  CHECK(match("-运费") == "\"运费\"");
}

TEST_CASE("A very long wish is cut") {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "运费";
  CHECK(match(text).size() < 2000);
}

TEST_CASE("Places count characters of the text as it is shown, in whatever way it is written") {
  CHECK(places("货主拖欠运费", "运费") == std::vector<Place>{{4, 6}});
  CHECK(places("🚚運費沒給", "运费") == std::vector<Place>{{1, 3}});
  CHECK(places("打１２３２８没人接", "12328") == std::vector<Place>{{1, 6}});
  CHECK(places("运费运费，运费", "运费") == std::vector<Place>{{0, 4}, {5, 7}});
  CHECK(places("拖欠运费", "欠运 运费") == std::vector<Place>{{1, 4}});
}

TEST_CASE("A text in which one of the words is missing has no places") {
  CHECK(places("货主拖欠运费", "运费 平台").empty());
  CHECK(places("A区的b站", "a站").empty());
  CHECK(places("A站", "a站") == std::vector<Place>{{0, 2}});
}
