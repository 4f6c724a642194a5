#include "tickets/promises/calendar.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/civil_time.hpp"

namespace tickets {
namespace {

constexpr int kYearMin = 2000;
constexpr int kYearMax = 2199;

std::optional<int> whole_number(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// "05-09" -> 509, if that day exists in this year.
std::optional<int> month_day(std::string_view text, int year) {
  if (text.size() != 5 || text[2] != '-') return std::nullopt;
  const auto month = whole_number(text.substr(0, 2));
  const auto day = whole_number(text.substr(3));
  if (!month || !day || *month < 1 || *month > 12 || *day < 1 || *day > base::days_in_month(year, *month)) return std::nullopt;
  return *month * 100 + *day;
}

bool is_weekend(int year, int month_day) {
  base::CivilTime civil;
  civil.year = year;
  civil.month = month_day / 100;
  civil.day = month_day % 100;
  const int weekday = base::to_civil(base::to_unix(civil)).weekday;
  return weekday == 0 || weekday == 6;
}

/// The day after, 1301 after 1231.
int day_after(int year, int month_day) {
  const bool last = month_day % 100 == base::days_in_month(year, month_day / 100);
  return last ? (month_day / 100 + 1) * 100 + 1 : month_day + 1;
}

}  // namespace

class CalendarReader {
 public:
  LoadedCalendar read(std::string_view text) {
    Sheet sheet = read_sheet(text);
    faults_ = std::move(sheet.faults);
    for (const Section& section : sheet.sections) {
      if (section.kind == "calendar") {
        head(section);
      } else if (section.kind == "year") {
        year(section);
      } else if (!section.kind.empty()) {
        fault(section.line, "不认识的节：" + section.kind, "日历里只有 [calendar] 和 [year 年份]");
      }
    }
    if (faults_.empty() && calendar_.version_.empty()) fault(0, "没有版本", "写一节 [calendar]，里面一行 version 2026-1");
    if (faults_.empty() && calendar_.years_.empty()) fault(0, "一个年份也没有", "按国务院办公厅的放假通知写一节 [year 2026]");
    if (!faults_.empty()) return {std::nullopt, std::move(faults_)};
    return {std::move(calendar_), {}};
  }

 private:
  void fault(std::size_t line, std::string what, std::string fix) {
    if (faults_.size() < kSheetFaultsMax) faults_.push_back({line, std::move(what), std::move(fix)});
  }

  void head(const Section& section) {
    for (const Entry& entry : section.entries) {
      if (entry.key == "version" && entry.words.size() == 1 && calendar_.version_.empty()) {
        calendar_.version_ = entry.words.front();
      } else {
        fault(entry.line, "[calendar] 里看不懂：" + entry.key, "只写一行 version，后面一个词，例如 version 2026-1");
      }
    }
  }

  void year(const Section& section) {
    const auto number = whole_number(section.name);
    if (!number || *number < kYearMin || *number > kYearMax) {
      return fault(section.line, "年份不对：" + section.name, "写成四位数字，例如 [year 2026]");
    }
    if (calendar_.years_.contains(*number)) {
      return fault(section.line, section.name + " 年写了两次", "合成一节");
    }
    Calendar::Year& days = calendar_.years_[*number];
    for (const Entry& entry : section.entries) {
      if (entry.key == "off") {
        off(days, *number, entry);
      } else if (entry.key == "work") {
        work(days, *number, entry);
      } else {
        fault(entry.line, "看不懂：" + entry.key, "这里只有 off（放假）和 work（调休上班）");
      }
    }
    for (const int day : days.work) {
      if (days.off.contains(day)) fault(section.line, "同一天又放假又上班：" + written(day), "对照放假通知，留下对的一行");
    }
  }

  void off(Calendar::Year& days, int year, const Entry& entry) {
    const char* fix = "写成 off 10-01..10-07 国庆节，或 off 01-01 元旦；日期要存在";
    if (entry.words.size() != 2) return fault(entry.line, "放假要写日期和名字", fix);
    const std::string_view range = entry.words[0];
    const std::size_t dots = range.find("..");
    const auto first = month_day(range.substr(0, dots), year);
    const auto last = dots == std::string_view::npos ? first : month_day(range.substr(dots + 2), year);
    if (!first || !last || *last < *first) return fault(entry.line, "日期不对：" + entry.words[0], fix);
    for (int day = *first; day <= *last; day = day_after(year, day)) {
      if (!days.off.emplace(day, entry.words[1]).second) {
        return fault(entry.line, written(day) + " 已经放假了", "两行重叠，改掉一行");
      }
    }
  }

  void work(Calendar::Year& days, int year, const Entry& entry) {
    if (entry.words.empty()) fault(entry.line, "调休上班没有写日期", "写成 work 02-14 02-28");
    for (const std::string& word : entry.words) {
      const auto day = month_day(word, year);
      if (!day) {
        fault(entry.line, "日期不对：" + word, "写成月-日，例如 work 02-14；日期要存在");
      } else if (!is_weekend(year, *day)) {
        fault(entry.line, word + " 不是周末，本来就上班", "对照放假通知；调休上班的都是周六或周日");
      } else {
        days.work.push_back(*day);
      }
    }
  }

  static std::string written(int month_day) {
    const auto two = [](int number) { return std::string(number < 10 ? "0" : "") + std::to_string(number); };
    return two(month_day / 100) + "-" + two(month_day % 100);
  }

  Calendar calendar_;
  std::vector<Fault> faults_;
};

Day Calendar::day_of(base::UnixMs instant) const {
  const base::CivilTime civil = base::to_civil(instant);
  const auto year = years_.find(civil.year);
  if (year == years_.end()) return {DayKind::kUnknown, {}};
  const int day = civil.month * 100 + civil.day;
  if (const auto off = year->second.off.find(day); off != year->second.off.end()) return {DayKind::kHoliday, off->second};
  const auto& work = year->second.work;
  if (std::find(work.begin(), work.end(), day) != work.end()) return {DayKind::kWorking, {}};
  return {civil.weekday == 0 || civil.weekday == 6 ? DayKind::kWeekend : DayKind::kWorking, {}};
}

LoadedCalendar load_calendar(std::string_view text) { return CalendarReader().read(text); }

base::UnixMs next_midnight(base::UnixMs instant) {
  base::CivilTime civil = base::to_civil(instant);
  civil.hour = civil.minute = civil.second = 0;
  ++civil.day;
  return base::to_unix(civil);
}

}  // namespace tickets
