// Many hands at once: whoever comes second is told so, and nothing is done twice or lost.
#include <atomic>
#include <catch2/catch.hpp>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "base/random.hpp"
#include "tests/storage/contract/engine.hpp"
#include "tests/storage/contract/words.hpp"

using namespace contract;
using base::ErrorCode;
using storage::Committed;
using storage::OutboxState;

namespace {

constexpr int kHands = 4;

/// Runs `work(hand)` on kHands threads and waits for all.
template <class Work>
void with_many_hands(const Work& work) {
  std::vector<std::thread> threads;
  for (int hand = 0; hand < kHands; ++hand) threads.emplace_back([&work, hand] { work(hand); });
  for (std::thread& thread : threads) thread.join();
}

storage::TicketChange note_on(const std::string& number, const std::string& note, std::int64_t revision = 0) {
  return {number, revision, tickets::Status::kAccepted, "", "operator:1", "noted", note};
}

}  // namespace

TEST_CASE("A conversation that many begin at once is begun once, and those refused can go on from it") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  std::atomic<int> begun = 0;
  with_many_hands([&](int hand) {
    for (int i = 0; i < 10; ++i) {
      const std::string driver = "d" + std::to_string(i);
      const auto result = commit(*store, first_turn(driver, "from " + std::to_string(hand)));
      begun += result.ok() ? 1 : 0;
    }
  });
  CHECK(begun == 10);
  for (int i = 0; i < 10; ++i) {
    const std::string driver = "d" + std::to_string(i);
    const storage::Conversation known = must_load(*store, driver);
    CHECK(known.version == 1);
    CHECK(must_commit(*store, next_turn({known.id, known.last_turn, known.version}, driver, "next")).version == 2);
  }
  CHECK(findings(*store) == "");
}

TEST_CASE("A message that many hand over at once is taken once") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  Committed last = must_commit(*store, first_turn("a", "m0"));
  for (int i = 1; i <= 10; ++i) {
    std::atomic<int> taken = 0;
    with_many_hands([&](int) { taken += commit(*store, next_turn(last, "a", "m" + std::to_string(i))).ok() ? 1 : 0; });
    CHECK(taken == 1);
    const storage::Conversation now = must_load(*store, "a");
    CHECK(now.version == static_cast<std::uint64_t>(i) + 1);
    last = {now.id, now.last_turn, now.version};
  }
}

TEST_CASE("A message key of many conversations' messages is given to one of them") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  std::atomic<int> given = 0;
  std::atomic<int> refused = 0;
  with_many_hands([&](int hand) {
    storage::TurnWrite turn = first_turn("d" + std::to_string(hand), "m1");
    turn.messages = {new_message("one-key", "1")};
    const auto result = commit(*store, turn);
    if (result) ++given;
    if (!result && result.error().code == ErrorCode::kConflict) ++refused;
  });
  CHECK(given == 1);
  CHECK(refused == kHands - 1);
  CHECK(count_of(*store, OutboxState::kPending) == 1);
  CHECK(findings(*store) == "");
}

TEST_CASE("Tickets that many open at once have each a number and a forward of its own") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  std::mutex mutex;
  std::set<std::string> numbers;
  with_many_hands([&](int hand) {
    for (int i = 0; i < 12; ++i) {
      storage::TurnWrite turn = first_turn("d" + std::to_string(hand) + "/" + std::to_string(i), "m1");
      turn.tickets.push_back(new_ticket(*store));
      const std::string number = turn.tickets.front().ticket.number;
      if (!commit(*store, std::move(turn))) continue;
      const std::scoped_lock lock(mutex);
      numbers.insert(number);
    }
  });
  CHECK(numbers.size() == 12 * kHands);
  CHECK(store->tickets().list("", 1000)->size() == 12 * kHands);
  CHECK(claim_forwards(*store, "12345", kNow, 1000).size() == 12 * kHands);
  CHECK(findings(*store) == "");
}

TEST_CASE("A ticket that many change at once keeps every change in its log, numbered without gap") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "owner");
  std::atomic<int> kept = 0;
  with_many_hands([&](int hand) {
    for (int i = 0; i < 8; ++i) {
      storage::TurnWrite turn = first_turn("d" + std::to_string(hand) + "/" + std::to_string(i), "m1");
      turn.ticket_changes = {note_on(number, turn.key.driver)};
      kept += commit(*store, std::move(turn)).ok() ? 1 : 0;
    }
  });
  CHECK(kept == 8 * kHands);
  const auto log = store->tickets().log(number);
  REQUIRE(log->size() == 8 * kHands + 1);
  std::set<std::string> notes;
  for (std::size_t i = 0; i < log->size(); ++i) {
    CHECK((*log)[i].sequence == static_cast<std::int64_t>(i) + 1);
    notes.insert((*log)[i].note);
  }
  CHECK(notes.size() == log->size());
  CHECK((*store->tickets().find(number))->revision == 8 * kHands + 1);
}

