// A database that is away, restarted or losing connections: refused politely, back by itself, nothing acknowledged
// lost.
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <map>
#include <set>
#include <thread>

#include "tests/storage/contract/words.hpp"
#include "tests/storage/postgres/cluster.hpp"
#include "tests/storage/postgres/cutting_proxy.hpp"
#include "tests/storage/postgres/node.hpp"

using namespace contract;
using test::CuttingProxy;
using test::Node;
using Cut = test::CuttingProxy::Cut;

namespace {

/// Writes turns of one driver until told to stop; a refusal is answered by loading anew, as the shell does.
struct Talker {
  std::string driver;
  std::vector<std::string> acknowledged;

  void run(storage::Store& store, const std::atomic<bool>& stop) {
    for (int i = 0; !stop; ++i) {
      const std::string key = driver + "/" + std::to_string(i);
      while (!stop) {
        const auto loaded = store.turns().load(key_of(driver));
        if (loaded && try_once(store, *loaded, key)) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
      }
    }
  }
  bool try_once(storage::Store& store, const std::optional<storage::Conversation>& known, const std::string& key) {
    auto result = commit(
        store, known ? next_turn({known->id, known->last_turn, known->version}, driver, key) : first_turn(driver, key));
    if (result) acknowledged.push_back(key);
    if (result) return true;
    // A conflict: the key is there already, or the version has moved on; the next look decides.
    if (result.error().code != base::ErrorCode::kConflict || !known) return false;
    const auto found = store.turns().find_turn(known->id, key, {0});
    if (!found || !*found) return false;
    acknowledged.push_back(key);
    return true;
  }
};

/// What the talkers were told is what is there: every key once, in order.
void check_kept(storage::Store& store, const std::vector<Talker>& talkers) {
  for (const Talker& talker : talkers) {
    INFO(talker.driver);
    const auto turns = store.turns().transcript(must_load(store, talker.driver).id, 0, 100'000);
    REQUIRE(turns.ok());
    std::vector<std::string> kept;
    for (const auto& turn : *turns) kept.push_back(turn.inbound_key);
    const std::set<std::string> once(kept.begin(), kept.end());
    CHECK(once.size() == kept.size());
    if (kept.size() == talker.acknowledged.size() + 1) kept.pop_back();  // the last one may not have been answered
    CHECK(kept == talker.acknowledged);
  }
  CHECK(findings(store) == "");
}

/// Four talkers on two nodes while `trouble` happens.
void talk_through(const std::string& url, const std::function<void()>& trouble) {
  Node one(url, 1);
  Node two(url, 2);
  std::vector<Talker> talkers{{"a", {}}, {"b", {}}, {"c", {}}, {"d", {}}};
  std::atomic<bool> stop = false;
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < talkers.size(); ++i) {
    threads.emplace_back([&, i] { talkers[i].run(i % 2 == 0 ? *one : *two, stop); });
  }
  trouble();
  CHECK(test::becomes([&] { return one->health().problem.empty() && two->health().problem.empty(); }));
  stop = true;
  for (std::thread& thread : threads) thread.join();
  check_kept(*one, talkers);
  for (const Talker& talker : talkers) CHECK(talker.acknowledged.size() > 10);
}

}  // namespace

TEST_CASE("Backends that are killed under load lose nothing and double nothing", "[postgres]") {
  const test::PostgresDatabase database;
  talk_through(database.url(), [&] {
    for (int i = 0; i < 25; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(60));
      test::admin("SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity WHERE datname = '" +
                  database.name() + "' ORDER BY random() LIMIT 1) AS one");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  });
}

TEST_CASE("A server that crashes under load comes back with everything that was acknowledged", "[postgres]") {
  const test::PostgresDatabase database;
  talk_through(database.url(), [&] {
    for (int i = 0; i < 3; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(700));
      test::restart_cluster(i == 1 ? "fast" : "immediate");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  });
}

TEST_CASE("While the database is away turns are refused as busy, health says so, and it serves again by itself", "[postgres]") {
  const test::PostgresDatabase database;
  CuttingProxy proxy(database.url());
  Node node(proxy.url());
  const auto first = must_commit(*node, first_turn("a", "m1"));
  CHECK(node->health().problem == "");
  proxy.arm(Cut::kAll);
  const auto refused = commit(*node, next_turn(first, "a", "m2"));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == base::ErrorCode::kBusy);
  CHECK(node->health().problem == "database_unreachable");
  CHECK_FALSE(node->health().writes);
  CHECK(commit(*node, first_turn("b", "m1")).error().code == base::ErrorCode::kBusy);
  CHECK(node->turns().load(key_of("a")).error().code == base::ErrorCode::kBusy);
  CHECK(node->tickets().next_serial("260115").error().code == base::ErrorCode::kBusy);
  proxy.arm(Cut::kNever);
  CHECK(test::becomes([&] { return node->health().problem.empty(); }));
  CHECK(must_commit(*node, next_turn(first, "a", "m2")).version == 2);
}

TEST_CASE("A short absence is waited out: nobody is refused", "[postgres]") {
  const test::PostgresDatabase database;
  CuttingProxy proxy(database.url());
  Node node(proxy.url());
  const auto first = must_commit(*node, first_turn("a", "m1"));
  proxy.arm(Cut::kAll);
  std::thread healer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    proxy.arm(Cut::kNever);
  });
  const auto second = commit(*node, next_turn(first, "a", "m2"));
  healer.join();
  CHECK(second.ok());
}

TEST_CASE("Closing the store while the database is away answers everything that was queued", "[postgres]") {
  const test::PostgresDatabase database;
  CuttingProxy proxy(database.url());
  auto node = std::make_unique<Node>(proxy.url());
  proxy.arm(Cut::kAll);
  std::atomic<int> answered = 0;
  int queued = 0;
  for (int i = 0; i < 50; ++i) {
    queued += (*node)->turns().commit(first_turn("d" + std::to_string(i), "m1"),
                                      [&](base::Result<storage::Committed> r) {
                                        CHECK_FALSE(r.ok());
                                        ++answered;
                                      })
                  ? 1
                  : 0;
  }
  node.reset();
  CHECK(answered == queued);
  CHECK(queued > 0);
}

TEST_CASE("A server that becomes read-only refuses turns, is named in health and serves again when it is writable", "[postgres]") {
  test::PostgresDatabase database;
  database.spoil();
  Node node(database.url());
  must_commit(*node, first_turn("a", "m1"));
  test::admin("ALTER DATABASE " + database.name() + " SET default_transaction_read_only = on");
  test::admin("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '" + database.name() + "'");
  CHECK(test::becomes([&] { return node->health().problem == "read_only"; }));
  CHECK(commit(*node, first_turn("b", "m1")).error().code == base::ErrorCode::kBusy);
  test::admin("ALTER DATABASE " + database.name() + " SET default_transaction_read_only = off");
  CHECK(test::becomes([&] { return node->health().problem.empty(); }));
  CHECK(must_commit(*node, first_turn("b", "m1")).version == 1);
}
