// What a channel account's outbox holds beside words: templates about a ticket, and files that are to be fetched.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/storage/contract/engine.hpp"
#include "tests/storage/contract/words.hpp"

using namespace contract;
using storage::OutboxKind;
using storage::OutboxRow;
using storage::OutboxState;

namespace {

std::vector<OutboxRow> claim(storage::Store& store, OutboxKind kind, std::size_t rows_max = 10) {
  return store.outbox().claim(kind, "wechat/demo", {kNow}, base::seconds(60), rows_max).value();
}

/// A turn with a ticket, words, and a template about the ticket, whose number is returned.
std::string send_template(storage::Store& store) {
  storage::TurnWrite turn = first_turn("a", "a-1");
  turn.tickets.push_back(new_ticket(store));
  std::string number = turn.tickets.front().ticket.number;
  turn.messages.push_back(new_message("k1", "words"));
  turn.messages.push_back(new_message("k2", "values"));
  turn.messages.back().kind = OutboxKind::kTemplate;
  turn.messages.back().ticket = number;
  must_commit(store, std::move(turn));
  return number;
}

}  // namespace

TEST_CASE("A template message is a row of its own kind and knows its ticket") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = send_template(*store);
  const auto rows = claim(*store, OutboxKind::kTemplate);
  REQUIRE(rows.size() == 1);
  CHECK(rows.front().payload == "values");
  CHECK(rows.front().ticket == number);
  CHECK(store->forwards().of_ticket(number).value().size() == 1);
  CHECK(findings(*store) == "");
}

TEST_CASE("A template message that the platform took is found by the id it gave, and no other message is") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string number = send_template(*store);
  const auto sent = [&](std::string_view target, std::string_view id) { return store->tickets().template_sent(target, id).value(); };
  const auto settle = [&](OutboxKind kind, const char* id) {
    const auto rows = claim(*store, kind);
    REQUIRE(rows.size() == 1);
    storage::Settlement taken = settlement_of(rows.front(), OutboxState::kDelivered);
    taken.receipt = id;
    REQUIRE(store->outbox().settle(taken).ok());
    return rows.front();
  };
  CHECK_FALSE(sent("wechat/demo", ""));
  settle(OutboxKind::kMessage, "100");
  const auto row = settle(OutboxKind::kTemplate, "200");
  REQUIRE(sent("wechat/demo", "200"));
  CHECK(sent("wechat/demo", "200")->ticket == number);
  CHECK(sent("wechat/demo", "200")->payload == "values");
  CHECK(sent("wechat/demo", "200")->conversation == row.conversation);
  CHECK_FALSE(sent("wechat/demo", "100"));
  CHECK_FALSE(sent("wechat/other", "200"));
  CHECK_FALSE(sent("wechat/demo", ""));
}

TEST_CASE("A driver's files wait for nobody: neither for each other nor for his messages") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::TurnWrite turn = first_turn("a", "a-1");
  turn.messages.push_back(new_message("m1", "words"));
  for (const char* key : {"f1", "f2", "f3"}) {
    turn.messages.push_back(new_message(key, std::string("file ") + key));
    turn.messages.back().kind = OutboxKind::kMedia;
  }
  must_commit(*store, std::move(turn));
  const auto first = claim(*store, OutboxKind::kMedia, 1);
  REQUIRE(keys_of(first) == Keys{"f1"});
  CHECK(first.front().payload == "file f1");
  CHECK(first.front().driver == "driver");
  CHECK(keys_of(claim(*store, OutboxKind::kMedia)) == Keys{"f2", "f3"});
  CHECK(keys_of(claim(*store, OutboxKind::kMessage)) == Keys{"m1"});
  CHECK(findings(*store) == "");
}
