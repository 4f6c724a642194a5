#include "tickets/promises/roster.hpp"

#include "tests/tickets/promises/files.hpp"

using namespace promises;
using namespace tickets;

TEST_CASE("roster: the shipped one tells somebody at every level, whoever the driver is", "[tickets]") {
  const LoadedRoster loaded = load_roster(shipped("roster.txt"));
  REQUIRE(loaded.roster.has_value());
  for (const char* group : {"货车", "出租车", "快递员", "", "无此群体"}) {
    for (const Level level : kLevels) CHECK_FALSE(loaded.roster->told(group, level).empty());
  }
  CHECK(loaded.roster->told("货车", Level::kSupervise1) == std::vector<std::string>{"班组长", "道路运输行业党委督办台"});
  CHECK(loaded.roster->told("出租车", Level::kSupervise1) == std::vector<std::string>{"班组长", "督办台"});
}

TEST_CASE("roster: every fault is named with what to do, and one file shows all of them", "[tickets]") {
  const std::string whole = "remind a\nbreach a\nsupervise1 a\nsupervise2 a\nbulletin a\n";
  const struct {
    std::string text;
    const char* says;
  } kTable[] = {
      {"", "没有 [roster default]"},
      {"[roster 货车]\n" + whole, "没有 [roster default]"},
      {"[roster default]\nremind a", "缺 breach"},
      {"[roster default]\n" + whole + "breach b", "breach 写了两次"},
      {"[roster default]\n" + whole + "[roster default]\n" + whole, "default 写了两次"},
      {"[roster default]\nshout a\n" + whole, "没有这一级：shout"},
      {"[roster default]\nremind\n" + whole, "没有写告诉谁"},
      {"[roster]\n" + whole, "不认识的节"},
      {"[duty default]\n" + whole, "不认识的节：duty"},
  };
  for (const auto& row : kTable) {
    const LoadedRoster loaded = load_roster(row.text);
    INFO(row.text);
    CHECK_FALSE(loaded.roster.has_value());
    std::string all;
    for (const Fault& fault : loaded.faults) all += render(fault, "roster.txt");
    CHECK_THAT(all, Catch::Contains(row.says) && Catch::Contains("怎么改"));
  }
  CHECK(load_roster("[roster default]\nremind a").faults.size() == 4);
}
