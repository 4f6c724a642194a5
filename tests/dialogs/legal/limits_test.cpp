#include "dialogs/legal/limits.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "tests/dialogs/safety/shipped.hpp"

namespace dialogs::tests {
namespace {

/// 2026 as the State Council's notice of 4 November 2025 has it, as far as these tests need it; no other year is known.
std::optional<bool> in_2026(const Date& date) {
  if (date.year != 2026) return std::nullopt;
  static const std::set<std::string> worked{"2026-02-14", "2026-02-28"};
  static const std::set<std::string> off{"2026-02-15", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19",
                                         "2026-02-20", "2026-02-21", "2026-02-22", "2026-02-23", "2026-05-01",
                                         "2026-05-02", "2026-05-03", "2026-05-04", "2026-05-05"};
  const std::string text = to_text(date);
  if (worked.contains(text)) return true;
  if (off.contains(text)) return false;
  const int weekday = days_between(Date{2026, 3, 1}, date) % 7;  // 1 March 2026 is a Sunday
  return weekday != 0 && weekday != 6 && weekday != -1;
}

LegalLimit limit_of(int length, LimitUnit unit, bool roll = true) {
  LegalLimit limit;
  limit.limit = "申请行政复议";
  limit.start = "知道处罚之日";
  limit.length = length;
  limit.unit = unit;
  limit.roll = roll;
  limit.basis = "《行政复议法》第二十条";
  limit.checked = "2025-04-19";
  return limit;
}

std::string last(int length, LimitUnit unit, const char* start, bool roll = true) {
  const auto day = last_day(limit_of(length, unit, roll), *parse_date(start), in_2026);
  return day ? to_text(*day) : day.error().text;
}

}  // namespace

TEST_CASE("the last day of a limit by days, months, years and working days", "[legal]") {
  struct Row {
    int length;
    LimitUnit unit;
    const char* start;
    const char* last;
    const char* why;
  };
  for (const Row& row : {
           Row{15, LimitUnit::kDay, "2026-03-02", "2026-03-17", "the start day is not counted"},
           Row{12, LimitUnit::kDay, "2026-03-02", "2026-03-16", "a Saturday rolls to Monday"},
           Row{60, LimitUnit::kDay, "2026-03-02", "2026-05-06", "1 May is a holiday: the sixth is the first working day"},
           Row{5, LimitUnit::kWorkingDay, "2026-03-02", "2026-03-09", "the weekend is not counted"},
           Row{5, LimitUnit::kWorkingDay, "2026-02-11", "2026-02-25", "two days, a worked Saturday, the holiday, two more"},
           Row{1, LimitUnit::kWorkingDay, "2026-02-27", "2026-02-28", "a Saturday that is worked counts"},
           Row{6, LimitUnit::kMonth, "2026-03-02", "2026-09-02", "the same day of the month"},
           Row{1, LimitUnit::kMonth, "2026-01-31", "2026-02-28", "February has no 31st"},
       }) {
    INFO(row.why);
    CHECK(last(row.length, row.unit, row.start) == row.last);
  }
}

TEST_CASE("a limit that does not roll ends on the holiday itself and asks no calendar", "[legal]") {
  CHECK(last(12, LimitUnit::kDay, "2026-03-02", false) == "2026-03-14");
  CHECK(last(1, LimitUnit::kYear, "2028-02-29", false) == "2029-02-28");
}

TEST_CASE("a year the calendar lacks is refused by name, not guessed", "[legal]") {
  const auto day = last_day(limit_of(1, LimitUnit::kYear), *parse_date("2026-03-02"), in_2026);
  REQUIRE_FALSE(day.ok());
  CHECK(day.error().code == base::ErrorCode::kNotFound);
  CHECK(day.error().text.find("2027 年") != std::string::npos);
}

TEST_CASE("dates that do not exist are no dates", "[legal]") {
  for (const char* text : {"2026-02-29", "2026-13-01", "2026-3-2", "昨天", ""}) {
    INFO(text);
    CHECK_FALSE(parse_date(text).has_value());
  }
  CHECK(to_text(*parse_date("2028-02-29")) == "2028-02-29");
}

TEST_CASE("what a driver is told: the last day, its article, how long is left, never a verdict", "[legal]") {
  const LegalLimit limit = limit_of(60, LimitUnit::kDay);
  const Date start{2026, 3, 2};
  const auto day = last_day(limit, start, in_2026);
  const std::string early = explain(limit, start, day, {2026, 3, 10});
  CHECK(early.find("最后一天是 2026年5月6日") != std::string::npos);
  CHECK(early.find("还有 57 天") != std::string::npos);
  CHECK(early.find("《行政复议法》第二十条") != std::string::npos);
  CHECK(early.ends_with("以正式文书和律师意见为准。"));
  CHECK(explain(limit, start, day, {2026, 4, 30}).find("先申请法律援助") != std::string::npos);
  const std::string late = explain(limit, start, day, {2026, 6, 1});
  CHECK(late.find("可能已过一般期限，请尽快问 12348") != std::string::npos);
  CHECK(late.find("没救") == std::string::npos);
}

TEST_CASE("every shipped limit says what it rests on, and works out", "[legal]") {
  const auto release = shipped_release();
  REQUIRE(release != nullptr);
  REQUIRE(release->limits.size() >= 24);
  const auto all_days_work = [](const Date&) { return std::optional<bool>(true); };
  for (const LegalLimit& limit : release->limits) {
    INFO(limit.limit);
    CHECK(limit.basis.starts_with("《"));
    CHECK(limit.basis.find("第") != std::string::npos);
    CHECK(parse_date(limit.checked).has_value());
    CHECK(last_day(limit, {2026, 3, 2}, all_days_work).ok());
  }
}

}  // namespace dialogs::tests
