// What a store is given comes back as it was: any script, any length, nothing at all.
#include <catch2/catch.hpp>
#include <limits>
#include <set>

#include "tests/storage/contract/engine.hpp"
#include "tests/storage/contract/words.hpp"

using namespace contract;
using base::ErrorCode;
using storage::Committed;
using storage::Line;
using storage::Speaker;

namespace {

const std::vector<std::string>& awkward() {
  static const std::vector<std::string> texts = {"济南市历下区", "😀👨‍👩‍👧 𠮷野家", "quote ' and \" and \\ and ; --", "  spaces  ",
                                                 "line\nbreak\r\n\ttab", "e\u0301 é", "%s $1 ?1 {}", "NULL", "0", "\u202Eright to left"};
  return texts;
}

std::vector<storage::OutboxRow> claim_messages(storage::Store& store) {
  auto rows = store.outbox().claim(storage::OutboxKind::kMessage, "wechat/demo", {kNow}, base::seconds(60), 100);
  REQUIRE(rows.ok());
  return std::move(*rows);
}

}  // namespace

TEST_CASE("A message key of any script and length is kept and known again") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  std::vector<std::string> keys = awkward();
  keys.push_back(std::string(2000, 'k'));
  Committed last = must_commit(*store, first_turn("a", "m1"));
  for (const std::string& key : keys) {
    INFO(key);
    last = must_commit(*store, next_turn(last, "a", key));
    CHECK(commit(*store, next_turn(last, "a", key)).error().code == ErrorCode::kConflict);
    const auto found = store->turns().find_turn(last.conversation, key, {0});
    REQUIRE(found.ok());
    REQUIRE(found->has_value());
    CHECK((*found)->inbound_key == key);
    CHECK((*found)->id == last.turn);
  }
}

TEST_CASE("Drivers whose ids differ in case, in a space or in how an accent is written are different drivers") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::vector<std::string> drivers{"oDriver", "odriver", "oDriver ", " oDriver", "e\u0301", "\u00e9", "司机", "司機"};
  std::set<std::int64_t> conversations;
  for (const std::string& driver : drivers) conversations.insert(must_commit(*store, first_turn(driver, "m1")).conversation);
  CHECK(conversations.size() == drivers.size());
  for (const std::string& driver : drivers) CHECK(must_load(*store, driver).key.driver == driver);
  CHECK(findings(*store) == "");
}

TEST_CASE("A driver's id of a thousand bytes is loaded like any other, also after a close") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  const std::string driver(1000, 'd');
  must_commit(*store, first_turn(driver, "m1"));
  must_commit(*store, first_turn(driver + "e", "m1"));
  store.reset();
  store = engine->open();
  CHECK(must_load(*store, driver).key.driver == driver);
  CHECK(must_load(*store, driver).id != must_load(*store, driver + "e").id);
}

TEST_CASE("Lines in any script come back as they were said") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::TurnWrite turn = first_turn("a", "m1");
  turn.lines.clear();
  for (const std::string& text : awkward()) turn.lines.push_back({Speaker::kDriver, text, text});
  const Committed first = must_commit(*store, turn);
  const auto turns = store->turns().transcript(first.conversation, 0, 10);
  REQUIRE(turns->size() == 1);
  REQUIRE(turns->front().lines.size() == awkward().size());
  for (std::size_t i = 0; i < awkward().size(); ++i) {
    CHECK(turns->front().lines[i].text == awkward()[i]);
    CHECK(turns->front().lines[i].extra == awkward()[i]);
  }
}

TEST_CASE("A turn of a thousand lines comes back in its order, and so do empty lines between them") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::TurnWrite turn = first_turn("a", "m1");
  turn.lines.clear();
  for (int i = 0; i < 1000; ++i) turn.lines.push_back({Speaker::kBot, i % 3 == 0 ? "" : std::to_string(i), ""});
  const Committed first = must_commit(*store, turn);
  const auto turns = store->turns().transcript(first.conversation, 0, 10);
  REQUIRE(turns->front().lines.size() == 1000);
  for (std::size_t i = 0; i < 1000; ++i) REQUIRE(turns->front().lines[i].text == (i % 3 == 0 ? "" : std::to_string(i)));
}

TEST_CASE("A state of four megabytes is loaded whole, from memory and after a close") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  storage::TurnWrite turn = first_turn("a", "m1");
  turn.state.assign(4 << 20, 's');
  turn.state.back() = 'e';
  must_commit(*store, turn);
  CHECK(must_load(*store, "a").state == turn.state);
  store.reset();
  store = engine->open();
  CHECK(must_load(*store, "a").state == turn.state);
}

TEST_CASE("Instants long ago and far ahead are kept to the millisecond") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::TurnWrite early = first_turn("a", "m1");
  early.at = {1};
  const Committed first = must_commit(*store, early);
  storage::TurnWrite late = next_turn(first, "a", "m2");
  late.at = {9'007'199'254'740'993};  // more than a double can hold
  late.timer_due = base::UnixMs{std::numeric_limits<std::int64_t>::max() / 4};
  must_commit(*store, late);
  const auto turns = store->turns().transcript(first.conversation, 0, 10);
  REQUIRE(turns->size() == 2);
  CHECK((*turns)[0].at == base::UnixMs{1});
  CHECK((*turns)[1].at == late.at);
  CHECK(must_load(*store, "a").updated == late.at);
  CHECK(store->turns().claim_timers({late.timer_due->count - 1}, base::Millis{0}, 10)->empty());
  const auto due = store->turns().claim_timers(*late.timer_due, base::Millis{0}, 10);
  REQUIRE(due->size() == 1);
  CHECK(due->front().due == *late.timer_due);
}

