#pragma once
// The operators' files as they are shipped, and short ways to write a ticket's log.
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/civil_time.hpp"
#include "tickets/promises/clocks.hpp"

namespace promises {

inline std::string shipped(const std::string& name) {
  std::ifstream file(std::string(XINSHENG_SOURCE_DIR) + "/config/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline const tickets::Calendar& calendar() {
  static const tickets::Calendar the_one = *tickets::load_calendar(shipped("calendar.txt")).calendar;
  return the_one;
}

inline const tickets::Profile& profile(const std::string& name) {
  static const tickets::Profiles all = *tickets::load_profiles(shipped("promises.txt")).profiles;
  const tickets::Profile* found = all.find(name);
  REQUIRE(found != nullptr);
  return *found;
}

/// "03-02 09:00" or "03-02 09:00:30" of 2026, in Jinan.
inline base::UnixMs at(const std::string& moment) {
  const std::string full = moment.size() == 11 ? moment + ":00" : moment;
  const auto instant = base::from_rfc3339("2026-" + full.substr(0, 5) + "T" + full.substr(6) + "+08:00");
  REQUIRE(instant.has_value());
  return *instant;
}

inline std::string text_of(std::optional<base::UnixMs> moment) {
  return moment ? base::to_minute_text(*moment).substr(5) : "-";
}

inline tickets::LogEntry entry(const std::string& moment, tickets::Act act, const std::string& reason = {},
                               const std::string& until = {}, const std::string& actor = "operator:7") {
  tickets::LogEntry entry;
  entry.at = at(moment);
  entry.actor = actor;
  entry.act = act;
  entry.reason = reason;
  if (!until.empty()) entry.until = at(until);
  return entry;
}

/// Heard, answered and accepted at that moment.
inline tickets::Log accepted(const std::string& moment) {
  return {entry(moment, tickets::Act::kHeard, {}, {}, "driver"), entry(moment, tickets::Act::kAnswered, {}, {}, "bot"),
          entry(moment, tickets::Act::kAccepted, {}, {}, "bot")};
}

inline tickets::Log operator+(tickets::Log log, tickets::LogEntry next) {
  log.push_back(std::move(next));
  return log;
}

inline tickets::ClockReading clock(const std::string& name, tickets::ClockKind kind, const tickets::Log& log,
                                   const std::string& now) {
  const auto readings = tickets::read_clocks(profile(name), calendar(), log, at(now));
  const tickets::ClockReading* found = tickets::newest(readings, kind);
  REQUIRE(found != nullptr);
  return *found;
}

}  // namespace promises
