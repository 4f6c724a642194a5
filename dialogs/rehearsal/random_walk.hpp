#pragma once
// Model-based walks (dialog language §5.4): a driver who answers, digresses, corrects himself, falls silent and comes back,
// chosen at random but repeatable from a seed. After every event the invariants are looked at; what breaks one is made as
// short as it can be and told as a conversation test. Pure.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "dialogs/engine/step.hpp"
#include "dialogs/rehearsal/conversation.hpp"

namespace dialogs {

/// A further law: "" or what is broken. Looked at after every line.
using Law = std::function<std::string(const Conversation&)>;

struct WalkOptions {
  std::uint64_t seed = 1;
  int lines = 75;  // things that happen, before silence closes everything
  Law law;         // may be empty
};

struct WalkFault {
  std::string what;
  ConversationTest story;  // the shortest conversation found that still ends in a fault
};

struct WalkResult {
  std::size_t lines = 0;
  std::optional<WalkFault> fault;
  std::set<Visit> visits;
};

/// Same release, seed and number of lines: same walk.
WalkResult walk(const ReleaseSet& releases, const WalkOptions& options);

}  // namespace dialogs
