#include "tests/storage/contract/words.hpp"

#include <catch2/catch.hpp>
#include <future>

#include "tickets/number.hpp"

namespace contract {

storage::ConversationKey key_of(const std::string& driver) { return {"wechat", "demo", driver}; }

storage::TurnWrite first_turn(const std::string& driver, const std::string& inbound_key) {
  storage::TurnWrite turn;
  turn.key = key_of(driver);
  turn.at = {kNow};
  turn.inbound_key = inbound_key;
  turn.release = "r1";
  turn.answer = "answer to " + inbound_key;
  turn.lines = {{storage::Speaker::kDriver, "说 " + inbound_key, ""}, {storage::Speaker::kBot, "答 " + inbound_key, ""}};
  turn.state = "state after " + inbound_key;
  turn.owed = "owed after " + inbound_key;
  return turn;
}

storage::TurnWrite next_turn(const storage::Committed& after, const std::string& driver, const std::string& inbound_key) {
  storage::TurnWrite turn = first_turn(driver, inbound_key);
  turn.conversation = after.conversation;
  turn.expected_version = after.version;
  turn.at = {kNow + static_cast<std::int64_t>(after.version) * 1000};
  return turn;
}

base::Result<storage::Committed> commit(storage::Store& store, storage::TurnWrite turn) {
  std::promise<base::Result<storage::Committed>> answered;
  auto answer = answered.get_future();
  const base::Status status = store.turns().commit(
      std::move(turn), [&answered](base::Result<storage::Committed> result) { answered.set_value(std::move(result)); });
  if (!status) return status.error();
  store.turns().hurry();
  return answer.get();
}

storage::Committed must_commit(storage::Store& store, storage::TurnWrite turn) {
  auto committed = commit(store, std::move(turn));
  if (!committed) FAIL(committed.error().text);
  return *committed;
}

storage::Committed talk(storage::Store& store, const std::string& driver, int count) {
  storage::Committed last = must_commit(store, first_turn(driver, driver + "-1"));
  for (int i = 2; i <= count; ++i) last = must_commit(store, next_turn(last, driver, driver + "-" + std::to_string(i)));
  return last;
}

storage::Conversation must_load(storage::Store& store, const std::string& driver) {
  auto loaded = store.turns().load(key_of(driver));
  if (!loaded) FAIL(loaded.error().text);
  if (!*loaded) FAIL("nobody is known as " << driver);
  return std::move(**loaded);
}

storage::NewTicket new_ticket(storage::Store& store, const std::string& hotline) {
  const auto serial = store.tickets().next_serial("260115");
  if (!serial) FAIL(serial.error().text);
  storage::NewTicket entry;
  entry.ticket.number = tickets::make_number("260115", *serial);
  entry.ticket.hotline = hotline;
  entry.ticket.promise = "TAXI_3012";
  entry.ticket.title = "出租车投诉";
  entry.ticket.content_hash = "c0ffee";
  entry.ticket.first_message_at = {kNow - 5000};
  entry.ticket.accepted_at = {kNow};
  entry.ticket.changed_at = {kNow};
  entry.ticket.form = {{"plate", "鲁A0I00O"}, {"what", "绕路"}};
  entry.forward_key = std::string(26, '0') + std::to_string(100'000 + *serial);
  entry.forward_payload = "payload of " + entry.ticket.number;
  entry.forward_due = {kNow};
  return entry;
}

storage::NewMessage new_message(const std::string& key, const std::string& text) {
  return {key, "wechat/demo", "driver", text, {kNow}};
}

std::string open_ticket(storage::Store& store, const std::string& driver, const std::string& hotline) {
  storage::TurnWrite turn = first_turn(driver, driver + "-1");
  turn.tickets.push_back(new_ticket(store, hotline));
  std::string number = turn.tickets.front().ticket.number;
  must_commit(store, std::move(turn));
  return number;
}

storage::NewPublication publication_of(const std::string& release, const std::string& sources, std::int64_t expected) {
  storage::NewPublication wanted;
  wanted.publication.release = release;
  wanted.publication.at = base::UnixMs{kNow + expected};
  wanted.publication.by = "张三";
  wanted.publication.change = expected == 0 ? "" : "S";
  wanted.sources = sources;
  wanted.expected = expected;
  return wanted;
}

std::vector<storage::OutboxRow> claim_forwards(storage::Store& store, const std::string& hotline, std::int64_t now,
                                               std::size_t rows_max) {
  auto rows = store.outbox().claim(storage::OutboxKind::kForward, hotline, {now}, base::seconds(60), rows_max);
  if (!rows) FAIL(rows.error().text);
  return std::move(*rows);
}

storage::Exchange exchange_with(const std::string& number) {
  return {.act = "submit",
          .hotline = "12345",
          .began = {kNow},
          .ended = {kNow + 40},
          .status = 201,
          .outcome = "accepted",
          .number = number,
          .by = {},
          .note = {},
          .sent = "what was sent for " + number,
          .answer = "[" + number + "]"};
}

storage::Settlement settlement_of(const storage::OutboxRow& row, storage::OutboxState to) {
  storage::Settlement settlement;
  settlement.id = row.id;
  settlement.lease_token = row.lease_token;
  settlement.to = to;
  settlement.due = {kNow};
  if (row.kind == storage::OutboxKind::kForward && to == storage::OutboxState::kDelivered) {
    settlement.receipt = "H" + std::to_string(row.id);
    settlement.exchange = exchange_with(settlement.receipt);
  }
  return settlement;
}

Keys keys_of(const std::vector<storage::OutboxRow>& rows) {
  Keys keys;
  for (const storage::OutboxRow& row : rows) keys.push_back(row.key);
  return keys;
}

std::int64_t count_of(storage::Store& store, storage::OutboxState state) {
  const auto counts = store.outbox().counts();
  if (!counts) FAIL(counts.error().text);
  std::int64_t rows = 0;
  for (const auto& count : *counts) rows += count.state == state ? count.rows : 0;
  return rows;
}

std::string findings(storage::Store& store) {
  const auto found = store.verify();
  if (!found) return found.error().text;
  std::string all;
  for (const auto& finding : *found) all += finding.invariant + ": " + finding.text + "\n";
  return all;
}

}  // namespace contract
