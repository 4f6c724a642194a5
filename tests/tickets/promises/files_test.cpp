// The operators' files: what is read from them, and what is said about their faults.
#include "tests/tickets/promises/files.hpp"

#include <algorithm>

using namespace promises;
using namespace tickets;

namespace {

std::string faults_of(const std::vector<Fault>& faults) {
  std::string all;
  for (const Fault& fault : faults) all += render(fault, "file") + "\n";
  return all;
}

}  // namespace

TEST_CASE("sheet: sections, entries and remarks are told apart, and a fault has its line", "[tickets]") {
  const Sheet sheet = read_sheet("# only a remark\nlost 1\n[year 2026] # 备注\r\noff  01-01\t元旦\n\n[broken\nkey a b\n");
  REQUIRE(sheet.sections.size() == 2);
  CHECK(sheet.sections[0].kind == "year");
  CHECK(sheet.sections[0].name == "2026");
  REQUIRE(sheet.sections[0].entries.size() == 1);
  CHECK(sheet.sections[0].entries[0].line == 4);
  CHECK(sheet.sections[0].entries[0].text() == "01-01 元旦");
  REQUIRE(sheet.faults.size() == 2);
  CHECK(sheet.faults[0].line == 2);
  CHECK(sheet.faults[1].line == 6);
}

TEST_CASE("sheet: what is no text, or far too much of it, is one fault and no crash", "[tickets]") {
  CHECK(read_sheet("\xFF\xFE[a]").faults.size() == 1);
  CHECK(read_sheet(std::string(kSheetBytesMax + 1, 'x')).faults.size() == 1);
  CHECK(read_sheet(std::string(1000, '\n') + std::string(500, '[')).faults.size() == 1);
  CHECK(read_sheet("").faults.empty());
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "x\n";
  CHECK(read_sheet(many).faults.size() == kSheetFaultsMax);
  for (const char* header : {"[]", "[ ]", "[a b c]", "[a]]", "[a] b", "["}) CHECK(read_sheet(header).faults.size() == 1);
}

TEST_CASE("calendar: the shipped one knows the weekends, the holidays and the days worked in exchange of 2026", "[tickets]") {
  const auto kind = [](const char* day) { return calendar().day_of(at(std::string(day) + " 12:00")).kind; };
  CHECK(kind("01-02") == DayKind::kHoliday);
  CHECK(kind("01-04") == DayKind::kWorking);  // a Sunday
  CHECK(kind("02-14") == DayKind::kWorking);  // a Saturday
  CHECK(kind("02-15") == DayKind::kHoliday);
  CHECK(kind("02-23") == DayKind::kHoliday);
  CHECK(kind("02-24") == DayKind::kWorking);
  CHECK(kind("03-07") == DayKind::kWeekend);
  CHECK(kind("03-09") == DayKind::kWorking);
  CHECK(calendar().day_of(at("10-01 00:00")) == Day{DayKind::kHoliday, "国庆节"});
  CHECK(calendar().day_of(at("09-30 23:59")).kind == DayKind::kWorking);
  CHECK(calendar().day_of(at("12-31 12:00") + base::days(1)).kind == DayKind::kUnknown);
  CHECK(calendar().knows(2026));
  CHECK_FALSE(calendar().knows(2027));
}

TEST_CASE("calendar: every fault is named with its line and what to do", "[tickets]") {
  const struct {
    const char* text;
    const char* says;
  } kTable[] = {
      {"[year 2026]\noff 02-30 x", "02-30"},
      {"[year 2026]\noff 01-01", "日期和名字"},
      {"[year 2026]\noff 05-05..05-01 劳动节", "05-05..05-01"},
      {"[year 2026]\noff 01-01..01-03 元旦\noff 01-03 又一个", "01-03 已经放假"},
      {"[year 2026]\nwork 03-09", "不是周末"},
      {"[year 2026]\nwork", "没有写日期"},
      {"[year 2026]\nwork 13-01", "13-01"},
      {"[year 2026]\noff 02-14 x\nwork 02-14", "又放假又上班"},
      {"[year 26]", "年份不对"},
      {"[year 2026]\n[year 2026]", "写了两次"},
      {"[year 2026]\nfree 01-01", "看不懂：free"},
      {"[holiday 2026]", "不认识的节：holiday"},
      {"[calendar]\nversion", "version"},
      {"[year 2026]\noff 01-01 元旦", "没有版本"},
      {"[calendar]\nversion 1", "一个年份也没有"},
      {"", "没有版本"},
  };
  for (const auto& row : kTable) {
    const LoadedCalendar loaded = load_calendar(row.text);
    INFO(row.text);
    CHECK_FALSE(loaded.calendar.has_value());
    CHECK_THAT(faults_of(loaded.faults), Catch::Contains(row.says) && Catch::Contains("怎么改"));
  }
  CHECK(load_calendar("[year 2026]\noff 02-30 x\nwork 03-09\nfree\n[month 3]").faults.size() == 4);
}

TEST_CASE("calendar: a leap day exists in its year alone", "[tickets]") {
  CHECK(load_calendar("[calendar]\nversion 1\n[year 2028]\noff 02-28..03-01 x").calendar.has_value());
  CHECK_FALSE(load_calendar("[calendar]\nversion 1\n[year 2027]\noff 02-29 x").calendar.has_value());
}

