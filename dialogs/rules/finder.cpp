#include "dialogs/rules/finder.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "dialogs/text/normal.hpp"
#include "dialogs/text/points.hpp"
#include "dialogs/text/sound.hpp"

namespace dialogs {
namespace {

constexpr std::size_t kSoundCharactersMin = 3;   // two syllables alone sound like too much
constexpr std::size_t kTypoLettersMin = 5;

bool is_latin(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool is_all_latin(std::string_view text) { return std::all_of(text.begin(), text.end(), is_latin); }

bool is_all_han(std::string_view folded) {
  for (std::size_t at = 0; at < folded.size();) {
    const char32_t c = base::next_code_point(folded, at);
    if (c < U'\u4E00' || c > U'\u9FFF') return false;
  }
  return true;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

/// One letter missing, added, changed or swapped with its neighbour.
std::vector<std::string> one_edit(const std::string& word) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i <= word.size(); ++i) {
    for (char c = 'a'; c <= 'z'; ++c) {
      all.push_back(word.substr(0, i) + c + word.substr(i));
      if (i < word.size() && word[i] != c) all.push_back(word.substr(0, i) + c + word.substr(i + 1));
    }
    if (i < word.size()) all.push_back(word.substr(0, i) + word.substr(i + 1));
    if (i + 1 < word.size() && word[i] != word[i + 1]) {
      std::string swapped = word;
      std::swap(swapped[i], swapped[i + 1]);
      all.push_back(std::move(swapped));
    }
  }
  return all;
}

}  // namespace

/// What one text needs beyond plain words; a thread keeps it from text to text.
struct Finder::Scratch {
  std::vector<WordHit> special;  // word: the surface
  std::vector<char> said;        // by context
  std::vector<WordHit> covers;   // word: the mask
  std::vector<int> atoms;
};

Finder::Finder() = default;
Finder::~Finder() = default;

std::uint32_t Finder::surface_of(const std::string& folded) {
  const auto [entry, fresh] = surface_by_folded_.emplace(folded, static_cast<std::uint32_t>(roles_.size()));
  if (fresh) roles_.emplace_back();
  return entry->second;
}

void Finder::look_for(const std::string& written, Role role, const Place& place, std::vector<Diagnostic>& faults) {
  if (!is_pattern(written)) {
    const std::string folded = normalise(written).folded;
    if (folded.empty()) {
      faults.push_back({"E0203", "词“" + written + "”里没有看得见的字", place, "写成要找的字"});
    } else {
      roles_[surface_of(folded)].push_back(role);
    }
    return;
  }
  const auto surface = static_cast<std::uint32_t>(roles_.size());
  const std::string wrong = patterns_.add(written, surface);
  if (!wrong.empty()) {
    faults.push_back({"E0203", "式子“" + written + "”" + wrong, place, "例：/(货主|老板).{0,8}不给/，字面的括号前加反斜杠"});
    return;
  }
  roles_.push_back({role});
  pattern_places_.emplace_back(surface, place);
}

void Finder::add(const std::string& written, std::uint32_t word, const Place& place, std::vector<Diagnostic>& faults) {
  look_for(written, {.id = word}, place, faults);
  if (!is_pattern(written)) added_.push_back({normalise(written).folded, word});
}

std::uint32_t Finder::context_of(const std::vector<std::string>& words, const Place& place,
                                 std::vector<Diagnostic>& faults) {
  if (words.empty()) return kNone;
  const std::uint32_t context = contexts_++;
  for (const std::string& word : words) look_for(word, {.kind = Role::Kind::kContext, .id = context}, place, faults);
  return context;
}

void Finder::add_spelling(const std::string& spelling, const std::string& usual, std::uint32_t context) {
  for (const AddedWord& added : added_) {
    if (added.folded.find(usual) == std::string::npos) continue;
    const std::string folded = replaced(added.folded, usual, spelling);
    roles_[surface_of(folded)].push_back(
        {.is_bounded = is_all_latin(spelling), .id = added.word, .context = context});
  }
}

void Finder::add_sound(const std::string& usual) {
  if (!is_all_han(usual) || base::count_code_points(usual) < kSoundCharactersMin) return;
  for (const AddedWord& added : added_) {
    if (added.folded.find(usual) == std::string::npos) continue;
    const auto [entry, fresh] = sounds_.emplace(sounds_of(added.folded), static_cast<std::uint32_t>(roles_.size()));
    if (fresh) roles_.emplace_back();
    roles_[entry->second].push_back({.id = added.word});
  }
}

void Finder::apply(const Lexicon& lexicon, std::vector<Diagnostic>& faults) {
  for (const LexiconWord& word : lexicon.words) {
    const std::string usual = normalise(word.word).folded;
    if (usual.empty()) continue;
    const std::uint32_t context = context_of(word.when, word.place, faults);
    for (const std::string& also : word.also) {
      const std::string spelling = normalise(also).folded;
      if (spelling.empty() || spelling == usual) continue;
      add_spelling(spelling, usual, context);
      if (!word.typos || !is_all_latin(spelling) || spelling.size() < kTypoLettersMin) continue;
      for (const std::string& typo : one_edit(spelling)) add_spelling(typo, usual, context);
    }
    if (word.sounds) add_sound(usual);
  }
  for (const LexiconMask& mask : lexicon.masks) {
    const auto number = static_cast<std::uint32_t>(masks_.size());
    masks_.push_back({context_of(mask.unless, mask.place, faults)});
    for (const std::string& word : mask.any) {
      look_for(word, {.kind = Role::Kind::kMask, .id = number}, mask.place, faults);
    }
  }
}

void Finder::finish(std::vector<Diagnostic>& faults) {
  std::vector<std::uint32_t> without;
  const std::vector<std::string> atoms = patterns_.prepare(without);
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    roles_[surface_of(atoms[i])].push_back({.kind = Role::Kind::kAtom, .id = static_cast<std::uint32_t>(i)});
  }
  for (const auto& [surface, place] : pattern_places_) {
    if (std::find(without.begin(), without.end(), surface) == without.end()) continue;
    faults.push_back({"E0203", "式子的每一支都要有写定的字，否则每句话都得试一遍", place, "给缺字的那一支加上一个字"});
  }
  std::vector<std::string> folded;
  for (const auto& [text, surface] : surface_by_folded_) {
    folded.push_back(text);
    matched_.push_back(surface);
  }
  matcher_ = std::make_unique<const WordMatcher>(folded);
  plain_.assign(roles_.size(), kNone);
  for (std::size_t i = 0; i < roles_.size(); ++i) {
    if (roles_[i].size() != 1) continue;
    const Role& role = roles_[i].front();
    if (role.kind == Role::Kind::kWord && !role.is_bounded && role.context == kNone) plain_[i] = role.id;
  }
  if (sounds_.empty()) return;
  std::vector<std::string> sounds;
  for (const auto& [text, surface] : sounds_) {
    sounds.push_back(text);
    sounded_.push_back(surface);
  }
  sound_matcher_ = std::make_unique<const WordMatcher>(sounds, sound_of);
}

