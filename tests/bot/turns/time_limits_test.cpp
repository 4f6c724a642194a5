#include "bot/turns/time_limits.hpp"

#include <catch2/catch.hpp>

#include "base/civil_time.hpp"

namespace bot {
namespace {

dialogs::LegalLimit limit(std::string name, std::string matter, bool own, int length, dialogs::LimitUnit unit) {
  dialogs::LegalLimit one;
  one.limit = std::move(name);
  one.matter = std::move(matter);
  one.own = own;
  one.start = "收到文书之日";
  one.length = length;
  one.unit = unit;
  one.basis = "《某法》第一条";
  one.checked = "2026-01-01";
  return one;
}

struct Counted {
  dialogs::Release release;
  tickets::Calendar calendar = *tickets::load_calendar("[calendar]\nversion test\n\n[year 2026]\noff 01-01..01-03 元旦\n").calendar;
  base::UnixMs now = base::to_unix({.year = 2026, .month = 3, .day = 3});

  std::string of(std::string_view matter, std::string_view since) const {
    return find_time_limits(release, calendar, matter, since, now).value_or("none");
  }
};

}  // namespace

TEST_CASE("A driver is told the last day of each limit of his matter that is his own, with its source and what decides") {
  Counted counted;
  counted.release.limits = {limit("要求听证", "行政处罚", true, 5, dialogs::LimitUnit::kWorkingDay),
                            limit("作出决定", "行政处罚", false, 90, dialogs::LimitUnit::kDay),
                            limit("申请仲裁", "劳动", true, 1, dialogs::LimitUnit::kYear)};
  const std::string text = counted.of("行政处罚", "2026-03-02 15:00");
  CHECK(text.find("要求听证") != std::string::npos);
  CHECK(text.find("3月9日") != std::string::npos);  // five working days behind Monday, 2 March
  CHECK(text.find("《某法》第一条") != std::string::npos);
  CHECK(text.find("以正式文书和律师意见为准") != std::string::npos);
  CHECK(text.find("作出决定") == std::string::npos);
  CHECK(text.find("申请仲裁") == std::string::npos);
}

TEST_CASE("A year that the calendar lacks is named and not guessed") {
  Counted counted;
  counted.release.limits = {limit("申请仲裁", "劳动", true, 1, dialogs::LimitUnit::kYear)};
  CHECK(counted.of("劳动", "2026-03-02").find("2027") != std::string::npos);
}

TEST_CASE("A matter without limits of the driver's own, and a day that does not exist, have no answer") {
  Counted counted;
  counted.release.limits = {limit("作出决定", "行政处罚", false, 90, dialogs::LimitUnit::kDay)};
  CHECK(counted.of("行政处罚", "2026-03-02") == "none");
  CHECK(counted.of("劳动", "2026-03-02") == "none");
  counted.release.limits.front().own = true;
  CHECK(counted.of("行政处罚", "2026-02-30") == "none");
  CHECK(counted.of("行政处罚", "") == "none");
}

}  // namespace bot
