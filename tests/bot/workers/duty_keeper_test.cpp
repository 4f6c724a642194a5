#include "bot/workers/duty_keeper.hpp"

#include <catch2/catch.hpp>

#include "bot/files.hpp"
#include "tests/storage/folder.hpp"

namespace {

std::string roster(const std::string& person, const std::string& to = "24:00") {
  return "people:\n  - person: " + person + "\n    by: webhook\n    url: http://127.0.0.1:1/\nshifts:\n  - from: 00:00\n    to: " + to +
         "\n    ladder: [" + person + "]\n";
}

}  // namespace

TEST_CASE("A changed duty roster is taken once it lies still; one with a fault changes nothing", "[bot]") {
  test::Folder folder;
  base::NoLog log;
  const std::string path = folder.path("duty.yaml");
  REQUIRE(bot::write_durably(path, roster("值班甲")).ok());
  bot::DutyBook duty(std::make_shared<const bot::Roster>(bot::read_roster(path, roster("值班甲"), true).roster));
  bot::DutyKeeper keeper(duty, path, true, log);
  keeper.pass();
  REQUIRE(bot::write_durably(path, roster("值班乙")).ok());
  keeper.pass();
  CHECK(duty.now()->people[0].person == "值班甲");
  keeper.pass();
  CHECK(duty.now()->people[0].person == "值班乙");
  REQUIRE(bot::write_durably(path, roster("值班丙", "23:00")).ok());
  for (int i = 0; i < 3; ++i) keeper.pass();
  CHECK(duty.now()->people[0].person == "值班乙");
}
