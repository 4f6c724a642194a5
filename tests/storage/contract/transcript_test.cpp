#include <catch2/catch.hpp>

#include "tests/storage/contract/engine.hpp"
#include "tests/storage/contract/words.hpp"

using namespace contract;
using storage::Committed;

TEST_CASE("The transcript holds both sides of every turn, oldest first, numbered without gap") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed last = talk(*store, "a", 5);
  const auto turns = store->turns().transcript(last.conversation, 0, 100);
  REQUIRE(turns.ok());
  REQUIRE(turns->size() == 5);
  for (std::size_t i = 0; i < 5; ++i) {
    const storage::Turn& turn = (*turns)[i];
    const std::string key = "a-" + std::to_string(i + 1);
    CHECK(turn.sequence == i + 1);
    CHECK(turn.conversation == last.conversation);
    CHECK(turn.inbound_key == key);
    CHECK(turn.answer == "answer to " + key);
    CHECK(turn.release == "r1");
    REQUIRE(turn.lines.size() == 2);
    CHECK(turn.lines[0].speaker == storage::Speaker::kDriver);
    CHECK(turn.lines[0].text == "说 " + key);
    CHECK(turn.lines[1].speaker == storage::Speaker::kBot);
  }
  CHECK(turns->back().id == last.turn);
}

TEST_CASE("Pages of a transcript follow each other without overlap or gap") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed last = talk(*store, "a", 11);
  std::vector<std::uint64_t> sequences;
  std::uint64_t after = 0;
  for (;;) {
    const auto page = store->turns().transcript(last.conversation, after, 4);
    REQUIRE(page.ok());
    if (page->empty()) break;
    CHECK(page->size() <= 4);
    for (const auto& turn : *page) sequences.push_back(turn.sequence);
    after = sequences.back();
  }
  CHECK(sequences == std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
}

TEST_CASE("A transcript behind its end, of nobody, or of no turns is empty") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed last = talk(*store, "a", 2);
  CHECK(store->turns().transcript(last.conversation, 2, 10)->empty());
  CHECK(store->turns().transcript(last.conversation, 99, 10)->empty());
  CHECK(store->turns().transcript(last.conversation + 1, 0, 10)->empty());
  CHECK(store->turns().transcript(last.conversation, 0, 0)->empty());
}

TEST_CASE("Transcripts of conversations that took turns by turns do not mix") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  Committed a = must_commit(*store, first_turn("a", "a1"));
  Committed b = must_commit(*store, first_turn("b", "b1"));
  for (int i = 2; i < 6; ++i) {
    a = must_commit(*store, next_turn(a, "a", "a" + std::to_string(i)));
    b = must_commit(*store, next_turn(b, "b", "b" + std::to_string(i)));
  }
  const auto of_a = store->turns().transcript(a.conversation, 0, 100);
  const auto of_b = store->turns().transcript(b.conversation, 0, 100);
  CHECK(of_a->size() == 5);
  CHECK(of_b->size() == 5);
  for (const auto& turn : *of_a) CHECK(turn.inbound_key[0] == 'a');
  for (const auto& turn : *of_b) CHECK(turn.inbound_key[0] == 'b');
}

TEST_CASE("Every kind of turn and speaker and the extras of a line come back") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  using storage::TurnKind;
  const std::vector<TurnKind> kinds = {TurnKind::kMessage, TurnKind::kTimer,   TurnKind::kHotline,    TurnKind::kOperator,
                                       TurnKind::kSystem,  TurnKind::kLimited, TurnKind::kQuarantined};
  Committed last;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const std::string key = "m" + std::to_string(i);
    storage::TurnWrite turn = i == 0 ? first_turn("a", key) : next_turn(last, "a", key);
    turn.kind = kinds[i];
    turn.lines = {{storage::Speaker::kDriver, "", R"({"media":"x"})"},
                  {storage::Speaker::kBot, "b", ""},
                  {storage::Speaker::kOperator, "o", ""},
                  {storage::Speaker::kSystem, "s", ""}};
    last = must_commit(*store, turn);
  }
  const auto turns = store->turns().transcript(last.conversation, 0, 100);
  REQUIRE(turns.ok());
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    CHECK((*turns)[i].kind == kinds[i]);
    REQUIRE((*turns)[i].lines.size() == 4);
    CHECK((*turns)[i].lines[0].extra == R"({"media":"x"})");
    CHECK((*turns)[i].lines[2].speaker == storage::Speaker::kOperator);
    CHECK((*turns)[i].lines[3].speaker == storage::Speaker::kSystem);
  }
}

TEST_CASE("A repeated message finds the turn it caused, with the answer it was given") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed last = talk(*store, "a", 6);
  const auto found = store->turns().find_turn(last.conversation, "a-2", {0});
  REQUIRE(found.ok());
  REQUIRE(found->has_value());
  CHECK((*found)->sequence == 2);
  CHECK((*found)->answer == "answer to a-2");
}

TEST_CASE("No turn is found for an unknown message, an empty key or an unknown conversation") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed first = must_commit(*store, first_turn("a", "m1"));
  must_commit(*store, next_turn(first, "a", ""));
  CHECK_FALSE(store->turns().find_turn(first.conversation, "m9", {0})->has_value());
  CHECK_FALSE(store->turns().find_turn(first.conversation, "", {0})->has_value());
  CHECK_FALSE(store->turns().find_turn(first.conversation + 5, "m1", {0})->has_value());
}

TEST_CASE("A turn is not looked for among those before the given moment") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed last = talk(*store, "a", 4);  // a-2 at kNow + 1000, a-3 at kNow + 2000
  CHECK(store->turns().find_turn(last.conversation, "a-3", {kNow + 2000})->has_value());
  CHECK_FALSE(store->turns().find_turn(last.conversation, "a-2", {kNow + 2000})->has_value());
}

TEST_CASE("A transcript of five hundred turns is the same whole and in pages of any size") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open({.lagging_max = 32, .whole_max = 2});
  const Committed last = talk(*store, "a", 500);
  const auto whole = store->turns().transcript(last.conversation, 0, 1000).value();
  REQUIRE(whole.size() == 500);
  for (const std::size_t size : {std::size_t{1}, std::size_t{7}, std::size_t{499}}) {
    std::size_t at = 0;
    while (at < whole.size()) {
      const auto page = store->turns().transcript(last.conversation, at, size).value();
      REQUIRE_FALSE(page.empty());
      for (const auto& turn : page) REQUIRE(turn.id == whole[at++].id);
      if (size == 1 && at > 20) break;
    }
  }
}

TEST_CASE("A message is found among five hundred turns, the first as well as the last") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open({.lagging_max = 32, .whole_max = 2});
  const Committed last = talk(*store, "a", 500);
  for (const int number : {1, 2, 250, 499, 500}) {
    const auto found = store->turns().find_turn(last.conversation, "a-" + std::to_string(number), {0}).value();
    REQUIRE(found.has_value());
    CHECK(found->sequence == static_cast<std::uint64_t>(number));
    CHECK(found->answer == "answer to a-" + std::to_string(number));
    CHECK(found->lines.size() == 2);
  }
  CHECK_FALSE(store->turns().find_turn(last.conversation, "a-501", {0}).value().has_value());
}
