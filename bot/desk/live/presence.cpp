#include "bot/desk/live/presence.hpp"

#include <nlohmann/json.hpp>
#include <utility>

namespace bot::desk {

using nlohmann::json;

void Presences::note(const std::string& page, Presence presence, base::UnixMs now) {
  const auto found = pages_.find(page);
  if (found == pages_.end()) {
    if (presence.at.empty() || pages_.size() >= kPresencesMax) return;
    changed_.insert(presence.at);
  } else {
    const Presence& before = found->second.presence;
    if (before.at != presence.at || before.typing != presence.typing) {
      changed_.insert(before.at);
      if (!presence.at.empty()) changed_.insert(presence.at);
    }
    if (presence.at.empty()) {
      pages_.erase(found);
      return;
    }
  }
  const base::UnixMs typing_until = presence.typing ? now + kTypingKept : base::UnixMs{0};
  pages_[page] = {.presence = std::move(presence), .until = now + kPresenceKept, .typing_until = typing_until};
}

bool Presences::look(base::UnixMs now) {
  for (auto page = pages_.begin(); page != pages_.end();) {
    Entry& entry = page->second;
    if (entry.presence.typing && entry.typing_until <= now) {
      entry.presence.typing = false;
      changed_.insert(entry.presence.at);
    }
    if (entry.until <= now) {
      changed_.insert(entry.presence.at);
      page = pages_.erase(page);
    } else {
      ++page;
    }
  }
  return !changed_.empty();
}

/// Somebody with two pages there is one person.
json Presences::people_at(const std::string& at) const {
  std::map<std::string, const Presence*> people;
  for (const auto& [page, entry] : pages_) {
    if (entry.presence.at != at) continue;
    const Presence*& one = people[entry.presence.name];
    if (one == nullptr || entry.presence.typing) one = &entry.presence;
  }
  json all = json::array();
  for (const auto& [name, one] : people) all.push_back({{"name", name}, {"display", one->display}, {"typing", one->typing}});
  return all;
}

json Presences::take_changes() {
  json told = json::object();
  for (const std::string& at : std::exchange(changed_, {})) told[at] = people_at(at);
  return told;
}

json Presences::all() const {
  json told = json::object();
  for (const auto& [page, entry] : pages_) {
    if (!told.contains(entry.presence.at)) told[entry.presence.at] = people_at(entry.presence.at);
  }
  return told;
}

}  // namespace bot::desk
