#pragma once
// Is somebody in danger? Every text of a driver is asked this first, whatever else is going on (domain reference §5.1).
#include <string_view>
#include <vector>

#include "dialogs/language/release.hpp"
#include "dialogs/rules/rules.hpp"

namespace dialogs {

/// A rule of this tier counts in a text of any length; others only in a chat's few words, because in a letter the same
/// words mostly tell of what is over.
inline constexpr int kTierOfAnyLength = 9;

struct FoundDanger {
  const Danger* danger = nullptr;  // of the release; null: none
  Decision decision;               // with the evidence
};

/// Total for any bytes; pure. A release without `safety:` finds nothing.
FoundDanger find_danger(const Release& release, std::string_view text);
/// The same for a burst whose messages are joined by line ends: each message is looked at alone too, because a burst
/// soon has a letter's length.
FoundDanger find_danger_in_burst(const Release& release, std::string_view text);

}  // namespace dialogs