TEST_CASE("A ticket's form keeps the order of its fields, empty values and line breaks") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::TurnWrite turn = first_turn("a", "m1");
  storage::NewTicket entry = new_ticket(*store);
  entry.ticket.form.clear();
  for (std::size_t i = 0; i < 200; ++i) {
    entry.ticket.form.emplace_back("f" + std::to_string((i * 37) % 200), i % 2 == 0 ? awkward()[i % awkward().size()] : "");
  }
  turn.tickets.push_back(entry);
  must_commit(*store, turn);
  const auto found = store->tickets().find(entry.ticket.number);
  REQUIRE(found->has_value());
  CHECK((*found)->form == entry.ticket.form);
}

TEST_CASE("A ticket's words in any script come back, and so does a form with nothing in it") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  for (std::size_t i = 0; i < awkward().size(); ++i) {
    storage::TurnWrite turn = first_turn("d" + std::to_string(i), "m1");
    storage::NewTicket entry = new_ticket(*store);
    entry.ticket.title = entry.ticket.urgency = entry.ticket.promise = awkward()[i];
    entry.ticket.form.clear();
    turn.tickets.push_back(entry);
    must_commit(*store, turn);
    const auto found = store->tickets().find(entry.ticket.number);
    REQUIRE(found->has_value());
    CHECK((*found)->title == awkward()[i]);
    CHECK((*found)->urgency == awkward()[i]);
    CHECK((*found)->promise == awkward()[i]);
    CHECK((*found)->form.empty());
  }
}

TEST_CASE("A hotline's own number in any script finds its ticket") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  for (std::size_t i = 0; i < awkward().size(); ++i) {
    const std::string number = open_ticket(*store, "d" + std::to_string(i));
    auto rows = claim_forwards(*store, "12345", kNow);
    REQUIRE(rows.size() == 1);
    auto settlement = settlement_of(rows.front(), storage::OutboxState::kDelivered);
    settlement.ticket_changes = {{number, 0, tickets::Status::kDispatched, awkward()[i], "hotline:12345", "dispatched", ""}};
    REQUIRE(store->outbox().settle(settlement).ok());
    const auto found = store->tickets().find_external("12345", awkward()[i]);
    REQUIRE(found->has_value());
    CHECK((*found)->number == number);
  }
}

TEST_CASE("Messages from nothing to a megabyte are claimed as they were written") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  std::vector<std::string> texts = awkward();
  texts.push_back("");
  texts.push_back(std::string(1 << 20, 'x') + "完");
  for (std::size_t i = 0; i < texts.size(); ++i) {
    storage::TurnWrite turn = first_turn("d" + std::to_string(i), "m1");
    turn.messages = {new_message("k" + std::to_string(i), texts[i])};
    must_commit(*store, turn);
  }
  const auto rows = claim_messages(*store);
  REQUIRE(rows.size() == texts.size());
  for (const auto& row : rows) CHECK(row.payload == texts[std::stoul(row.key.substr(1))]);
}

TEST_CASE("A task's reason comes back in any script, long or empty") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::TurnWrite turn = first_turn("a", "m1");
  std::vector<std::string> reasons = awkward();
  reasons.push_back("");
  reasons.push_back(std::string(100'000, 'r'));
  for (const std::string& reason : reasons) turn.tasks.push_back({"handoff", reason, ""});
  must_commit(*store, turn);
  const auto tasks = store->desk().open_tasks(0, 100);
  REQUIRE(tasks->size() == reasons.size());
  for (std::size_t i = 0; i < reasons.size(); ++i) CHECK((*tasks)[i].reason == reasons[i]);
}

TEST_CASE("A cursor holds nothing, much or any script, and says nothing about one of another name") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  for (const std::string& name : awkward()) REQUIRE(store->outbox().set_cursor(name, "of " + name).ok());
  for (const std::string& name : awkward()) CHECK(store->outbox().cursor(name).value() == "of " + name);
  const std::string& name = awkward().front();
  for (const std::string& value : {std::string(), std::string(50'000, '7'), std::string("2026-01-15T10:00:00+08:00 😀")}) {
    REQUIRE(store->outbox().set_cursor(name, value).ok());
    CHECK(store->outbox().cursor(name).value() == value);
  }
  CHECK(store->outbox().cursor("never set").value() == "");
  CHECK(store->outbox().cursor(awkward()[1]).value() == "of " + awkward()[1]);
}

TEST_CASE("A store says whose it is, in 32 hex digits, and says the same after a close and a kill") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  const std::string installation = store->installation();
  CHECK(installation.size() == 32);
  CHECK(installation.find_first_not_of("0123456789abcdef") == std::string::npos);
  store.reset();
  store = engine->open();
  CHECK(store->installation() == installation);
  must_commit(*store, first_turn("a", "m1"));
  engine->remember_as_killed();
  store.reset();
  store = engine->open();
  CHECK(store->installation() == installation);
}
