#pragma once
// Days of drivers, hotlines, operators and misfortunes around the real program, out of one seed (reliability reference §1.3). The
// same seed of the same program gives the same story.
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "bot/promises/book.hpp"
#include "bot/releases.hpp"
#include "bot/simulation/editions.hpp"
#include "bot/simulation/plants.hpp"
#include "bot/simulation/world.hpp"
#include "dialogs/language/release.hpp"
#include "storage/sqlite/faulty_disk.hpp"

namespace bot::simulation {

struct Setting {
  std::uint64_t seed = 1;
  int days = 14;
  Plant bug = Plant::kNone;
  std::ostream* story = nullptr;  // every line as it happens
};

struct Outcome {
  std::optional<Finding> finding;             // the first invariant that broke; nullopt: all held
  std::deque<std::string> latest;             // the story's last lines
  std::map<std::string, std::int64_t> seen;   // how often what could happen happened
  std::uint64_t digest = 0;                   // of the whole story
  std::uint64_t events = 0;
  std::int64_t turns = 0;
  std::int64_t tickets = 0;
};

/// The invariants that are checked, for people.
struct Checked {
  const char* invariant;
  const char* says;
};
const std::vector<Checked>& checked_invariants();

/// What many seeds share: the releases, compiled once, and a disk with an empty database on it. Any thread.
class Ground {
 public:
  /// `release` is published at the start; `promises` are kept.
  Ground(std::shared_ptr<const dialogs::Release> release, std::shared_ptr<const Promises> promises);
  Outcome simulate(const Setting& setting) const;

 private:
  std::vector<Edition> editions_;
  std::shared_ptr<KnownReleases> known_;
  std::shared_ptr<const Promises> promises_;
  storage::sqlite::FaultyDisk disk_;
};

}  // namespace bot::simulation
