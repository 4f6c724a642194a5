#include "storage/search/narrow.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <random>

#include "storage/search/search_file.hpp"
#include "storage/sqlite/database.hpp"
#include "tests/storage/folder.hpp"

using namespace storage::search;

namespace {

using Spreads = std::map<std::string, Spread>;

std::string narrowed(std::string_view sought, const Spreads& spreads) {
  const auto phrases = narrow(read_sought(sought).phrases, [&](const std::string& piece) { return spreads.at(piece); });
  return phrases ? match_of(*phrases) : "nowhere";
}

constexpr char kMatch[] = "SELECT g.rowid, t.text FROM grams g JOIN texts t ON t.id = g.rowid WHERE grams MATCH $1 ORDER BY g.rowid DESC";

/// Signs of which few make many repetitions and chance meetings: Han, traditional ones, letters and digits narrow and wide, partings.
std::string random_text(std::mt19937& chance, std::size_t points_max) {
  static const std::vector<std::string> signs{"运", "费", "運", "費", "拖", "欠", "车", "車", "a", "A", "ａ", "b", "1", "１", "２", " ", "，", "🚚", "\xE2\x80\x8B"};
  std::string text;
  const std::size_t points = 1 + chance() % points_max;
  // Most signs are of the first few: long runs of Han characters, in which everything repeats.
  for (std::size_t i = 0; i < points; ++i) text += chance() % 8 == 0 ? signs[chance() % signs.size()] : signs[chance() % 5];
  return text;
}

/// A part of it, so that something is to be found.
std::string part_of(const std::string& text, std::mt19937& chance) {
  std::vector<std::size_t> begins;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) begins.push_back(i);
  }
  const std::size_t from = begins[chance() % begins.size()];
  const std::size_t to = begins[chance() % begins.size()];
  return from < to ? text.substr(from, to - from) : text.substr(to);
}

}  // namespace

TEST_CASE("A short phrase is looked up as it stands, and nothing is asked about it") {
  CHECK(narrowed("拖欠运费 JN26", {}) == "\"拖欠 欠运 运费\" AND \"jn26\" *");
}

TEST_CASE("Of a long phrase the two pieces that are strewn most thinly are looked up") {
  CHECK(narrowed("货主拖欠运费", {{"货主", {64, 900}}, {"主拖", {64, 200}}, {"拖欠", {64, 800}}, {"欠运", {64, 300}}, {"运费", {64, 950}}}) == "\"主拖\" AND \"欠运\"");
}

TEST_CASE("A piece with few texts is rarer than any with many, whenever they were said") {
  CHECK(narrowed("货主拖欠运费", {{"货主", {64, 1}}, {"主拖", {64, 2}}, {"拖欠", {3, 990}}, {"欠运", {64, 3}}, {"运费", {5, 980}}}) == "\"拖欠\" AND \"运费\"");
}

TEST_CASE("A phrase with a piece that stands nowhere is not looked up at all") {
  CHECK(narrowed("货主拖欠运费", {{"货主", {64, 900}}, {"主拖", {0, 0}}, {"拖欠", {64, 800}}, {"欠运", {64, 300}}, {"运费", {64, 950}}}) == "nowhere");
}

TEST_CASE("Of a long phrase of one piece again and again that piece is looked up") {
  CHECK(narrowed("费费费费费费", {{"费费", {64, 1}}}) == "\"费费\"");
}

TEST_CASE("However much is sought, few pieces are asked about") {
  std::string text;
  for (int i = 0; i < 8; ++i) text += "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑寅卯 ";
  for (const std::string& sought : {text.substr(0, 72), text}) {
    std::size_t asked = 0;
    const auto phrases = narrow(read_sought(sought).phrases, [&](const std::string&) {
      ++asked;
      return Spread{64, 1};
    });
    REQUIRE(phrases);
    CHECK(asked > 0);
    CHECK(asked <= 16);
  }
}

TEST_CASE("What is found by the rarest pieces is what the whole phrases find and the words confirm") {
  std::mt19937 chance(20261129);
  test::Folder folder;
  const auto file = SearchFile::open(folder.path("search.sqlite"), "one").value();
  std::vector<std::string> texts;
  for (std::int64_t conversation = 1; conversation <= 12; ++conversation) {
    ConversationText change{conversation, 0, 20, {}};
    for (std::uint64_t turn = 1; turn <= 20; ++turn) {
      texts.push_back(random_text(chance, 30));
      change.lines.push_back({turn, 0, base::UnixMs{1'773'100'800'000 + static_cast<std::int64_t>(chance() % 100'000)}, texts.back()});
    }
    REQUIRE(file->put({change}, {}).ok());
  }
  storage::sqlite::Database database(folder.path("search.sqlite"), "", storage::sqlite::Database::Access::kReadOnly);
  std::size_t narrowed = 0, found_by_narrowed = 0;
  for (int i = 0; i < 1000; ++i) {
    std::string words = chance() % 4 == 0 ? random_text(chance, 12) : part_of(texts[chance() % texts.size()], chance);
    if (chance() % 4 == 0) words += " " + part_of(texts[chance() % texts.size()], chance);
    const Sought sought = read_sought(words);
    if (sought.phrases.empty()) continue;
    CAPTURE(words);
    std::vector<std::int64_t> expected;
    auto row = database.query(kMatch, match_of(sought.phrases));
    while (row.next()) {
      if (!places_of(row.text(1), sought.words).empty()) expected.push_back(row.integer(0));
    }
    // Page by page, as it is asked.
    std::vector<std::int64_t> found;
    int too_slow = 0;
    for (Query query{.sought = sought, .hits_max = 1 + chance() % 40};;) {
      const auto page = file->find(query);
      // A machine that stood still for longer than the search's patience: asked once more.
      if (!page && page.error().code == base::ErrorCode::kBusy && ++too_slow < 20) continue;
      for (const Hit& hit : page.value()) found.push_back(hit.id);
      if (page->size() < query.hits_max) break;
      query.before = page->back().id;
    }
    REQUIRE(found == expected);
    const bool is_long = std::any_of(sought.phrases.begin(), sought.phrases.end(), [](const Phrase& phrase) { return phrase.pieces.size() > 3; });
    narrowed += is_long ? 1 : 0;
    found_by_narrowed += is_long ? found.size() : 0;
  }
  CHECK(narrowed > 100);
  CHECK(found_by_narrowed > 100);
}
