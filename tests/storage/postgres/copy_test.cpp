// A pilot moves from its file to PostgreSQL and back.
#include "storage/accounts.hpp"
#include "storage/copy.hpp"

#include <catch2/catch.hpp>

#include "storage/open.hpp"
#include "tests/storage/contract/words.hpp"
#include "tests/storage/folder.hpp"
#include "tests/storage/postgres/cluster.hpp"
#include "tests/storage/postgres/node.hpp"

using namespace contract;

namespace {

class Places {
 public:
  std::string file(const std::string& name) const { return "sqlite:" + folder_.path(name); }
  std::unique_ptr<storage::Store> open(const std::string& url) {
    storage::StoreOptions options;
    options.url = url;
    auto store = storage::open_store(options, clock, random_, log_);
    if (!store) FAIL(store.error().text);
    return std::move(*store);
  }
  std::string refusal(const std::string& url) {
    storage::StoreOptions options;
    options.url = url;
    auto store = storage::open_store(options, clock, random_, log_);
    return store ? "" : store.error().text;
  }
  base::Result<std::vector<storage::CopiedTable>> copy(
      const std::string& from, const std::string& to,
      const storage::CopyProgress& progress = [](const std::string&, std::int64_t) {}) {
    return storage::copy_store(from, to, clock, log_, progress);
  }
  void must_copy(const std::string& from, const std::string& to) {
    const auto copied = copy(from, to);
    if (!copied) FAIL(copied.error().text);
  }

  base::ManualClock clock{base::UnixMs{kNow}};

