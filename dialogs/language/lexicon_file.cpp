#include "dialogs/language/lexicon_file.hpp"

#include <algorithm>

#include "dialogs/language/library.hpp"
#include "dialogs/text/normal.hpp"

namespace dialogs {
namespace {

LexiconWord read_lexicon_word(const Node& node) {
  LexiconWord word;
  word.word = std::string(text_at(node, "word"));
  word.also = words_at(node, "also");
  word.when = words_at(node, "when");
  word.sounds = text_at(node, "sounds") == "true";
  word.typos = text_at(node, "typos") == "true";
  word.place = node.place;
  return word;
}

/// The word, other than `than`, that already has this spelling in every text; null if none.
const LexiconWord* owner_of(const Lexicon& lexicon, const std::string& spelling, const std::string& than) {
  const std::string folded = normalise(spelling).folded;
  for (const LexiconWord& word : lexicon.words) {
    if (word.word == than || !word.when.empty()) continue;
    const bool has = std::any_of(word.also.begin(), word.also.end(),
                                 [&](const std::string& also) { return normalise(also).folded == folded; });
    if (has) return &word;
  }
  return nullptr;
}

void check_word(const LexiconWord& word, const Lexicon& lexicon, Faults& faults) {
  if (word.also.empty() && !word.sounds) {
    faults.add("E0806", "“" + word.word + "”没有写别的说法，这一条不起作用", word.place, "写 also: [别名, 错字]，或 sounds: true");
  }
  for (const std::string& also : word.also) {
    if (normalise(also).folded == normalise(word.word).folded) {
      faults.add("E0806", "“" + also + "”和“" + word.word + "”本来就算一样", word.place, "从 also 里去掉");
      continue;
    }
    if (!word.when.empty()) continue;
    const LexiconWord* owner = owner_of(lexicon, also, word.word);
    if (owner == nullptr) continue;
    faults.add("E0806", "“" + also + "”已经是“" + owner->word + "”的别名，不能又是“" + word.word + "”的", word.place,
               "只留一处，或用 when 写明什么时候算");
  }
}

}  // namespace

void add_lexicon_file(const Node& root, Lexicon& lexicon, Faults& faults) {
  for (const Node* node : maps_at(root, "words")) {
    LexiconWord word = read_lexicon_word(*node);
    if (word.word.empty()) continue;
    check_word(word, lexicon, faults);
    lexicon.words.push_back(std::move(word));
  }
  for (const Node* node : maps_at(root, "masks")) {
    lexicon.masks.push_back({words_at(*node, "any"), words_at(*node, "unless"), node->place});
  }
}

}  // namespace dialogs
