#pragma once
// What the contract suite is run against. An engine is one line in engines(); no test knows which one it has.
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "storage/store.hpp"

namespace contract {

/// Bounds that some tests make small.
struct Bounds {
  std::size_t queue_max = 4096;
  std::size_t group_max = 64;
  base::Millis group_wait{2};
  std::size_t lagging_max = 20'000;  // conversations whose rows may lag behind, for engines that have such
  std::size_t whole_max = 16'384;    // conversations kept in memory, for engines that do
};

/// One empty database that outlives the stores opened on it.
class Engine {
 public:
  virtual ~Engine() = default;
  /// At most one store of an engine is open at a time. Fails the test if it cannot be opened.
  virtual std::unique_ptr<storage::Store> open(const Bounds& bounds) = 0;
  std::unique_ptr<storage::Store> open() { return open(Bounds()); }
  /// What a killed process leaves behind while `store` is open; stores opened afterwards see that and nothing later.
  virtual void remember_as_killed() = 0;
  base::ManualClock clock{base::UnixMs{1'768'442'531'000}};
};

std::unique_ptr<Engine> make_sqlite_engine();
std::unique_ptr<Engine> make_postgres_engine();

using EngineMaker = std::function<std::unique_ptr<Engine>()>;
const std::vector<EngineMaker>& engines();

}  // namespace contract

/// The engine under test; the test case is run once for each.
#define ENGINE_UNDER_TEST() contract::engines()[GENERATE(Catch::Generators::range<std::size_t>(0, contract::engines().size()))]()
