#pragma once
// Made-up drivers: they complain, ask, urge, repeat themselves, vanish in the middle and come back days later.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "bot/simulation/platform.hpp"
#include "bot/simulation/world.hpp"

namespace bot::simulation {

class Drivers {
 public:
  Drivers(World& world, Platform& platform, int drivers);
  /// From now until `until` they come when they like.
  void begin(base::UnixMs until);
  void read(const std::string& driver, const std::string& text);

  /// A driver's phone number; no other driver has it, and nobody in the world.
  static std::string phone_of(const std::string& driver);
  /// The program said that it has forgotten him, and he has not given his number since.
  bool is_forgotten(const std::string& driver) const { return forgotten_.contains(driver) && forgotten_.at(driver); }

 private:
  void come(const std::string& driver);
  void go_on(const std::string& driver, std::uint64_t visit, int exchanges);
  std::string answer_to(const std::string& driver);
  void say(const std::string& driver, const std::string& words);

  World& world_;
  Platform& platform_;
  std::vector<std::string> names_;
  base::UnixMs until_{0};
  std::map<std::string, bool> forgotten_;
  std::map<std::string, base::UnixMs> phone_said_;
  std::map<std::string, std::string> asked_;    // the newest text he read and has not answered
  std::map<std::string, std::uint64_t> visits_;  // the newest visit ends an older one
};

}  // namespace bot::simulation
