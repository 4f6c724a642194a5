#pragma once
// Who is told when a rung of the ladder is climbed, from the operator's file config/roster.txt: duties, not people's names or phones,
// which a shift plan knows.
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tickets/promises/profile.hpp"
#include "tickets/promises/sheet.hpp"

namespace tickets {

class Roster {
 public:
  /// The duties to tell for a group of drivers; a group without a section of its own has those of [roster default].
  const std::vector<std::string>& told(std::string_view group, Level level) const;
  /// Those with a section of their own, "default" among them.
  std::vector<std::string> groups() const;

 private:
  friend class RosterReader;
  using Duties = std::map<Level, std::vector<std::string>>;
  std::map<std::string, Duties, std::less<>> groups_;
};

struct LoadedRoster {
  std::optional<Roster> roster;  // only without faults
  std::vector<Fault> faults;
};

/// All faults at once: no [roster default], a level that tells nobody, a level or a group twice.
LoadedRoster load_roster(std::string_view text);

}  // namespace tickets
