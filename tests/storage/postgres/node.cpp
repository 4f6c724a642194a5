#include "tests/storage/postgres/node.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

namespace test {

namespace {
constexpr int kLooksMax = 1000;
constexpr std::chrono::milliseconds kBetweenLooks{20};
}  // namespace

Node::Node(const std::string& url, std::uint64_t seed, std::size_t group_max) : random_(seed) {
  storage::PostgresOptions options;
  options.url = url;
  options.group_max = group_max;
  options.keep_clock = true;
  auto store = storage::open_postgres(options, clock, random_, log_);
  if (!store) FAIL(store.error().text);
  store_ = std::move(*store);
}

std::string refusal_of(const std::string& url, const std::string& installation) {
  const base::ManualClock clock(base::UnixMs{1'768'442'531'000});
  base::SeededRandom random(1);
  base::NoLog log;
  storage::PostgresOptions options;
  options.url = url;
  options.installation = installation;
  const auto store = storage::open_postgres(options, clock, random, log);
  if (store) return "";
  CHECK(store.error().code == base::ErrorCode::kInvalid);
  return store.error().text;
}

bool becomes(const std::function<bool()>& so) {
  for (int look = 0; look < kLooksMax; ++look) {
    if (so()) return true;
    std::this_thread::sleep_for(kBetweenLooks);
  }
  return so();
}

}  // namespace test
