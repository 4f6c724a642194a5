#pragma once
// Every path of a dialog as one generated conversation (dialog language §5.4): whatever a condition can tell apart is
// answered each way, every action comes back with each outcome. Pure.
#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "dialogs/engine/event.hpp"
#include "dialogs/language/release.hpp"

namespace dialogs {

struct Path {
  ConversationTest story;
  std::set<Visit> visits;
  std::string fault;  // "" : it ended as dialogs end, and no invariant was broken
};

struct Paths {
  std::vector<Path> paths;  // one for each set of steps and branches, in the order they were found
  bool is_all = true;       // false: there were more conversations than were tried
};

/// Tries at most `most` conversations. Empty for a dialog that nothing a driver says and no event starts (it is reached by
/// `next` from others).
Paths paths_of(const std::shared_ptr<const Release>& release, const Dialog& dialog, std::size_t most = 2000);

}  // namespace dialogs
