#pragma once
// Where the words of a rule set stand in a text: in one pass over all of them, with the patterns, the lexicon's other
// spellings and its masks. Built once, then immutable and shared by all threads. Internal to this folder.
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dialogs/rules/lexicon.hpp"
#include "dialogs/rules/matcher.hpp"
#include "dialogs/rules/patterns.hpp"

namespace dialogs {

class Finder {
 public:
  Finder();
  ~Finder();

  /// Before finish(). `written` is a word, which folds to something, or a "/pattern/"; what is wrong with that becomes a
  /// fault. Found places are reported as `word`.
  void add(const std::string& written, std::uint32_t word, const Place& place, std::vector<Diagnostic>& faults);
  /// Before finish(), after the last add().
  void apply(const Lexicon& lexicon, std::vector<Diagnostic>& faults);
  void finish(std::vector<Diagnostic>& faults);

  /// Appends every place, in the order of its end, the longest first. Linear in the text.
  void find(const SplitText& text, std::vector<WordHit>& hits) const;

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  // What it means that a surface (a string to look for, a pattern, a sound) stands in the text.
  struct Role {
    enum class Kind : std::uint8_t { kWord, kAtom, kMask, kContext };
    Kind kind = Kind::kWord;
    bool is_bounded = false;        // not between Latin letters or digits
    std::uint32_t id = 0;           // the word, the atom, the mask, the context
    std::uint32_t context = kNone;  // kWord: counts only if this context was met
  };
  struct Mask {
    std::uint32_t unless = kNone;  // a context
  };
  struct AddedWord {
    std::string folded;
    std::uint32_t word = 0;
  };
  struct Scratch;

  std::uint32_t surface_of(const std::string& folded);
  void look_for(const std::string& written, Role role, const Place& place, std::vector<Diagnostic>& faults);
  std::uint32_t context_of(const std::vector<std::string>& words, const Place& place, std::vector<Diagnostic>& faults);
  void add_spelling(const std::string& spelling, const std::string& usual, std::uint32_t context);
  void add_sound(const std::string& usual);
  void gather(const SplitText& text, Scratch& scratch, std::vector<WordHit>& hits) const;
  void drop_masked(Scratch& scratch, std::vector<WordHit>& hits) const;

  std::map<std::string, std::uint32_t, std::less<>> surface_by_folded_;
  std::vector<std::vector<Role>> roles_;     // by surface
  std::vector<std::uint32_t> plain_;         // by surface: the one word it is, or kNone if there is more to it
  std::vector<AddedWord> added_;
  std::vector<Mask> masks_;
  std::uint32_t contexts_ = 0;
  std::unique_ptr<const WordMatcher> matcher_;
  std::vector<std::uint32_t> matched_;       // matcher's number -> surface
  PatternMatcher patterns_;
  std::vector<std::pair<std::uint32_t, Place>> pattern_places_;  // surface, where it was written
  std::map<std::string, std::uint32_t> sounds_;                  // spelled in sounds -> surface
  std::unique_ptr<const WordMatcher> sound_matcher_;
  std::vector<std::uint32_t> sounded_;       // its number -> surface
};

}  // namespace dialogs
