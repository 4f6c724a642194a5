#pragma once
// Who is on duty and whom to call when (domain reference §5.1 (4)): an operator's YAML file, named by `duty:` in the
// configuration. Weekly shifts in Jinan time that leave no gap; each has a ladder of people, called one after the other
// until somebody acknowledges.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "dialogs/language/diagnostic.hpp"
#include "integrations/alerts/alert_line.hpp"

namespace bot {

struct DutyPerson {
  std::string person;  // as colleagues call them; goes into logs of acknowledgements, never to drivers
  std::shared_ptr<const integrations::AlertLine> line;
};

struct DutyShift {
  std::vector<int> weekdays;  // 0 = Sunday
  int from_minute = 0;        // of the day; to <= from: over midnight
  int to_minute = 0;
  std::vector<std::size_t> ladder;  // into `people`
};

struct Roster {
  std::vector<DutyPerson> people;
  std::vector<DutyShift> shifts;
  base::Millis next_u0 = base::minutes(2);   // without acknowledgement the next person is called
  base::Millis next_u1 = base::minutes(10);
  int rounds = 10;          // how often the whole ladder is gone through before the alert is given up
  std::string acknowledge;  // https://…/duty/ : what the alert's key is appended to; "" = none is shown

  bool is_empty() const { return people.empty(); }
  /// The ladder at that instant; empty only if the roster is.
  const std::vector<std::size_t>& ladder_at(base::UnixMs now) const;
};

struct ReadRoster {
  Roster roster;
  std::vector<dialogs::Diagnostic> faults;  // all of them; empty: the roster holds
};

/// `secrets_in_file`: addresses and phone numbers may stand in the file itself (mode: dev). Reads the secret files the
/// roster names, nothing else.
ReadRoster read_roster(const std::string& path, const std::string& text, bool secrets_in_file);

}  // namespace bot