TEST_CASE("Of many who change one revision of a ticket exactly one does") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = open_ticket(*store, "owner");
  for (std::int64_t revision = 1; revision <= 8; ++revision) {
    std::atomic<int> done = 0;
    std::atomic<int> refused = 0;
    with_many_hands([&](int hand) {
      storage::TurnWrite turn = first_turn("d" + std::to_string(hand) + "/" + std::to_string(revision), "m1");
      turn.ticket_changes = {note_on(number, "x", revision)};
      const auto result = commit(*store, std::move(turn));
      if (result) ++done;
      if (!result && result.error().code == ErrorCode::kConflict) ++refused;
    });
    CHECK(done == 1);
    CHECK(refused == kHands - 1);
  }
  CHECK(findings(*store) == "");
}

TEST_CASE("Of many who close a task exactly one did") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::TurnWrite turn = first_turn("a", "m1");
  for (int i = 0; i < 10; ++i) turn.tasks.push_back({"handoff", std::to_string(i), ""});
  must_commit(*store, turn);
  std::atomic<int> closed = 0;
  const auto tasks = store->desk().open_tasks(0, 100).value();
  with_many_hands([&](int hand) {
    for (const storage::Task& task : tasks) {
      closed += store->desk().close_task(task.id, "operator:" + std::to_string(hand)).ok() ? 1 : 0;
    }
  });
  CHECK(closed == 10);
  CHECK(store->desk().open_tasks(0, 100)->empty());
}

TEST_CASE("Of many who settle one lease exactly one does, and what it causes is there once") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  for (int i = 0; i < 8; ++i) {
    open_ticket(*store, "d" + std::to_string(i));
    const auto rows = claim_forwards(*store, "12345", kNow);
    REQUIRE(rows.size() == 1);
    auto settlement = settlement_of(rows.front(), OutboxState::kDelivered);
    settlement.tasks = {{"handoff", "settled", ""}};
    std::atomic<int> settled = 0;
    with_many_hands([&](int) { settled += store->outbox().settle(settlement).ok() ? 1 : 0; });
    CHECK(settled == 1);
  }
  CHECK(store->desk().open_tasks(0, 100)->size() == 8);
  CHECK(count_of(*store, OutboxState::kDelivered) == 8);
}

TEST_CASE("While workers claim, sleep, settle and take leases back, every row is delivered exactly once") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  constexpr int kRows = 30;
  for (int i = 0; i < kRows; ++i) open_ticket(*store, "d" + std::to_string(i));
  std::atomic<std::int64_t> now = kNow;
  std::atomic<int> delivered = 0;
  std::mutex mutex;
  std::map<std::int64_t, int> times;
  with_many_hands([&](int hand) {
    base::SeededRandom chance(static_cast<std::uint64_t>(hand) + 1);
    while (delivered < kRows) {
      const auto rows = store->outbox().claim(storage::OutboxKind::kForward, "12345", {now}, base::Millis{50}, 2);
      if (!rows) continue;
      now += static_cast<std::int64_t>(chance.below(60));  // some leases run out meanwhile
      (void)store->outbox().expire_leases({now}).ok();
      for (const auto& row : *rows) {
        if (chance.below(5) == 0) continue;  // this worker died
        if (!store->outbox().settle(settlement_of(row, OutboxState::kDelivered))) continue;
        ++delivered;
        const std::scoped_lock lock(mutex);
        ++times[row.id];
      }
    }
  });
  CHECK(times.size() == kRows);
  for (const auto& [row, count] : times) CHECK(count == 1);
  CHECK(count_of(*store, OutboxState::kDelivered) == kRows);
}

TEST_CASE("Releases that many publish at once are all found, and one of them is current") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  with_many_hands([&](int hand) {
    for (int i = 0; i < 5; ++i) {
      const std::string id = std::to_string(hand) + "/" + std::to_string(i);
      // Whoever was second publishes on top of what was first.
      while (true) {
        const auto newest = store->releases().newest().value();
        const std::int64_t number = newest ? newest->number : 0;
        if (store->releases().publish(publication_of(id, "sources of " + id, number))) break;
      }
    }
  });
  CHECK(store->releases().newest().value()->number == kHands * 5);
  for (int hand = 0; hand < kHands; ++hand) {
    for (int i = 0; i < 5; ++i) {
      const std::string id = std::to_string(hand) + "/" + std::to_string(i);
      const auto found = store->releases().find(id).value();
      REQUIRE(found.has_value());
      CHECK(found->sources == "sources of " + id);
    }
  }
  const auto current = store->releases().current().value();
  REQUIRE(current.has_value());
  CHECK(current->id.ends_with("/4"));
}

TEST_CASE("A cursor that many set holds what one of them wrote last, whole") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  with_many_hands([&](int hand) {
    for (int i = 0; i < 20; ++i)
      (void)store->outbox().set_cursor("updates", std::string(300, static_cast<char>('a' + hand)) + std::to_string(i)).ok();
  });
  const std::string value = store->outbox().cursor("updates").value();
  REQUIRE(value.size() == 302);
  CHECK(value.substr(300) == "19");
  CHECK(value.find_first_not_of(value[0]) == 300);
}