void Finder::find(const SplitText& text, std::vector<WordHit>& hits) const {
  thread_local Scratch scratch;
  std::vector<WordHit>& special = scratch.special;
  special.clear();
  const std::size_t before = hits.size();
  matcher_->scan(text, hits);
  std::size_t kept = before;
  for (std::size_t i = before; i < hits.size(); ++i) {
    WordHit hit = hits[i];
    const std::uint32_t surface = matched_[hit.word];
    hit.word = plain_[surface];
    if (hit.word != kNone) {
      hits[kept++] = hit;
    } else {
      hit.word = surface;
      special.push_back(hit);
    }
  }
  hits.resize(kept);
  if (sound_matcher_ != nullptr) {
    const std::size_t heard = special.size();
    sound_matcher_->scan(text, special);
    for (std::size_t i = heard; i < special.size(); ++i) special[i].word = sounded_[special[i].word];
  }
  if (special.empty()) return;
  scratch.covers.clear();
  gather(text, scratch, hits);
  const auto order = [](const WordHit& a, const WordHit& b) { return a.end != b.end ? a.end < b.end : a.begin < b.begin; };
  const auto first = hits.begin() + static_cast<std::ptrdiff_t>(before);
  if (!std::is_sorted(first, hits.end(), order)) std::stable_sort(first, hits.end(), order);
  drop_masked(scratch, hits);
}