 private:
  test::Folder folder_;
  base::SeededRandom random_{5};
  base::NoLog log_;
};

/// Three drivers, tickets in different states, a task, a timer, something owed.
void live_a_little(storage::Store& store) {
  talk(store, "one", 70);
  const std::string number = open_ticket(store, "two", "12328");
  (void)open_ticket(store, "three");
  const auto rows = claim_forwards(store, "12328", kNow + 1000);
  REQUIRE(rows.size() == 1);
  storage::Settlement settlement = settlement_of(rows.front(), storage::OutboxState::kDelivered);
  settlement.ticket_changes.push_back({number, 0, tickets::Status::kDispatched, "H-1", "hotline:12328", "status", ""});
  REQUIRE(store.outbox().settle(settlement).ok());
  REQUIRE(store.outbox().set_cursor("updates:12328", "17").ok());
  REQUIRE(store.accounts().add({.id = 0, .name = "xiaoli", .display = "小李", .role = "operator", .password = "x", .totp = "", .totp_step = 0, .disabled = false, .created = base::UnixMs{kNow}}).ok());
  for (const char* action : {"a", "b"}) {
    REQUIRE(store.accounts().append({.actor = "xiaoli", .role = "operator", .action = action, .object = "", .note = "", .request = "", .at = base::UnixMs{kNow}}).ok());
  }
  REQUIRE(store.releases().publish(publication_of(std::string(64, 'b'), "[1]", 0)).ok());
  storage::NewPublication second = publication_of(std::string(64, 'a'), "[]", 1);
  second.publication.note = "新的一版";
  second.withdrawals = {std::string(64, 'b')};
  REQUIRE(store.releases().publish(second).ok());
  REQUIRE(store.releases().save_draft({"运费", 0, 2, "[2]", "李四", base::UnixMs{kNow}}).ok());
  storage::TurnWrite turn = first_turn("four", "four-1");
  turn.state = std::string("state\0with zero", 15);
  turn.owed = "owed";
  turn.timer_due = base::UnixMs{kNow + 60'000};
  turn.tasks.push_back({"handoff", "请人工答复", ""});
  must_commit(store, std::move(turn));
}

void must_be_the_same(storage::Store& a, storage::Store& b) {
  for (const char* driver : {"one", "two", "three", "four"}) {
    INFO(driver);
    const storage::Conversation here = must_load(a, driver);
    const storage::Conversation there = must_load(b, driver);
    CHECK(here.id == there.id);
    CHECK(here.version == there.version);
    CHECK(here.state == there.state);
    CHECK(here.owed == there.owed);
    const auto turns = a.turns().transcript(here.id, 0, 1000).value();
    const auto copied = b.turns().transcript(there.id, 0, 1000).value();
    REQUIRE(turns.size() == copied.size());
    for (std::size_t i = 0; i < turns.size(); ++i) {
      CHECK(turns[i].sequence == copied[i].sequence);
      CHECK(turns[i].inbound_key == copied[i].inbound_key);
      CHECK(turns[i].lines.size() == copied[i].lines.size());
    }
  }
  const auto listed = a.tickets().list("", 10).value();
  const auto copied = b.tickets().list("", 10).value();
  REQUIRE(listed.size() == copied.size());
  for (std::size_t i = 0; i < listed.size(); ++i) {
    CHECK(listed[i].number == copied[i].number);
    CHECK(listed[i].status == copied[i].status);
    CHECK(b.tickets().log(listed[i].number).value().size() == a.tickets().log(listed[i].number).value().size());
  }
  CHECK(b.outbox().cursor("updates:12328").value() == "17");
  CHECK(b.releases().current().value()->id == std::string(64, 'a'));
  CHECK(b.releases().history(0, 10)->front().note == "新的一版");
  CHECK(b.releases().find(std::string(64, 'b')).value()->withdrawn);
  CHECK(b.releases().find_draft("运费").value()->sources == "[2]");
  REQUIRE(b.accounts().find("xiaoli").value());
  CHECK(b.accounts().find("xiaoli").value()->role == "operator");
  CHECK(b.accounts().audit(0, 10)->front().hash == a.accounts().audit(0, 10)->front().hash);
  CHECK(b.desk().open_tasks(0, 10).value().size() == a.desk().open_tasks(0, 10).value().size());
  CHECK(b.turns().claim_timers(base::UnixMs{kNow + 120'000}, base::Millis{0}, 10).value().size() == 1);
}

}  // namespace

TEST_CASE("A pilot moves to PostgreSQL and back, and goes on where it was", "[postgres][copy]") {
  Places places;
  const test::PostgresDatabase database;
  const std::string first = places.file("first.db");
  const std::string second = places.file("second.db");
  {
    const auto store = places.open(first);
    live_a_little(*store);
  }
  places.must_copy(first, database.url());
  {
    const auto pilot = places.open(first);
    const auto city = places.open(database.url());
    must_be_the_same(*pilot, *city);
    CHECK(findings(*city).empty());
    // It goes on: the next turn, a repeat that is known, a new driver, a new ticket.
    const storage::Conversation one = must_load(*city, "one");
    storage::TurnWrite repeat = next_turn({one.id, one.last_turn, one.version}, "one", "one-70");
    CHECK(commit(*city, repeat).error().code == base::ErrorCode::kConflict);
    must_commit(*city, next_turn({one.id, one.last_turn, one.version}, "one", "one-71"));
    (void)open_ticket(*city, "five");
    CHECK(findings(*city).empty());
  }
  places.must_copy(database.url(), second);
  const auto back = places.open(second);
  CHECK(must_load(*back, "one").version == 71);
  CHECK(back->tickets().list("", 10).value().size() == 3);
  const storage::Conversation one = must_load(*back, "one");
  storage::TurnWrite repeat = next_turn({one.id, one.last_turn, one.version}, "one", "one-71");
  CHECK(commit(*back, repeat).error().code == base::ErrorCode::kConflict);
  must_commit(*back, next_turn({one.id, one.last_turn, one.version}, "one", "one-72"));
  (void)open_ticket(*back, "six");
  CHECK(findings(*back).empty());
}

TEST_CASE("A copy that was interrupted goes on, and nobody serves its target before", "[postgres][copy]") {
  Places places;
  const test::PostgresDatabase database;
  const std::string pilot = places.file("pilot.db");
  {
    const auto store = places.open(pilot);
    live_a_little(*store);
  }
  struct Interrupted {};
  const auto stop_at_tickets = [](const std::string& table, std::int64_t) {
    if (table == "tickets") throw Interrupted();
  };
  CHECK_THROWS_AS(places.copy(pilot, database.url(), stop_at_tickets), Interrupted);
  CHECK(places.refusal(database.url()).find("unfinished target of a copy from " + pilot) != std::string::npos);
  const std::string another = places.file("another.db");
  {
    const auto store = places.open(another);
    talk(*store, "one", 1);
  }
  CHECK(places.copy(another, database.url()).error().text.find("unfinished copy from " + pilot) != std::string::npos);
  places.must_copy(pilot, database.url());
  const auto store = places.open(pilot);
  const auto city = places.open(database.url());
  must_be_the_same(*store, *city);
  CHECK(findings(*city).empty());
}

TEST_CASE("A copy refuses a target that holds something, itself, and what is no store", "[postgres][copy]") {
  Places places;
  const test::PostgresDatabase database;
  const std::string pilot = places.file("pilot.db");
  {
    const auto store = places.open(pilot);
    talk(*store, "one", 1);
    const auto city = places.open(database.url());
    talk(*city, "two", 1);
  }
  CHECK(places.copy(pilot, database.url()).error().text.find("not empty") != std::string::npos);
  CHECK(places.copy(pilot, pilot).error().text.find("same store") != std::string::npos);
  CHECK_FALSE(places.copy("mysql://x", pilot).ok());
}

TEST_CASE("A store whose months were dropped comes back into a file, and from there to a server, sound and going on",
          "[postgres][copy]") {
  Places places;
  test::PostgresDatabase database;
  database.spoil();
  std::string number;
  std::string installation;
  {
    // Two conversations end in January, one of them with a ticket; a third goes on in March.
    test::Node node(database.url());
    installation = node->installation();
    talk(*node, "silent", 3);
    number = open_ticket(*node, "complained");
    const auto january = talk(*node, "talks on", 4);
    node.clock.advance(base::days(60));
    storage::TurnWrite later = next_turn(january, "talks on", "march");
    later.at = node.clock.now();
    must_commit(*node, std::move(later));
  }
  storage::PostgresOptions options;
  options.url = database.url();
  REQUIRE(storage::drop_old_turns(options, base::UnixMs{kNow} + base::days(45))->size() == 2);

  const std::string file = places.file("back.db");
  places.must_copy(database.url(), file);
  const test::PostgresDatabase again;
  {
    const auto store = places.open(file);
    CHECK(findings(*store) == "");
    CHECK(store->installation() == installation);
    CHECK(must_load(*store, "silent").version == 3);
    CHECK(must_load(*store, "silent").state == "state after silent-3");
    CHECK(must_load(*store, "talks on").version == 5);
    CHECK(store->turns().transcript(must_load(*store, "talks on").id, 0, 10)->size() == 1);
    const auto held = store->turns().transcript(must_load(*store, "silent").id, 0, 10).value();
    REQUIRE(held.size() == 1);
    CHECK(held.front().lines.empty());
    CHECK(store->tickets().find(number)->has_value());
    const storage::Conversation silent = must_load(*store, "silent");
    CHECK(must_commit(*store, next_turn({silent.id, silent.last_turn, silent.version}, "silent", "again")).version == 4);
    CHECK(must_commit(*store, first_turn("new", "m1")).version == 1);
    CHECK(findings(*store) == "");
  }
  {
    const auto store = places.open(file);  // a start after the close replays and finds the same
    CHECK(must_load(*store, "silent").version == 4);
  }
  places.must_copy(file, again.url());
  const auto city = places.open(again.url());
  CHECK(findings(*city) == "");
  CHECK(city->installation() == installation);
  CHECK(must_load(*city, "silent").version == 4);
  CHECK(must_load(*city, "complained").version == 1);
  CHECK(city->tickets().find(number)->has_value());
}
