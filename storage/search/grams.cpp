#include "storage/search/grams.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/utf8.hpp"
#include "dialogs/text/normal.hpp"

namespace storage::search {
namespace {

constexpr std::size_t kSoughtPointsMax = 200;  // nobody looks for more; what stands behind it is not looked for
constexpr std::size_t kWordsMax = 8;
constexpr std::size_t kDigitsAloneMin = 4;     // digits behind letters that are worth looking for without them

enum class Kind { kParting, kHan, kWord };

/// Han, kana and hangul are written without blanks.
Kind kind_of(char32_t code) {
  if ((code >= 0x3400 && code <= 0x9FFF) || (code >= 0x20000 && code <= 0x3FFFF) || (code >= 0xF900 && code <= 0xFAFF)) return Kind::kHan;
  if ((code >= 0x3041 && code <= 0x30FF) || (code >= 0xAC00 && code <= 0xD7A3) || code == 0x3005 || code == 0x3007) return Kind::kHan;
  if ((code >= U'0' && code <= U'9') || (code >= U'a' && code <= U'z')) return Kind::kWord;
  const bool is_letter = code >= 0xC0 && code < 0x2000 && code != 0xD7 && code != 0xF7;
  return is_letter ? Kind::kWord : Kind::kParting;
}

struct Run {
  Kind kind = Kind::kParting;
  std::size_t begin = 0, end = 0;       // bytes
  std::vector<std::size_t> points = {};  // where each begins
};

std::vector<Run> runs_of(std::string_view folded) {
  std::vector<Run> runs;
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t begin = at;
    const Kind kind = kind_of(base::next_code_point(folded, at));
    if (runs.empty() || runs.back().kind != kind) runs.push_back({.kind = kind, .begin = begin, .end = begin});
    runs.back().end = at;
    runs.back().points.push_back(begin);
  }
  return runs;
}

std::vector<std::string> pairs_of(std::string_view folded, const Run& run) {
  std::vector<std::string> pairs;
  for (std::size_t i = 0; i + 1 < run.points.size(); ++i) {
    const std::size_t end = i + 2 < run.points.size() ? run.points[i + 2] : run.end;
    pairs.emplace_back(folded.substr(run.points[i], end - run.points[i]));
  }
  return pairs;
}

void add(std::string& text, std::string_view piece, std::string_view between = " ") {
  if (piece.empty()) return;
  if (!text.empty()) text += between;
  text += piece;
}

/// The digits of "jn2611290000017"; "" where there are no letters before them, or too few of them.
std::string_view digits_alone(std::string_view word) {
  const std::size_t first = word.find_first_of("0123456789");
  if (first == 0 || first == std::string_view::npos) return {};
  const std::string_view digits = word.substr(first);
  const bool only = digits.find_first_not_of("0123456789") == std::string_view::npos;
  return only && digits.size() >= kDigitsAloneMin ? digits : std::string_view{};
}

/// Of runs [first, last), which are one word. Empty where nothing of it can be looked for.
std::vector<Phrase> phrases_of(std::string_view folded, const std::vector<Run>& runs, std::size_t first, std::size_t last) {
  std::vector<Phrase> phrases;
  for (std::size_t i = first; i < last; ++i) {
    const Run& run = runs[i];
    if (run.kind == Kind::kWord) {
      phrases.push_back({{std::string(folded.substr(run.begin, run.end - run.begin))}, i + 1 == last && run.points.size() > 1});
    } else if (run.points.size() > 1) {  // one character beside letters ("a站") is left to the words
      phrases.push_back({pairs_of(folded, run), false});
    }
  }
  return phrases;
}

std::vector<std::size_t> positions_of(std::string_view text, std::string_view word) {
  std::vector<std::size_t> positions;
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + word.size())) positions.push_back(at);
  return positions;
}

}  // namespace

std::string grams_of(std::string_view text) {
  const std::string folded = dialogs::normalise(text).folded;
  std::string grams;
  for (const Run& run : runs_of(folded)) {
    if (run.kind == Kind::kHan) {
      for (const std::string& pair : pairs_of(folded, run)) add(grams, pair);
    }
    if (run.kind != Kind::kWord) continue;
    const std::string_view word = std::string_view(folded).substr(run.begin, run.end - run.begin);
    add(grams, word);
    add(grams, digits_alone(word));
  }
  return grams;
}

Sought read_sought(std::string_view text) {
  const std::string folded = dialogs::normalise(base::prefix_of_points(text, kSoughtPointsMax)).folded;
  const std::vector<Run> runs = runs_of(folded);
  Sought sought;
  for (std::size_t first = 0; first < runs.size() && sought.words.size() < kWordsMax;) {
    if (runs[first].kind == Kind::kParting) {
      ++first;
      continue;
    }
    std::size_t last = first, points = 0;
    for (; last < runs.size() && runs[last].kind != Kind::kParting; ++last) points += runs[last].points.size();
    std::string word = folded.substr(runs[first].begin, runs[last - 1].end - runs[first].begin);
    std::vector<Phrase> phrases = points > 1 ? phrases_of(folded, runs, first, last) : std::vector<Phrase>();
    first = last;
    if (phrases.empty()) {
      if (sought.too_short.empty()) sought.too_short = std::move(word);
      continue;
    }
    if (std::find(sought.words.begin(), sought.words.end(), word) != sought.words.end()) continue;
    std::move(phrases.begin(), phrases.end(), std::back_inserter(sought.phrases));
    sought.words.push_back(std::move(word));
  }
  return sought;
}

std::string match_of(const std::vector<Phrase>& phrases) {
  std::string match;
  for (const Phrase& phrase : phrases) {
    std::string pieces;
    for (const std::string& piece : phrase.pieces) add(pieces, piece);
    add(match, "\"" + pieces + (phrase.goes_on ? "\" *" : "\""), " AND ");
  }
  return match;
}

bool holds_all(std::string_view text, const std::vector<std::string>& words) {
  const std::string folded = dialogs::normalise(text).folded;
  return std::all_of(words.begin(), words.end(), [&folded](const std::string& word) { return folded.find(word) != std::string::npos; });
}

std::vector<Place> places_of(std::string_view text, const std::vector<std::string>& words) {
  const dialogs::NormalText normal = dialogs::normalise(text);
  std::vector<Place> bytes;
  for (const std::string& word : words) {
    const std::vector<std::size_t> positions = positions_of(normal.folded, word);
    if (positions.empty()) return {};
    for (const std::size_t at : positions) {
      const dialogs::Span span = normal.original(at, at + word.size());
      bytes.push_back({span.begin, span.end});
    }
  }
  std::sort(bytes.begin(), bytes.end(), [](const Place& a, const Place& b) { return a.begin < b.begin; });
  std::vector<Place> places;
  std::size_t at = 0, points = 0;  // bytes and code points passed
  const auto points_to = [&](std::size_t byte) {
    while (at < byte && at < text.size()) {
      base::next_code_point(text, at);
      ++points;
    }
    return points;
  };
  std::size_t end = 0;  // byte behind the last place
  for (const Place& place : bytes) {
    if (place.end <= end) continue;
    const std::size_t begin = points_to(std::max(place.begin, end));
    end = place.end;
    const std::size_t behind = points_to(end);
    if (!places.empty() && places.back().end == begin) {
      places.back().end = behind;
    } else {
      places.push_back({begin, behind});
    }
  }
  return places;
}

}  // namespace storage::search