void Finder::gather(const SplitText& text, Scratch& scratch, std::vector<WordHit>& hits) const {
  std::vector<int>& atoms = scratch.atoms;
  atoms.clear();
  for (const WordHit& hit : scratch.special) {
    for (const Role& role : roles_[hit.word]) {
      if (role.kind == Role::Kind::kAtom) atoms.push_back(static_cast<int>(role.id));
    }
  }
  std::sort(atoms.begin(), atoms.end());
  atoms.erase(std::unique(atoms.begin(), atoms.end()), atoms.end());
  patterns_.scan(text, atoms, scratch.special);
  scratch.said.assign(contexts_, 0);
  for (const WordHit& hit : scratch.special) {
    for (const Role& role : roles_[hit.word]) {
      if (role.kind == Role::Kind::kContext) scratch.said[role.id] = 1;
    }
  }
  const std::string_view folded = text.folded;
  const auto borders = [&](const WordHit& hit) {
    return (hit.begin == 0 || !is_latin(folded[hit.begin - 1])) && (hit.end == folded.size() || !is_latin(folded[hit.end]));
  };
  for (const WordHit& hit : scratch.special) {
    for (const Role& role : roles_[hit.word]) {
      WordHit found = hit;
      found.word = role.id;
      if (role.kind == Role::Kind::kWord) {
        const bool counts = role.context == kNone || scratch.said[role.context] != 0;
        if (counts && (!role.is_bounded || borders(hit))) hits.push_back(found);
      } else if (role.kind == Role::Kind::kMask) {
        const std::uint32_t unless = masks_[role.id].unless;
        if (unless == kNone || scratch.said[unless] == 0) scratch.covers.push_back(found);
      }
    }
  }
}

// A word is inside a mask if a mask that begins no later ends no earlier; being the mask itself counts only for masks with
// an `unless`.
void Finder::drop_masked(Scratch& scratch, std::vector<WordHit>& hits) const {
  if (scratch.covers.empty()) return;
  std::vector<WordHit>& covers = scratch.covers;
  std::sort(covers.begin(), covers.end(), [](const WordHit& a, const WordHit& b) { return a.begin < b.begin; });
  // How far the masks reach that begin at or before each one: any of them, and those that cover also their own words.
  std::vector<std::uint32_t> reach;
  std::vector<std::uint32_t> own_reach;
  std::uint32_t farthest = 0;
  std::uint32_t farthest_own = 0;
  for (const WordHit& cover : covers) {
    farthest = std::max(farthest, cover.end);
    if (masks_[cover.word].unless != kNone) farthest_own = std::max(farthest_own, cover.end);
    reach.push_back(farthest);
    own_reach.push_back(farthest_own);
  }
  const auto last_to_begin = [&](std::uint32_t place) {  // how many begin before it
    return static_cast<std::size_t>(
        std::lower_bound(covers.begin(), covers.end(), place,
                         [](const WordHit& cover, std::uint32_t wanted) { return cover.begin < wanted; }) -
        covers.begin());
  };
  std::erase_if(hits, [&](const WordHit& hit) {
    const std::size_t earlier = last_to_begin(hit.begin);
    const std::size_t no_later = last_to_begin(hit.begin + 1);
    return (earlier > 0 && reach[earlier - 1] >= hit.end) ||
           (no_later > 0 && (reach[no_later - 1] > hit.end || own_reach[no_later - 1] >= hit.end));
  });
}

}  // namespace dialogs
