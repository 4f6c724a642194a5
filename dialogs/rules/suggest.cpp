#include "dialogs/rules/suggest.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "dialogs/rules/points.hpp"

namespace dialogs {
namespace {

using TextsOf = std::map<std::string, std::vector<std::size_t>>;  // word -> texts, each once

/// Runs of letters without digits or marks.
TextsOf words_of(const std::vector<JudgedText>& texts, const std::vector<bool>& looked_at, const SuggestOptions& options) {
  TextsOf found;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!looked_at[i]) continue;
    const SplitText normal = split(texts[i].text);
    const std::vector<PointCharacter> characters = point_characters(normal);
    for (std::size_t first = 0; first < characters.size(); ++first) {
      for (std::size_t last = first; last < characters.size() && last < first + options.characters_max; ++last) {
        const char32_t point = characters[last].point;
        if (point == 0 || point == U'0' || point == U'?') break;
        if (last - first + 1 < options.characters_min) continue;
        std::vector<std::size_t>& in =
            found[normal.folded.substr(characters[first].begin, characters[last].end - characters[first].begin)];
        if (in.empty() || in.back() != i) in.push_back(i);
      }
    }
  }
  return found;
}

double log_odds(std::size_t with, std::size_t of, std::size_t other_with, std::size_t other_of) {
  const auto odds = [](std::size_t part, std::size_t whole) {
    return (static_cast<double>(part) + 0.5) / (static_cast<double>(whole - part) + 0.5);
  };
  return std::log(odds(with, of) / odds(other_with, other_of));
}

}  // namespace

std::vector<std::string> words_in(const std::string& text, const SuggestOptions& options) {
  std::vector<std::string> words;
  for (const auto& [word, texts] : words_of({{text, {}}}, {true}, options)) words.push_back(word);
  return words;
}

std::vector<WordSuggestion> suggest_words(const std::vector<JudgedText>& texts, const SuggestOptions& options) {
  std::vector<bool> wrong;
  std::map<std::string, std::size_t> rows_of;
  for (const JudgedText& one : texts) {
    wrong.push_back(!one.judged.is_right());
    ++rows_of[one.judged.label()];
  }
  const TextsOf candidates = words_of(texts, wrong, options);
  const TextsOf everywhere = words_of(texts, std::vector<bool>(texts.size(), true), options);
  std::map<std::pair<std::string, std::vector<std::size_t>>, WordSuggestion> longest;  // by value and texts
  for (const auto& [word, in_wrong] : candidates) {
    std::map<std::string, std::size_t> gains;
    for (const std::size_t i : in_wrong) ++gains[texts[i].judged.label()];
    const std::vector<std::size_t>& in = everywhere.at(word);
    for (const auto& [value, gained] : gains) {
      if (gained < options.texts_min) continue;
      WordSuggestion suggestion{.word = word, .value = value, .gains = gained};
      for (const std::size_t i : in) {
        const bool own = texts[i].judged.label() == value;
        suggestion.texts += own ? 1 : 0;
        suggestion.breaks += !own && !wrong[i] ? 1 : 0;
      }
      suggestion.log_odds = log_odds(suggestion.texts, rows_of[value], in.size() - suggestion.texts,
                                     texts.size() - rows_of[value]);
      if (suggestion.log_odds <= 0) continue;
      WordSuggestion& kept = longest[{value, in}];
      if (kept.word.size() < word.size()) kept = std::move(suggestion);
    }
  }
  std::vector<WordSuggestion> all;
  for (auto& [key, suggestion] : longest) all.push_back(std::move(suggestion));
  std::sort(all.begin(), all.end(), [](const WordSuggestion& a, const WordSuggestion& b) {
    const auto use = [](const WordSuggestion& one) {
      return static_cast<std::ptrdiff_t>(one.gains) - static_cast<std::ptrdiff_t>(one.breaks);
    };
    return std::tuple(-use(a), -a.log_odds, a.word) < std::tuple(-use(b), -b.log_odds, b.word);
  });
  if (all.size() > options.words_max) all.resize(options.words_max);
  return all;
}

}  // namespace dialogs
