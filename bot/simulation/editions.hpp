#pragma once
// What is published while conversations run: the scripts as they are, with other words, and with other steps. How two editions differ
// is known here from how they were made, not from the program's own comparison, which is under test.
#include <memory>
#include <string_view>
#include <vector>

#include "dialogs/language/release.hpp"

namespace bot::simulation {

struct Edition {
  std::shared_ptr<const dialogs::Release> release;
  int structure = 0;  // editions of the same number differ in words only: conversations may move between them
};

/// The release itself first. Those that cannot be made of its scripts are left out.
std::vector<Edition> editions_of(std::shared_ptr<const dialogs::Release> release);

std::vector<std::shared_ptr<const dialogs::Release>> releases_of(const std::vector<Edition>& editions);

/// Whether a conversation that runs on the one may go on with the other. False if either is unknown.
bool may_move(const std::vector<Edition>& editions, std::string_view from, std::string_view to);

}  // namespace bot::simulation
