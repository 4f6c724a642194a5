#pragma once
// What operators look for in lists of conversations and tickets, and what turns write down for it. In a filter every part that is
// empty fits everything.
// Part of the store (storage/store.hpp), whose words about threads and errors hold here too.
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"

namespace storage {

/// When a ticket's clocks must be looked at next; nullopt: not until somebody acts.
struct NextLook {
  std::optional<base::UnixMs> due;
  /// When the first of its clocks ends that run or are late; nullopt: none does.
  std::optional<base::UnixMs> clock = std::nullopt;
};

/// Whether a person is wanted in a conversation or answers it.
struct Attendance {
  bool wanted = false;     // false: neither
  std::string person;      // who answers, "" nobody yet
  base::UnixMs since{0};
};

/// What a ticket is about.
struct MatterFilter {
  std::string hotline;
  std::string group;        // of drivers, as the form has it: 货车
  std::string appeal;       // 投诉, or its code: tickets hold either
  std::string appeal_code;  // the other one
  std::string urgency;
  bool fits_all() const { return hotline.empty() && group.empty() && appeal.empty() && urgency.empty(); }
};

struct ConversationFilter {
  enum class Who {
    kAny,
    kWaiting,  // a person is wanted and nobody has taken it
    kPerson,   // somebody answers
    kOne,      // `person` answers
    kNeeds,    // waiting, or a task of it is open
  };
  Who who = Who::kAny;
  std::string person;
  MatterFilter matter;  // of any of its tickets
};

struct TicketFilter {
  enum class Which {
    kAny,
    kOpen,
    kDue,    // open, and a clock of ours ends at `until` or earlier
    kNeeds,  // a task of it is open
    kOne,    // open, and `person` answers its conversation
  };
  Which which = Which::kAny;
  base::UnixMs until{0};
  std::string person;
  std::string status;  // by name
  MatterFilter matter;
};

using CountsByPerson = std::vector<std::pair<std::string, std::int64_t>>;  // by account name

struct ConversationCounts {
  std::int64_t waiting = 0;
  std::int64_t needs = 0;
  CountsByPerson taken;
};
struct TicketCounts {
  std::int64_t open = 0;
  std::int64_t overdue = 0;
  std::int64_t due_soon = 0;  // not overdue
  std::int64_t needs = 0;
  CountsByPerson taken;  // open ones
};

/// One question looks through so many of the newest conversations for those whose tickets fit.
inline constexpr std::int64_t kConversationsLookedThrough = 20'000;

}  // namespace storage
