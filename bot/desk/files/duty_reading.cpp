#include "bot/desk/files/duty_reading.hpp"

#include <array>
#include <cstdio>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "bot/duty/roster.hpp"
#include "bot/files.hpp"
#include "dialogs/language/faults.hpp"
#include "dialogs/language/library.hpp"
#include "dialogs/language/node.hpp"
#include "dialogs/language/source_text.hpp"
#include "dialogs/language/yaml_reader.hpp"

namespace bot::desk {
namespace {

constexpr const char* kLeadsAway[] = {"url", "url_file", "phone", "phone_file"};
constexpr std::array<const char*, 7> kWeekdays{"日", "一", "二", "三", "四", "五", "六"};

/// What leads a call away from this machine, with the line it is named at.
struct Lead {
  std::string key, value;
  std::size_t line = 0;
};

std::vector<Lead> leads_of(const std::string& text) {
  std::vector<Lead> leads;
  dialogs::Faults faults;
  const dialogs::SourceText source("duty", text);
  const std::optional<dialogs::Node> root = dialogs::read_yaml(source, faults);
  if (!root) return leads;
  const auto add = [&leads](const dialogs::Node& map, const char* key) {
    if (const dialogs::Node* value = map.find(key)) leads.push_back({key, value->text, static_cast<std::size_t>(value->place.line)});
  };
  add(*root, "acknowledge");
  for (const dialogs::Node* person : dialogs::maps_at(*root, "people")) {
    for (const char* key : kLeadsAway) add(*person, key);
  }
  return leads;
}

std::vector<tickets::Fault> new_leads(const std::string& before, const std::string& after) {
  std::set<std::pair<std::string, std::string>> known;
  for (Lead& lead : leads_of(before)) known.emplace(std::move(lead.key), std::move(lead.value));
  std::vector<tickets::Fault> faults;
  for (const Lead& lead : leads_of(after)) {
    if (known.contains({lead.key, lead.value})) continue;
    faults.push_back({lead.line, lead.key + " 是新的：呼叫地址、号码和存放它们的文件不能在网页上改", "请管服务器的人在那里改值班表；在这里可以改班次、次序和间隔"});
  }
  return faults;
}

std::string minute_text(int minute) {
  char text[16];
  std::snprintf(text, sizeof text, "%02d:%02d", minute / 60, minute % 60);
  return text;
}

std::string length_text(base::Millis length) {
  const std::int64_t seconds = length.count / 1000;
  return seconds % 60 == 0 ? std::to_string(seconds / 60) + "分钟" : std::to_string(seconds) + "秒";
}

std::vector<FileTable> tables_of(const Roster& roster) {
  FileTable shifts{"shifts", {"days", "from", "to", "ladder"}, {}};
  for (const DutyShift& shift : roster.shifts) {
    std::string days, ladder;
    for (const int day : shift.weekdays) days += (days.empty() ? "周" : "、") + std::string(kWeekdays[static_cast<std::size_t>(day)]);
    for (const std::size_t person : shift.ladder) ladder += (ladder.empty() ? "" : " → ") + roster.people[person].person;
    shifts.rows.push_back({shift.weekdays.size() == kWeekdays.size() ? "每天" : days, minute_text(shift.from_minute),
                           (shift.to_minute <= shift.from_minute ? "次日 " : "") + minute_text(shift.to_minute), ladder});
  }
  FileTable calls{"calls", {"what", "value"}, {}};
  calls.rows.push_back({"性命攸关，多久没人接手叫下一个", length_text(roster.next_u0)});
  calls.rows.push_back({"其他加急，多久没人接手叫下一个", length_text(roster.next_u1)});
  calls.rows.push_back({"整个名单最多叫几轮", std::to_string(roster.rounds)});
  FileTable people{"people", {"person"}, {}};
  for (const DutyPerson& person : roster.people) people.rows.push_back({person.person});
  return {std::move(shifts), std::move(calls), std::move(people)};
}

}  // namespace

FileReading read_duty_file(const FilePaths& paths, const std::string& text) {
  const base::Result<std::string> lies_there = read_file(paths.duty);
  FileReading reading{new_leads(lies_there ? *lies_there : std::string(), text), {}};
  if (!reading.faults.empty()) return reading;
  ReadRoster read = read_roster(paths.duty, text, paths.secrets_in_file);
  for (dialogs::Diagnostic& fault : read.faults) {
    reading.faults.push_back({static_cast<std::size_t>(fault.place.line), std::move(fault.message), std::move(fault.fix)});
  }
  if (reading.faults.empty()) reading.tables = tables_of(read.roster);
  return reading;
}

}  // namespace bot::desk
