#include "bot/desk/files/promise_readings.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "base/civil_time.hpp"
#include "tickets/contents/contents.hpp"
#include "tickets/promises/calendar.hpp"
#include "tickets/promises/profile.hpp"
#include "tickets/promises/roster.hpp"

namespace bot::desk {
namespace {

// Years a calendar file may name; working days of others are asked of nobody.
constexpr int kFirstYear = 2000;
constexpr int kLastYear = 2100;

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : std::string(between)) + word;
  return all;
}

std::string rung_text(const tickets::Rung& rung) {
  std::string text(tickets::to_chinese(rung.level));
  if (rung.from == tickets::Rung::From::kStart) return text + " 第" + tickets::to_chinese(rung.span);
  return text + (rung.before ? " 到期前" : " 超时") + tickets::to_chinese(rung.span);
}

std::string clock_text(const tickets::Profile& profile, tickets::ClockKind clock) {
  const tickets::ClockRule* rule = profile.rule_of(clock);
  if (rule == nullptr) return {};
  std::string text = tickets::to_chinese(rule->promised);
  if (clock == tickets::ClockKind::kRevisit) text += "（从" + std::string(tickets::to_chinese(rule->starts_after)) + "起）";
  for (const tickets::Rung& rung : rule->ladder) text += "\n" + rung_text(rung);
  return text;
}

std::string day_text(const base::CivilTime& day) {
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", day.year, day.month, day.day);
  return text;
}

/// A run of days of one kind: weekends and ordinary working days are not told.
struct Run {
  std::string first, last, kind, name;
};

std::vector<Run> runs_of(const tickets::Calendar& calendar, int year) {
  std::vector<Run> runs;
  bool is_open = false;
  for (int month = 1; month <= 12; ++month) {
    for (int day = 1; day <= base::days_in_month(year, month); ++day) {
      const base::UnixMs at = base::to_unix({.year = year, .month = month, .day = day, .hour = 12});
      const base::CivilTime civil = base::to_civil(at);
      const tickets::Day what = calendar.day_of(at);
      const bool is_weekend = civil.weekday == 0 || civil.weekday == 6;
      const char* kind = what.kind == tickets::DayKind::kHoliday                 ? "放假"
                         : what.kind == tickets::DayKind::kWorking && is_weekend ? "调休上班"
                                                                                 : nullptr;
      if (kind == nullptr) {
        is_open = false;
        continue;
      }
      if (!is_open || runs.back().kind != kind || runs.back().name != what.name) runs.push_back({day_text(civil), {}, kind, what.name});
      runs.back().last = day_text(civil);
      is_open = true;
    }
  }
  return runs;
}

std::string need_text(const tickets::ContentField& field) {
  std::vector<std::string> all;
  for (const auto& [recipient, need] : field.needs) {
    if (need == tickets::Need::kNever) continue;
    const std::string who = recipient == "*" ? "每条热线" : recipient == tickets::kCompany ? "被反映的企业" : recipient;
    all.push_back(who + (need == tickets::Need::kRequired ? " 必填" : need == tickets::Need::kConditional ? " 有就给" : " 可给"));
  }
  return joined(all, "、");
}

FileTable lists_table(std::string name, const tickets::Contents::WordLists& lists, std::string of) {
  FileTable table{std::move(name), {std::move(of), "ours", "theirs"}, {}};
  for (const auto& [list, words] : lists) {
    for (const auto& [ours, theirs] : words) table.rows.push_back({list, ours == "*" ? "其他" : ours, theirs});
  }
  return table;
}

}  // namespace

FileReading read_profile_file(const FilePaths&, const std::string& text) {
  tickets::LoadedProfiles loaded = tickets::load_profiles(text);
  FileReading reading{std::move(loaded.faults), {}};
  if (!loaded.profiles) return reading;
  FileTable table{"profiles", {"profile", "title", "groups", "told"}, {}};
  for (const tickets::ClockKind clock : tickets::kClockKinds) table.columns.emplace_back(tickets::to_name(clock));
  for (const tickets::Profile& profile : loaded.profiles->all()) {
    std::vector<std::string> row{profile.name, profile.title, joined(profile.groups, "、"), profile.told ? "会告诉" : "不说"};
    for (const tickets::ClockKind clock : tickets::kClockKinds) row.push_back(clock_text(profile, clock));
    table.rows.push_back(std::move(row));
  }
  reading.tables.push_back(std::move(table));
  return reading;
}

