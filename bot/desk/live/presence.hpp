#pragma once
// Who looks at which conversation or ticket right now, and who is typing there. In memory of this node alone, with an expiry: a page
// says again where it is (kPresenceKept), or is forgotten. Nothing of it is written down.
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>

#include "base/time.hpp"

namespace bot::desk {

inline constexpr base::Millis kPresenceKept = base::seconds(45);
inline constexpr base::Millis kTypingKept = base::seconds(6);
inline constexpr std::size_t kPresencesMax = 2048;  // pages; more are not shown

struct Presence {
  std::string at;       // "conversations/7" "tickets/JN…", "" nowhere
  std::string name;     // of the account
  std::string display;
  bool typing = false;
};

/// One thread at a time.
class Presences {
 public:
  /// Where `page` is now, an id of its own.
  void note(const std::string& page, Presence presence, base::UnixMs now);
  /// True: what is shown has changed since it was told last. Forgets whoever has not said so for too long.
  bool look(base::UnixMs now);
  /// {"conversations/7": [{name, display, typing}, …]}: what has changed, told once; an empty list: nobody is there any more.
  nlohmann::json take_changes();
  nlohmann::json all() const;

 private:
  struct Entry {
    Presence presence;
    base::UnixMs until{0};
    base::UnixMs typing_until{0};
  };
  nlohmann::json people_at(const std::string& at) const;

  std::map<std::string, Entry> pages_;
  std::set<std::string> changed_;
};

}  // namespace bot::desk
