#pragma once
// One node on a database: a store as the program opens it, with its own randomness.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/log.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "storage/postgres/postgres_store.hpp"
#include "storage/store.hpp"

namespace test {

class Node {
 public:
  explicit Node(const std::string& url, std::uint64_t seed = 1, std::size_t group_max = 64);
  storage::Store& operator*() { return *store_; }
  storage::Store* operator->() { return store_.get(); }
  base::ManualClock clock{base::UnixMs{1'768'442'531'000}};

 private:
  base::SeededRandom random_;
  base::NoLog log_;
  std::unique_ptr<storage::Store> store_;
};

/// Why a store of this URL does not open; "" if it does.
std::string refusal_of(const std::string& url, const std::string& installation = {});
/// Looks again and again until it is so, at most some seconds. What it was at the end.
bool becomes(const std::function<bool()>& so);

}  // namespace test