FileReading read_calendar_file(const FilePaths&, const std::string& text) {
  tickets::LoadedCalendar loaded = tickets::load_calendar(text);
  FileReading reading{std::move(loaded.faults), {}};
  if (!loaded.calendar) return reading;
  reading.tables.push_back({"edition", {"version"}, {{loaded.calendar->version()}}});
  FileTable table{"holidays", {"from", "to", "kind", "name"}, {}};
  for (int year = kFirstYear; year <= kLastYear; ++year) {
    if (!loaded.calendar->knows(year)) continue;
    for (const Run& run : runs_of(*loaded.calendar, year)) table.rows.push_back({run.first, run.last, run.kind, run.name});
  }
  reading.tables.push_back(std::move(table));
  return reading;
}

FileReading read_supervision_file(const FilePaths&, const std::string& text) {
  tickets::LoadedRoster loaded = tickets::load_roster(text);
  FileReading reading{std::move(loaded.faults), {}};
  if (!loaded.roster) return reading;
  FileTable table{"supervision", {"group"}, {}};
  for (const tickets::Level level : tickets::kLevels) table.columns.emplace_back(tickets::to_name(level));
  for (const std::string& group : loaded.roster->groups()) {
    std::vector<std::string> row{group == "default" ? "其他" : group};
    for (const tickets::Level level : tickets::kLevels) row.push_back(joined(loaded.roster->told(group, level), "、"));
    table.rows.push_back(std::move(row));
  }
  reading.tables.push_back(std::move(table));
  return reading;
}

FileReading read_contents_file(const FilePaths&, const std::string& text) {
  tickets::LoadedContents loaded = tickets::load_contents(text);
  FileReading reading{std::move(loaded.faults), {}};
  if (!loaded.contents) return reading;
  FileTable fields{"fields", {"field", "label", "length", "given", "personal"}, {}};
  for (const tickets::ContentField& field : loaded.contents->fields()) {
    fields.rows.push_back({field.name, field.label, std::to_string(field.characters_max), need_text(field), field.personal ? "司机同意才给" : ""});
  }
  reading.tables.push_back(std::move(fields));
  reading.tables.push_back(lists_table("services", loaded.contents->services(), "hotline"));
  reading.tables.push_back(lists_table("categories", loaded.contents->categories(), "hotline"));
  FileTable regions{"regions", {"district", "code"}, {}};
  for (const auto& [name, code] : loaded.contents->regions()) regions.rows.push_back({name == "*" ? "全市" : name, code});
  reading.tables.push_back(std::move(regions));
  reading.tables.push_back(lists_table("lists", loaded.contents->lists(), "list"));
  return reading;
}

std::vector<std::string> profiles_gone(const std::string& before, const std::string& after) {
  const tickets::LoadedProfiles was = tickets::load_profiles(before);
  const tickets::LoadedProfiles is = tickets::load_profiles(after);
  std::vector<std::string> remarks;
  if (!was.profiles || !is.profiles) return remarks;
  for (const tickets::Profile& profile : was.profiles->all()) {
    if (is.profiles->find(profile.name) != nullptr) continue;
    remarks.push_back("承诺 " + profile.name + " 没有了：按它受理、还没办完的工单不再计时。没有这样的工单了再删");
  }
  return remarks;
}

std::vector<std::string> years_gone(const std::string& before, const std::string& after) {
  const tickets::LoadedCalendar was = tickets::load_calendar(before);
  const tickets::LoadedCalendar is = tickets::load_calendar(after);
  std::vector<std::string> remarks;
  if (!was.calendar || !is.calendar) return remarks;
  for (int year = kFirstYear; year <= kLastYear; ++year) {
    if (was.calendar->knows(year) && !is.calendar->knows(year)) {
      remarks.push_back(std::to_string(year) + " 年没有了：那一年的工作日算不出来，跨到那一年的期限也算不出来");
    }
  }
  if (was.calendar->version() == is.calendar->version() && before != after) {
    remarks.push_back("版本还是 " + is.calendar->version() + "：每张工单的说明里都写着版本，改了日历请改 version");
  }
  return remarks;
}

}  // namespace bot::desk
