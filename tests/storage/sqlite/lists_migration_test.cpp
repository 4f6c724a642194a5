// A database of before 0009 knows after it who answers its conversations and what its tickets are about.
#include <catch2/catch.hpp>

#include "storage/migrations.hpp"
#include "tests/storage/contract/words.hpp"
#include "tests/storage/sqlite/sqlite_folder.hpp"

using namespace contract;
using test::SqliteFolder;

TEST_CASE("What lists are answered by is made from what a database of before held") {
  SqliteFolder folder;
  std::string number;
  {
    const auto store = folder.must_open();
    storage::TurnWrite waits = first_turn("waits", "a");
    waits.state = R"({"schema":1,"human":{"since":5,"last":6,"reason":"x","by":""}})";
    waits.timer_due = base::UnixMs{kNow + 1000};
    must_commit(*store, waits);
    storage::TurnWrite taken = first_turn("taken", "a");
    taken.state = R"({"schema":1,"human":{"since":5,"last":6,"reason":"x","by":"li"}})";
    taken.timer_due = base::UnixMs{kNow + 1000};
    storage::NewTicket ticket = new_ticket(*store, "12328");
    ticket.ticket.form = {{"content", "很长的经过"}, {"appeal_type", "05"}, {"driver_group", "不算"}, {"group", "货车"}};
    number = ticket.ticket.number;
    taken.tickets.push_back(ticket);
    must_commit(*store, taken);
    storage::TurnWrite asks = first_turn("asks", "a");
    asks.state = R"({"schema":1})";
    storage::NewTicket question = new_ticket(*store, "12348");
    question.ticket.form = {{"content", "想问"}};
    asks.tickets.push_back(question);
    must_commit(*store, asks);
  }
  folder.sql(
      "DROP TABLE attended; DROP TABLE saved_views; DROP INDEX heads_latest; DROP INDEX tickets_matter; DROP INDEX tickets_rows;"
      "DROP INDEX tickets_open; DROP INDEX tickets_clock; DROP INDEX tasks_open_ticket; ALTER TABLE tickets DROP COLUMN driver_group;"
      "ALTER TABLE tickets DROP COLUMN appeal; ALTER TABLE tickets DROP COLUMN clock_due;");
  for (const storage::Migration& migration : storage::migrations()) {
    if (migration.number == 9) folder.sql(migration.sqlite);
  }
  const auto store = folder.must_open();
  const auto counts = store->desk().count_conversations({}).value();
  CHECK(counts.waiting == 1);
  CHECK(counts.taken == storage::CountsByPerson{{"li", 1}});
  const auto found = [&](const storage::MatterFilter& matter) {
    return store->tickets().list({.which = {}, .until = {}, .person = {}, .status = {}, .matter = matter}, "", 10).value();
  };
  REQUIRE(found({.hotline = {}, .group = "货车", .appeal = "建议", .appeal_code = "05", .urgency = {}}).size() == 1);
  CHECK(found({.hotline = {}, .group = "货车", .appeal = {}, .appeal_code = {}, .urgency = {}})[0].number == number);
  CHECK(found({.hotline = {}, .group = {}, .appeal = "咨询", .appeal_code = "01", .urgency = {}}).size() == 1);
  CHECK(store->tickets().claim_looks(folder.clock.now(), base::seconds(10), 10)->size() == 2);
}
