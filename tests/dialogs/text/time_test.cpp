#include <catch2/catch.hpp>

#include "base/civil_time.hpp"
#include "dialogs/text/extract.hpp"

using dialogs::find_time;
using dialogs::normalise;

namespace {

struct Row {
  std::string_view text;
  std::string_view value;  // "" : nothing is found
};

// Monday, 10 March 2025, 10:30.
const base::UnixMs kNow = base::to_unix({.year = 2025, .month = 3, .day = 10, .hour = 10, .minute = 30});

void check(const Row& row, base::UnixMs now = kNow) {
  CAPTURE(row.text);
  const auto found = find_time(normalise(row.text), now);
  CHECK((found ? found->value : "") == row.value);
}

}  // namespace

TEST_CASE("Days are counted from today") {
  const Row rows[] = {
      {"今天", "2025-03-10"},     {"昨天", "2025-03-09"},         {"前天", "2025-03-08"},      {"大前天", "2025-03-07"},
      {"昨儿", "2025-03-09"},     {"夜来", "2025-03-09"},         {"俺夜来让人打了", "2025-03-09"}, {"夜里个", "2025-03-09"},
      {"今早", "2025-03-10"},     {"昨晚", "2025-03-09"},         {"昨夜", "2025-03-09"},      {"前晚", "2025-03-08"},
      {"三天前", "2025-03-07"},   {"3天前", "2025-03-07"},        {"3日前", "2025-03-07"},     {"一周前", "2025-03-03"},
      {"两个星期前", "2025-02-24"}, {"半个月前", "2025-02-23"},   {"两个月前", "2025-01-10"},  {"一年前", "2024-03-10"},
      {"半年前", "2024-09-10"},   {"十天以前", "2025-02-28"},     {"十五天之前", "2025-02-23"},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("The present and the hours before it are exact to the minute") {
  const Row rows[] = {
      {"刚才", "2025-03-10 10:30"},     {"刚刚乘客下车", "2025-03-10 10:30"}, {"两小时前", "2025-03-10 08:30"},
      {"2个小时前", "2025-03-10 08:30"}, {"半小时前", "2025-03-10 10:00"},    {"半个钟头前", "2025-03-10 10:00"},
      {"一个半小时前", "2025-03-10 09:00"}, {"十分钟前", "2025-03-10 10:20"},  {"48小时前", "2025-03-08 10:30"},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("A day may have an hour") {
  const Row rows[] = {
      {"昨天下午三点", "2025-03-09 15:00"},
      {"滴滴昨天下午三点无故扣了我两百块", "2025-03-09 15:00"},
      {"今天上午十点", "2025-03-10 10:00"},
      {"昨晚八点半", "2025-03-09 20:30"},
      {"昨天晚上8点20", "2025-03-09 20:20"},
      {"昨天晚上11点多", "2025-03-09 23:00"},
      {"昨晚12点", "2025-03-10 00:00"},
      {"昨晚两点", "2025-03-10 02:00"},
      {"前晚两点", "2025-03-09 02:00"},
      {"今天凌晨两点", "2025-03-10 02:00"},
      {"凌晨12点半", "2025-03-10 00:30"},
      {"昨天中午12点", "2025-03-09 12:00"},
      {"昨天中午一点", "2025-03-09 13:00"},
      {"昨天早上九点有人无故多收了我三百块", "2025-03-09 09:00"},
      {"昨天傍晚6点", "2025-03-09 18:00"},
      {"昨天15:20", "2025-03-09 15:20"},
      {"昨天 15：20", "2025-03-09 15:20"},
      {"昨天下午3点一刻", "2025-03-09 15:15"},
      {"昨天三点三刻", "2025-03-09 03:45"},
      {"昨天下午三点零五分", "2025-03-09 15:05"},
      {"今早7点", "2025-03-10 07:00"},
      {"昨晚8点的时候", "2025-03-09 20:00"},
      {"三天前的晚上8点", "2025-03-07 20:00"},
      {"昨天大概下午3点左右", "2025-03-09 15:00"},
      {"昨天，下午三点", "2025-03-09 15:00"},
      {"前天半夜11点", "2025-03-08 23:00"},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("Weekdays lie in the past") {
  const Row rows[] = {
      {"上周五", "2025-03-07"},     {"周三", "2025-03-05"},       {"周一", "2025-03-10"},     {"上周一", "2025-03-03"},
      {"上上周五", "2025-02-28"},   {"星期天", "2025-03-09"},     {"礼拜六", "2025-03-08"},   {"周末", "2025-03-08"},
      {"上个星期三", "2025-03-05"}, {"本周一", "2025-03-10"},     {"上周五晚上九点", "2025-03-07 21:00"},
      {"这周三", ""},               {"下周三", ""},               {"每周三", ""},             {"一周三次", ""},
      {"周一到周五都这样", ""},     {"马上周末了", "2025-03-08"}, {"周围", ""},               {"上周", ""},
      {"周转", ""},                 {"周3", "2025-03-05"},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("Dates without a year are the nearest past") {
  const Row rows[] = {
      {"3月8日15点", "2025-03-08 15:00"}, {"3月8日下午3点", "2025-03-08 15:00"}, {"3月8号", "2025-03-08"},
      {"三月八号", "2025-03-08"},         {"3/8", "2025-03-08"},                 {"3/8 15:00", "2025-03-08 15:00"},
      {"12月30号下午三点", "2024-12-30 15:00"}, {"3月10日", "2025-03-10"},       {"3月11日", "2024-03-11"},
      {"十二月三十一号", "2024-12-31"},   {"2月29日", "2024-02-29"},             {"8号", "2025-03-08"},
      {"8号下午", "2025-03-08"},          {"11号晚上8点", "2025-02-11 20:00"},   {"31号", "2025-01-31"},
      {"上个月5号", "2025-02-05"},        {"这个月8号", "2025-03-08"},           {"三月份", "2025-03-01"},
      {"12月底", "2024-12-01"},           {"3月8", "2025-03-08"},                {"3月8日（周六）15点", "2025-03-08 15:00"},
      {"12/30", "2024-12-30"},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("Dates with a year are taken as said") {
  const Row rows[] = {
      {"2025-03-08 15:00", "2025-03-08 15:00"}, {"2025-03-08T15:00:00", "2025-03-08 15:00"}, {"2025/3/8", "2025-03-08"},
      {"2025.3.8", "2025-03-08"},               {"2025年3月8日", "2025-03-08"},              {"2024年12月", "2024-12-01"},
      {"去年12月", "2024-12-01"},               {"去年3月8号下午2点", "2024-03-08 14:00"},   {"前年五月一号", "2023-05-01"},
      {"今年2月1日", "2025-02-01"},             {"二零二五年三月八日", "2025-03-08"},        {"25年3月8日", "2025-03-08"},
      {"20250308", "2025-03-08"},               {"２０２５－０３－０８", "2025-03-08"},
      {"2025-02-30", ""},                       {"2025-13-01", ""},                          {"2026-01-01", ""},
      {"今年12月1号", ""},                      {"1899-01-01", ""},                          {"20251345", ""},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("An hour alone is today, or yesterday if that is still to come") {
  const Row rows[] = {
      {"凌晨三点", "2025-03-10 03:00"},  {"下午三点", "2025-03-09 15:00"},  {"早上8点", "2025-03-10 08:00"},
      {"半夜两点", "2025-03-10 02:00"},  {"晚上十一点", "2025-03-09 23:00"}, {"8点半", "2025-03-10 08:30"},
      {"九点钟", "2025-03-10 09:00"},    {"15:00", "2025-03-09 15:00"},     {"三点", "2025-03-10 03:00"},
      {"晚8点", "2025-03-09 20:00"},     {"半夜", "2025-03-10"},            {"凌晨", "2025-03-10"},
      {"晚上12点", "2025-03-10 00:00"},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("Durations, counts and other numbers are no times") {
  const std::string_view noise[] = {
      "等了两个小时", "三点意见", "我有两点建议", "一点都不合理", "有一点问题", "两点一线", "三天两头扣钱", "干了3个月",
      "24小时不休息", "每天跑12个小时", "就前阵子吧", "前几天", "前两天", "最近", "上个月", "去年", "以前", "目前天津没单",
      "12345", "13000001234", "鲁A12345", "G3高速", "T3航站楼", "8号线", "3号楼5单元", "扣了1/3的运费", "2.5点", "抽成28个点",
      "扣3分", "一直不给钱", "三五天", "十多天前", "早上好", "晚上没单", "半夜有人尾随我的车", "当时", "一时冲动", "三十而立",
      "二十五点", "24/7", "月底结清", "明天到期", "明天下午三点", "后天", "下个月5号", "今后", "说明天气不好",
      "3点20块", "公里2点5", "第8号", "", "上", "3", "月", "点", "前", "2025", "夜来香", "半夜来了个乘客", "扣了3.8",
      "三年", "一周", "两周内", "3月租金", "99月99日", "25:61", "昨", "今", "12:3", "单号2025030812345678",
  };
  for (const std::string_view text : noise) {
    check({text, ""});
  }
}

TEST_CASE("The first time of several is taken and its span is exact") {
  const std::string_view text = "我朋友说，昨天下午三点，不是前天";
  const auto found = find_time(normalise(text), kNow);
  REQUIRE(found);
  CHECK(found->value == "2025-03-09 15:00");
  CHECK(text.substr(found->span.begin, found->span.end - found->span.begin) == "昨天下午三点");
}

TEST_CASE("A day without an hour ends where it ends") {
  const std::string_view text = "昨天，平台扣我钱";
  const auto found = find_time(normalise(text), kNow);
  REQUIRE(found);
  CHECK(text.substr(found->span.begin, found->span.end - found->span.begin) == "昨天");
}

TEST_CASE("Something to come is read over and the past behind it is found") {
  check({"明天到期，昨天才通知", "2025-03-09"});
}

TEST_CASE("Years and months end where they end") {
  const base::UnixMs new_year = base::to_unix({.year = 2025, .month = 1, .day = 1, .hour = 0, .minute = 5});
  check({"昨天", "2024-12-31"}, new_year);
  check({"昨晚12点", "2025-01-01 00:00"}, new_year);
  check({"两小时前", "2024-12-31 22:05"}, new_year);
  check({"上个月5号", "2024-12-05"}, new_year);
  const base::UnixMs leap = base::to_unix({.year = 2024, .month = 3, .day = 31, .hour = 12});
  check({"一个月前", "2024-02-29"}, leap);
}

TEST_CASE("Extractors take any bytes") {
  std::string bytes;
  for (int i = 0; i < 4096; ++i) bytes.push_back(static_cast<char>(i * 167 + i / 251));
  const std::string digits(30'000, '1');
  const std::string marks = [] {
    std::string s;
    for (int i = 0; i < 2000; ++i) s += "三点 ";
    return s;
  }();
  for (const std::string& text : {bytes, digits, marks, std::string("昨天\xE6"), std::string("鲁\xC2"), std::string("周\xFF")}) {
    const auto normal = normalise(text);
    const auto time = find_time(normal, kNow);
    if (time) CHECK(time->span.end <= text.size());
    for (const auto& plate : dialogs::find_plates(normal)) CHECK(plate.span.end <= text.size());
    if (const auto phone = dialogs::find_phone(normal)) CHECK(phone->span.end <= text.size());
    if (const auto number = dialogs::find_number(normal)) CHECK(number->span.end <= text.size());
    if (const auto answer = dialogs::find_yes_no(normal)) CHECK(answer->span.end <= text.size());
  }
  CHECK(find_time(normalise("昨天\xE6"), kNow)->value == "2025-03-09");
}
