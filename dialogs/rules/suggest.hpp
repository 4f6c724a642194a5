#pragma once
// Words that would put wrong answers right: from labelled texts (or an operator's corrections) and what the rules made of
// them. Pure; a person decides what becomes a rule.
#include <string>
#include <vector>

#include "dialogs/rules/scores.hpp"

namespace dialogs {

struct JudgedText {
  std::string text;
  Judged judged;
};

struct WordSuggestion {
  std::string word;        // folded
  std::string value;       // what it speaks for
  double log_odds = 0;     // ln of how much more often texts of this value hold it than others do, half a text added to each
  std::size_t texts = 0;   // of this value that hold it
  std::size_t gains = 0;   // wrong ones among them: a rule of this word alone would put them right
  std::size_t breaks = 0;  // texts of other values that are right today and hold it
};

struct SuggestOptions {
  std::size_t texts_min = 2;       // a word must stand in so many wrong texts: one alone would be learned by heart
  std::size_t characters_min = 2;
  std::size_t characters_max = 4;
  std::size_t words_max = 20;
};

/// The most useful first: by gains less breaks, then log-odds, then the shorter word. Of words that stand in the same
/// texts only the longest is named. Linear in the texts.
std::vector<WordSuggestion> suggest_words(const std::vector<JudgedText>& texts, const SuggestOptions& options);

/// The words of one text that could be suggested, each once, in the order of the folded bytes.
std::vector<std::string> words_in(const std::string& text, const SuggestOptions& options);

}  // namespace dialogs
