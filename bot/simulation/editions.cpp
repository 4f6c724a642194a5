#include "bot/simulation/editions.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace bot::simulation {
namespace {

constexpr std::string_view kDialog = "kind: dialog\n";

/// In every dialog that has it, `after` is put behind the first `mark`, a line's beginning.
std::vector<dialogs::SourceFile> edited(std::vector<dialogs::SourceFile> files, std::string_view mark, std::string_view after) {
  for (dialogs::SourceFile& file : files) {
    const std::size_t at = file.text.starts_with(kDialog) ? file.text.find("\n" + std::string(mark)) : std::string::npos;
    if (at != std::string::npos) file.text.insert(at + 1 + mark.size(), after);
  }
  return files;
}

}  // namespace

std::vector<Edition> editions_of(std::shared_ptr<const dialogs::Release> release) {
  std::vector<Edition> editions{{release, 0}};
  const auto add = [&](std::vector<dialogs::SourceFile> files, int structure) {
    dialogs::Loaded loaded = dialogs::load_release(std::move(files));
    if (loaded.release && loaded.release->id != release->id) editions.push_back({std::move(loaded.release), structure});
  };
  add(edited(release->sources, "title: ", "新"), 0);
  add(edited(release->sources, "steps:\n", "  - say: 您好。\n"), 1);
  return editions;
}

std::vector<std::shared_ptr<const dialogs::Release>> releases_of(const std::vector<Edition>& editions) {
  std::vector<std::shared_ptr<const dialogs::Release>> releases;
  for (const Edition& edition : editions) releases.push_back(edition.release);
  return releases;
}

bool may_move(const std::vector<Edition>& editions, std::string_view from, std::string_view to) {
  const auto find = [&](std::string_view id) {
    return std::find_if(editions.begin(), editions.end(), [&](const Edition& one) { return one.release->id == id; });
  };
  const auto one = find(from);
  const auto other = find(to);
  return one != editions.end() && other != editions.end() && one->structure == other->structure;
}

}  // namespace bot::simulation
