#include "bot/duty/roster.hpp"

#include <catch2/catch.hpp>

#include "base/civil_time.hpp"
#include "bot/files.hpp"

namespace {

constexpr const char* kPeople = R"(people:
  - person: 值班甲
    by: webhook
    url: http://127.0.0.1:1/a
    phone: "13000000001"
  - person: 值班乙
    by: wecom_robot
    url: http://127.0.0.1:1/b
)";

std::string names(const bot::Roster& roster, const char* at) {
  std::string all;
  for (const std::size_t person : roster.ladder_at(*base::from_rfc3339(at))) {
    all += (all.empty() ? "" : " ") + roster.people[person].person;
  }
  return all;
}

bot::ReadRoster read(const std::string& text, bool dev = true) { return bot::read_roster("duty.yaml", text, dev); }

std::string faults_of(const bot::ReadRoster& read) {
  std::string all;
  for (const auto& fault : read.faults) all += fault.code + " " + fault.message + "\n";
  return all;
}

}  // namespace

TEST_CASE("roster: the ladder is that of the shift an instant lies in, over midnight too", "[bot]") {
  const auto found = read(std::string(kPeople) + R"(shifts:
  - from: 08:00
    to: 20:00
    ladder: [值班甲, 值班乙]
  - from: 20:00
    to: 08:00
    ladder: [值班乙]
)");
  REQUIRE(faults_of(found).empty());
  CHECK(names(found.roster, "2026-03-10T08:00:00+08:00") == "值班甲 值班乙");
  CHECK(names(found.roster, "2026-03-10T19:59:59+08:00") == "值班甲 值班乙");
  CHECK(names(found.roster, "2026-03-10T20:00:00+08:00") == "值班乙");
  CHECK(names(found.roster, "2026-03-11T03:00:00+08:00") == "值班乙");
}

TEST_CASE("roster: a shift over midnight belongs to the day it begins on", "[bot]") {
  const auto found = read(std::string(kPeople) + R"(shifts:
  - days: [六]
    from: 20:00
    to: 08:00
    ladder: [值班甲]
  - from: 00:00
    to: 24:00
    ladder: [值班乙]
)");
  REQUIRE(faults_of(found).empty());
  CHECK(names(found.roster, "2026-11-28T21:00:00+08:00") == "值班甲");  // a Saturday
  CHECK(names(found.roster, "2026-11-29T07:59:00+08:00") == "值班甲");
  CHECK(names(found.roster, "2026-11-29T08:00:00+08:00") == "值班乙");
}

TEST_CASE("roster: an hour nobody is on duty is refused and named", "[bot]") {
  const auto found = read(std::string(kPeople) + R"(shifts:
  - days: [一, 二, 三, 四, 五]
    from: 00:00
    to: 24:00
    ladder: [值班甲]
)");
  REQUIRE(found.faults.size() == 1);
  CHECK(found.faults[0].message == "周日 00:00 到 周一 00:00 没有人值班");
  CHECK(found.roster.is_empty());
}

TEST_CASE("roster: all faults are told at once, with what to do", "[bot]") {
  const auto found = read(R"(pepole: 3
next_u0: soon
people:
  - person: 值班甲
    by: pigeon
    url: http://127.0.0.1:1/a
  - person: 值班甲
    by: webhook
    url: http://127.0.0.1:1/a
shifts:
  - days: [八]
    from: 25:00
    to: 08:00
    ladder: [值班丙]
)");
  const std::string all = faults_of(found);
  for (const char* part : {"E0901 值班表里没有“pepole”", "next_u0", "没有叫“pigeon”", "写了两次", "“八”不是星期几", "“from”", "“值班丙”不在"}) {
    INFO(all);
    CHECK(all.find(part) != std::string::npos);
  }
}

TEST_CASE("roster: empty is a fault, and secrets stand in files of their own outside mode dev", "[bot]") {
  CHECK(faults_of(read("rounds: 3\n")).find("没有人") != std::string::npos);
  const std::string open = std::string(kPeople) + "shifts:\n  - from: 00:00\n    to: 24:00\n    ladder: [值班甲]\n";
  CHECK(read(open, true).faults.empty());
  const std::string refused = faults_of(read(open, false));
  CHECK(refused.find("E0904 “url”不能直接写") != std::string::npos);
  CHECK(refused.find("E0904 “phone”不能直接写") != std::string::npos);
}

TEST_CASE("roster: the example that is shipped has no fault but the secrets it names", "[bot]") {
  const auto text = bot::read_file(std::string(XINSHENG_SOURCE_DIR) + "/config/duty.example.yaml");
  REQUIRE(text.ok());
  for (const auto& fault : read(*text, false).faults) {
    INFO(fault.message);
    CHECK((fault.message.starts_with("密钥文件读不出来") || fault.message.find("没有写怎么呼叫") != std::string::npos));
  }
}
