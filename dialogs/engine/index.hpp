#pragma once
// What the engine works out from a release once, so that a turn does no folding of the scripts' own words:
// whole-message words as hash keys, option words, names for corrections, steps by id. Immutable; points into its
// release.
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "dialogs/language/release.hpp"
#include "dialogs/text/extract.hpp"

namespace dialogs::engine {

struct TransparentHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
template <class T>
using WordMap = std::unordered_map<std::string, T, TransparentHash, std::equal_to<>>;

struct DialogIndex {
  const Dialog* dialog = nullptr;
  std::vector<std::vector<ChoiceWords>> choices;            // by slot; empty unless a choice
  std::vector<WordMap<std::size_t>> option_words;           // by slot: squeezed option word -> option
  std::vector<std::pair<std::string, std::size_t>> names;   // folded slot names and aka, longest first -> slot
  std::unordered_map<std::string_view, const Step*> steps;  // by id
  std::vector<std::size_t> listeners;                       // slots with `listen: always`, in slot order
  std::size_t ticket_slot = kNone;                          // the slot that holds the ticket number
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  /// kNone: no such slot.
  std::size_t slot(std::string_view name) const;
};

struct CardIndex {
  const Card* card = nullptr;
  std::vector<std::string> has;  // folded
};

struct ReleaseIndex {
  explicit ReleaseIndex(const Release& release);
  // Dialogs are found by address of the release's own strings: an index belongs to one release for ever.
  ReleaseIndex(const ReleaseIndex&) = delete;
  ReleaseIndex& operator=(const ReleaseIndex&) = delete;

  WordMap<CommandKind> commands;
  WordMap<const DialogIndex*> start_words;
  std::vector<DialogIndex> dialogs;  // as in the release
  std::vector<CardIndex> cards;
  std::string intent_output;  // the output of the intents rules that names what the driver wants
  const RuleSet* intents = nullptr;

  /// nullptr: no such dialog.
  const DialogIndex* find(std::string_view dialog) const;
  const DialogIndex* by_menu(int number) const;
  const DialogIndex* by_intent(std::string_view label) const;
  const DialogIndex* by_event(std::string_view name) const;
};

}  // namespace dialogs::engine
