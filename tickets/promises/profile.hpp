#pragma once
// What is promised: SLA profiles as the operator's file config/promises.txt has them (domain reference §3.2–3.5).
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "tickets/promises/sheet.hpp"

namespace tickets {

/// Names are stored and written in files: ACK RESP DISP CLOSE REVISIT XFER.
enum class ClockKind { kAck, kResp, kDisp, kClose, kRevisit, kXfer };
inline constexpr std::array kClockKinds{ClockKind::kAck,   ClockKind::kResp,    ClockKind::kDisp,
                                        ClockKind::kClose, ClockKind::kRevisit, ClockKind::kXfer};
std::string_view to_name(ClockKind clock);
std::optional<ClockKind> clock_from_name(std::string_view name);
/// "响应" and so on.
std::string_view to_chinese(ClockKind clock);
/// Only what waits on somebody may stand still; a response never waits (§3.4).
bool may_pause(ClockKind clock);

/// The rungs of the supervision ladder (§3.5), mildest first. Names: remind breach supervise1 supervise2 bulletin.
enum class Level { kRemind, kBreach, kSupervise1, kSupervise2, kBulletin };
inline constexpr std::array kLevels{Level::kRemind, Level::kBreach, Level::kSupervise1, Level::kSupervise2, Level::kBulletin};
std::string_view to_name(Level level);
std::optional<Level> level_from_name(std::string_view name);
std::string_view to_chinese(Level level);

/// A length of time. Working time is that of working days, each with all its 24 hours: it stands still on all others.
struct Span {
  base::Millis length{0};
  bool working = false;
  bool operator==(const Span&) const = default;
};
/// "5s" "30m" "8h" "3d" natural, "2wd" working days; positive, at most a year.
std::optional<Span> span_from_text(std::string_view text);
/// "8小时", "5个工作日"
std::string to_chinese(const Span& span);

struct Rung {
  Level level = Level::kBreach;
  enum class From { kStart, kDue } from = From::kStart;
  Span span;              // from the start, like the promise itself; from the deadline in natural time
  bool before = false;    // before the deadline
  bool operator==(const Rung&) const = default;
};

struct ClockRule {
  ClockKind clock = ClockKind::kResp;
  Span promised;
  std::vector<Rung> ladder;                    // without the breach, which is the deadline itself
  ClockKind starts_after = ClockKind::kClose;  // REVISIT: the clock whose end starts it, CLOSE or DISP
};

struct Profile {
  std::string name;                 // "FRT_3083"
  std::string title;                // for people
  std::vector<std::string> groups;  // whose matters it is for; empty: chosen by the kind of matter
  bool told = false;                // the driver hears the times: promised by the city, not only kept by us
  std::vector<ClockRule> clocks;

  const ClockRule* rule_of(ClockKind clock) const;
};

class Profiles {
 public:
  explicit Profiles(std::vector<Profile> all) : all_(std::move(all)) {}
  const Profile* find(std::string_view name) const;
  /// The profile of a driver's group ("货车"); null: nothing is promised to that group.
  const Profile* of_group(std::string_view group) const;
  const std::vector<Profile>& all() const { return all_; }

 private:
  std::vector<Profile> all_;
};

struct LoadedProfiles {
  std::optional<Profiles> profiles;  // only without faults
  std::vector<Fault> faults;
};

/// All faults at once. Refused among others: a group in two profiles, a rung out of order, a RESP that pauses, and times told to
/// drivers to whom the city has promised none.
LoadedProfiles load_profiles(std::string_view text);

}  // namespace tickets
