#include <catch2/catch.hpp>

#include "tests/storage/contract/engine.hpp"
#include "tests/storage/contract/words.hpp"

using namespace contract;
using base::ErrorCode;
using storage::OutboxKind;
using storage::OutboxState;

namespace {

const std::string kKey(32, 'a');

void raise_alert(storage::Store& store, const std::string& driver = "a", const std::string& key = kKey) {
  storage::TurnWrite turn = first_turn(driver, "m1");
  turn.alerts.push_back({.key = key, .ticket = "JN1", .payload = "what \xff is known", .due = {kNow}});
  must_commit(store, std::move(turn));
}

std::vector<storage::OutboxRow> claim_alerts(storage::Store& store, std::int64_t now) {
  auto rows = store.outbox().claim(OutboxKind::kAlert, storage::kAlertTarget, {now}, base::seconds(60), 10);
  REQUIRE(rows.ok());
  return std::move(*rows);
}

storage::Alert must_find(storage::Store& store) {
  auto found = store.outbox().find_alert(kKey);
  REQUIRE(found.ok());
  REQUIRE(found->has_value());
  return **found;
}

}  // namespace

TEST_CASE("An alert is stored with its turn and leaves like everything else that leaves") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  raise_alert(*store);
  CHECK(must_find(*store).state == OutboxState::kPending);
  const auto rows = claim_alerts(*store, kNow);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].kind == OutboxKind::kAlert);
  CHECK(rows[0].key == kKey);
  CHECK(rows[0].ticket == "JN1");
  CHECK(rows[0].payload == "what \xff is known");
  CHECK(rows[0].attempt == 1);
  CHECK(claim_alerts(*store, kNow).empty());
  CHECK(findings(*store).empty());
}

TEST_CASE("An alert that nobody acknowledged is due again when its caller said so, one attempt older") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  raise_alert(*store);
  storage::Settlement again = settlement_of(claim_alerts(*store, kNow).at(0), OutboxState::kPending);
  again.due = {kNow + 120'000};
  REQUIRE(store->outbox().settle(again).ok());
  CHECK(claim_alerts(*store, kNow + 119'999).empty());
  const auto rows = claim_alerts(*store, kNow + 120'000);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].attempt == 2);
}

TEST_CASE("An acknowledged alert calls nobody else, also when a call was under way") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  raise_alert(*store);
  const auto rows = claim_alerts(*store, kNow);
  REQUIRE(store->outbox().acknowledge(kKey, "值班甲").ok());
  const base::Status late = store->outbox().settle(settlement_of(rows.at(0), OutboxState::kPending));
  REQUIRE_FALSE(late.ok());
  CHECK(late.error().code == ErrorCode::kConflict);
  CHECK(claim_alerts(*store, kNow + 3'600'000).empty());
  CHECK(must_find(*store).state == OutboxState::kDelivered);
  CHECK(must_find(*store).receipt == "值班甲");
  CHECK(store->outbox().open_alerts(10)->empty());
  CHECK(findings(*store).empty());
}

TEST_CASE("Only the first acknowledgement counts, and a key that is none is told apart") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  raise_alert(*store);
  REQUIRE(store->outbox().acknowledge(kKey, "值班甲").ok());
  CHECK(store->outbox().acknowledge(kKey, "值班乙").error().code == ErrorCode::kConflict);
  CHECK(must_find(*store).receipt == "值班甲");
  CHECK(store->outbox().acknowledge(std::string(32, 'b'), "值班乙").error().code == ErrorCode::kNotFound);
  CHECK_FALSE(store->outbox().find_alert(std::string(32, 'b'))->has_value());
}

TEST_CASE("An acknowledgement before the first call ends the alert and leaves a sound store") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  raise_alert(*store);
  REQUIRE(store->outbox().acknowledge(kKey, "值班甲").ok());
  CHECK(claim_alerts(*store, kNow + 1).empty());
  CHECK(findings(*store).empty());
}

TEST_CASE("Open alerts are listed oldest first, given-up ones among them, and survive a restart") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  raise_alert(*store, "a", kKey);
  raise_alert(*store, "b", std::string(32, 'b'));
  const auto rows = claim_alerts(*store, kNow);
  REQUIRE(rows.size() == 2);
  REQUIRE(store->outbox().settle(settlement_of(rows[0], OutboxState::kDead)).ok());
  store.reset();
  store = engine->open();
  const auto open = store->outbox().open_alerts(10);
  REQUIRE(open.ok());
  REQUIRE(open->size() == 2);
  CHECK((*open)[0].state == OutboxState::kDead);
  CHECK((*open)[0].attempt == 1);
  CHECK((*open)[1].key == std::string(32, 'b'));
  CHECK(store->outbox().open_alerts(1)->size() == 1);
}

TEST_CASE("A caller that died while calling loses the alert to another") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  raise_alert(*store);
  claim_alerts(*store, kNow);
  REQUIRE(store->outbox().expire_leases({kNow + 60'001}).ok());
  const auto rows = claim_alerts(*store, kNow + 60'001);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].attempt == 2);
  CHECK(rows[0].was_unknown);
}