TEST_CASE("promises: the shipped ones are those of the city", "[tickets]") {
  const LoadedProfiles loaded = load_profiles(shipped("promises.txt"));
  INFO(faults_of(loaded.faults));
  REQUIRE(loaded.profiles.has_value());
  const auto promised = [&](const char* name, ClockKind kind) {
    const Profile* found = loaded.profiles->find(name);
    const ClockRule* rule = found == nullptr ? nullptr : found->rule_of(kind);
    return rule == nullptr ? std::string("-") : to_chinese(rule->promised);
  };
  CHECK(promised("FRT_3083", ClockKind::kResp) == "30分钟");
  CHECK(promised("FRT_3083", ClockKind::kClose) == "8小时");
  CHECK(promised("FRT_3083", ClockKind::kRevisit) == "3天");
  CHECK(promised("TAXI_3012", ClockKind::kDisp) == "1小时");
  CHECK(promised("TAXI_3012", ClockKind::kClose) == "5个工作日");
  CHECK(promised("TAXI_3012", ClockKind::kRevisit) == "2天");
  CHECK(promised("MOT_2252", ClockKind::kXfer) == "2小时");
  CHECK(promised("MOT_2252", ClockKind::kResp) == "2个工作日");
  CHECK(promised("JN12345_5WD", ClockKind::kResp) == "-");
  CHECK(promised("SUGGEST", ClockKind::kClose) == "-");
  for (const char* group : {"货车", "出租车"}) CHECK(loaded.profiles->of_group(group)->told);
  for (const char* group : {"网约车", "网约配送员", "快递员"}) {
    CHECK(loaded.profiles->of_group(group)->name == "JN12345_5WD");
    CHECK_FALSE(loaded.profiles->of_group(group)->told);
  }
  CHECK(loaded.profiles->of_group("其他") == nullptr);
}

TEST_CASE("promises: every fault is named with its line and what to do", "[tickets]") {
  const struct {
    const char* text;
    const char* says;
  } kTable[] = {
      {"", "一个承诺也没有"},
      {"[promise]\nname x\nCLOSE 1h", "没有名字"},
      {"[promise A]\nCLOSE 1h", "没有 name"},
      {"[promise A]\nname x", "没有任何时限"},
      {"[promise A]\nname x\nCLOSE", "后面要写时限"},
      {"[promise A]\nname x\nCLOSE 8", "后面要写时限"},
      {"[promise A]\nname x\nCLOSE -8h", "后面要写时限"},
      {"[promise A]\nname x\nCLOSE 400d", "后面要写时限"},
      {"[promise A]\nname x\nCLOSE 8h\nCLOSE 9h", "写了两次"},
      {"[promise A]\nname x\nCLOSE 8h remind", "多出一个词：remind"},
      {"[promise A]\nname x\nCLOSE 8h shout 9h", "看不懂：shout"},
      {"[promise A]\nname x\nCLOSE 8h breach 9h", "看不懂：breach"},
      {"[promise A]\nname x\nCLOSE 8h remind 9h", "remind 的时间不对"},
      {"[promise A]\nname x\nCLOSE 8h supervise1 7h", "supervise1 的时间不对"},
      {"[promise A]\nname x\nCLOSE 8h supervise2 12h supervise1 24h", "supervise1 的时间不对"},
      {"[promise A]\nname x\nCLOSE 5wd remind 3d", "看不懂：remind 3d"},
      {"[promise A]\nname x\nCLOSE 5wd remind -1wd", "看不懂：remind -1wd"},
      {"[promise A]\nname x\nCLOSE 8h after DISP", "看不懂：after DISP"},
      {"[promise A]\nname x\nREVISIT 2d", "回访没有起点"},
      {"[promise A]\nname x\nCLOSE 1h\nREVISIT 2d after DISP", "回访没有起点"},
      {"[promise A]\nname x\nCLOSE 1h\n[promise A]\nname y\nCLOSE 1h", "写了两次"},
      {"[promise A]\nname x\nfor 货车\nCLOSE 1h\n[promise B]\nname y\nfor 货车\nCLOSE 1h", "已经属于 A"},
      {"[promise A]\nname x\nfor 快递员\ntell yes\nRESP 30m", "没有对“快递员”司机承诺过时限"},
      {"[promise A]\nname x\ntell maybe\nRESP 30m", "看不懂：tell maybe"},
      {"[profile A]", "不认识的节：profile"},
  };
  for (const auto& row : kTable) {
    const LoadedProfiles loaded = load_profiles(row.text);
    INFO(row.text);
    CHECK_FALSE(loaded.profiles.has_value());
    CHECK_THAT(faults_of(loaded.faults), Catch::Contains(row.says) && Catch::Contains("怎么改"));
  }
}

TEST_CASE("promises: names of clocks, levels and acts lead back to what they name", "[tickets]") {
  for (const ClockKind clock : kClockKinds) CHECK(clock_from_name(to_name(clock)) == clock);
  for (const Level level : kLevels) CHECK(level_from_name(to_name(level)) == level);
  for (int i = 0; i <= static_cast<int>(Act::kStepped); ++i) CHECK(act_from_name(to_name(static_cast<Act>(i))) == static_cast<Act>(i));
  CHECK_FALSE(act_from_name("no such act").has_value());
  CHECK(to_chinese(Span{base::hours(48), false}) == "2天");
  CHECK(to_chinese(Span{base::minutes(90), false}) == "90分钟");
}
