#include <catch2/catch.hpp>

#include "tests/storage/contract/engine.hpp"
#include "tests/storage/contract/words.hpp"

using namespace contract;
using base::ErrorCode;
using storage::Committed;

TEST_CASE("A driver nobody has heard is not known") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const auto by_key = store->turns().load(key_of("nobody"));
  REQUIRE(by_key.ok());
  CHECK_FALSE(by_key->has_value());
  const auto by_id = store->turns().load(77);
  REQUIRE(by_id.ok());
  CHECK_FALSE(by_id->has_value());
}

TEST_CASE("The first turn begins a conversation with version 1") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed first = must_commit(*store, first_turn("a", "m1"));
  CHECK(first.conversation > 0);
  CHECK(first.turn > 0);
  CHECK(first.version == 1);
}

TEST_CASE("What a turn leaves is loaded whole, by key and by id") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed first = must_commit(*store, first_turn("a", "m1"));
  const storage::Conversation loaded = must_load(*store, "a");
  CHECK(loaded.id == first.conversation);
  CHECK(loaded.key == key_of("a"));
  CHECK(loaded.version == 1);
  CHECK(loaded.last_turn == first.turn);
  CHECK(loaded.state == "state after m1");
  CHECK(loaded.owed == "owed after m1");
  CHECK(loaded.updated == base::UnixMs{kNow});
  const auto by_id = store->turns().load(first.conversation);
  REQUIRE(by_id.ok());
  REQUIRE(by_id->has_value());
  CHECK((*by_id)->key == key_of("a"));
  CHECK((*by_id)->state == "state after m1");
}

TEST_CASE("A later turn replaces the state and counts the version up by one") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed last = talk(*store, "a", 3);
  CHECK(last.version == 3);
  const storage::Conversation loaded = must_load(*store, "a");
  CHECK(loaded.version == 3);
  CHECK(loaded.last_turn == last.turn);
  CHECK(loaded.state == "state after a-3");
  CHECK(loaded.owed == "owed after a-3");
}

TEST_CASE("A turn that expects another version is a conflict and leaves nothing") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed first = must_commit(*store, first_turn("a", "m1"));
  must_commit(*store, next_turn(first, "a", "m2"));
  storage::TurnWrite late = next_turn(first, "a", "m3");
  late.tickets.push_back(new_ticket(*store));
  late.messages.push_back(new_message("k1", "t"));
  late.tasks.push_back({"handoff", "why", ""});
  const auto refused = commit(*store, late);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::kConflict);
  CHECK(must_load(*store, "a").version == 2);
  CHECK(store->turns().transcript(first.conversation, 0, 10)->size() == 2);
  CHECK(store->tickets().list("", 10)->empty());
  CHECK(store->desk().open_tasks(0, 10)->empty());
  CHECK(store->outbox().counts()->empty());
}

TEST_CASE("A second beginning of the same conversation is a conflict") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  must_commit(*store, first_turn("a", "m1"));
  const auto refused = commit(*store, first_turn("a", "m2"));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::kConflict);
}

TEST_CASE("A beginning that expects an earlier turn is a conflict") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::TurnWrite turn = first_turn("a", "m1");
  turn.expected_version = 1;
  const auto refused = commit(*store, turn);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::kConflict);
  CHECK_FALSE(store->turns().load(key_of("a"))->has_value());
}

TEST_CASE("A turn of a conversation that does not exist is a conflict") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const auto refused = commit(*store, next_turn({999, 1, 1}, "a", "m1"));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::kConflict);
}

TEST_CASE("The same driver under another account or channel is another conversation") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::TurnWrite other_account = first_turn("a", "m1");
  other_account.key.account = "other";
  storage::TurnWrite other_channel = first_turn("a", "m1");
  other_channel.key.channel = "web";
  const Committed one = must_commit(*store, first_turn("a", "m1"));
  const Committed two = must_commit(*store, other_account);
  const Committed three = must_commit(*store, other_channel);
  CHECK(one.conversation != two.conversation);
  CHECK(one.conversation != three.conversation);
  CHECK(two.conversation != three.conversation);
}

TEST_CASE("A message that was taken already is a conflict, also under the right version") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed last = talk(*store, "a", 3);
  for (const char* repeated : {"a-1", "a-2", "a-3"}) {
    const auto refused = commit(*store, next_turn(last, "a", repeated));
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == ErrorCode::kConflict);
  }
  CHECK(must_commit(*store, next_turn(last, "a", "a-4")).version == 4);
}

TEST_CASE("A message is known as taken while it is among the last 64 keys") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed last = talk(*store, "a", static_cast<int>(storage::kRecentKeys) + 1);
  const auto recent = commit(*store, next_turn(last, "a", "a-2"));
  REQUIRE_FALSE(recent.ok());
  CHECK(recent.error().code == ErrorCode::kConflict);
  CHECK(commit(*store, next_turn(last, "a", "a-1")).ok());
}

TEST_CASE("Turns without a message key do not push keys out of the last 64") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  Committed last = must_commit(*store, first_turn("a", "m1"));
  for (std::size_t i = 0; i < storage::kRecentKeys + 5; ++i) last = must_commit(*store, next_turn(last, "a", ""));
  const auto repeated = commit(*store, next_turn(last, "a", "m1"));
  REQUIRE_FALSE(repeated.ok());
  CHECK(repeated.error().code == ErrorCode::kConflict);
}

TEST_CASE("A message is known as taken by conversations that are long out of memory") {
  const auto engine = ENGINE_UNDER_TEST();
  const Bounds small{.whole_max = 1};
  const auto store = engine->open(small);
  const Committed last = talk(*store, "a", 3);
  talk(*store, "b", 1);
  const auto refused = commit(*store, next_turn(last, "a", "a-1"));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::kConflict);
}

TEST_CASE("The same message key in two conversations is two messages") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  CHECK(commit(*store, first_turn("a", "m1")).ok());
  CHECK(commit(*store, first_turn("b", "m1")).ok());
}

TEST_CASE("Turns handed over together are committed in their order") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed first = must_commit(*store, first_turn("a", "m1"));
  std::vector<std::promise<base::Result<Committed>>> answers(20);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Committed after{first.conversation, 0, 1 + i};
    REQUIRE(store->turns()
                .commit(next_turn(after, "a", "n" + std::to_string(i)),
                        [&answers, i](base::Result<Committed> result) { answers[i].set_value(std::move(result)); })
                .ok());
  }
  store->turns().hurry();
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto answer = answers[i].get_future().get();
    REQUIRE(answer.ok());
    CHECK(answer->version == 2 + i);
  }
}

TEST_CASE("Of two turns that race for one version exactly one is committed") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const Committed first = must_commit(*store, first_turn("a", "m1"));
  std::vector<std::promise<base::Result<Committed>>> answers(2);
  for (std::size_t i = 0; i < 2; ++i) {
    REQUIRE(store->turns()
                .commit(next_turn(first, "a", "n" + std::to_string(i)),
                        [&answers, i](base::Result<Committed> result) { answers[i].set_value(std::move(result)); })
                .ok());
  }
  store->turns().hurry();
  CHECK(answers[0].get_future().get().ok());
  const auto second = answers[1].get_future().get();
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().code == ErrorCode::kConflict);
}

TEST_CASE("A turn is committed within the group's wait when nobody hurries") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  std::promise<bool> answered;
  REQUIRE(store->turns().commit(first_turn("a", "m1"), [&](base::Result<Committed> r) { answered.set_value(r.ok()); }).ok());
  CHECK(answered.get_future().get());
}

TEST_CASE("Hurrying with nothing queued does nothing") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  store->turns().hurry();
  CHECK(must_commit(*store, first_turn("a", "m1")).version == 1);
}

TEST_CASE("A refused turn does not sink the others of its group") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string taken = open_ticket(*store, "t");
  storage::TurnWrite bad = first_turn("bad", "m1");
  bad.tickets.push_back(new_ticket(*store));
  bad.tickets.front().ticket.number = taken;
  std::vector<storage::TurnWrite> group = {first_turn("a", "m1"), bad, first_turn("b", "m1")};
  std::vector<std::promise<base::Result<Committed>>> answers(group.size());
  for (std::size_t i = 0; i < group.size(); ++i) {
    REQUIRE(store->turns()
                .commit(group[i], [&answers, i](base::Result<Committed> r) { answers[i].set_value(std::move(r)); })
                .ok());
  }
  store->turns().hurry();
  CHECK(answers[0].get_future().get().ok());
  CHECK_FALSE(answers[1].get_future().get().ok());
  CHECK(answers[2].get_future().get().ok());
  CHECK_FALSE(store->turns().load(key_of("bad"))->has_value());
  CHECK(findings(*store) == "");
}

TEST_CASE("Bytes come back as they were: zeros, quotes, invalid UTF-8, a megabyte") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  const std::string odd = std::string("a\0b", 3) + "'\"--\xFF\xC0" + std::string(1 << 20, 'x');
  storage::TurnWrite turn = first_turn("a", "m1");
  turn.state = odd;
  turn.owed = odd;
  turn.answer = odd;
  turn.lines = {{storage::Speaker::kDriver, odd, "{}"}};
  const Committed first = must_commit(*store, turn);
  CHECK(must_load(*store, "a").state == odd);
  CHECK(must_load(*store, "a").owed == odd);
  const auto turns = store->turns().transcript(first.conversation, 0, 1);
  REQUIRE(turns.ok());
  CHECK(turns->front().answer == odd);
  CHECK(turns->front().lines.front().text == odd);
}

TEST_CASE("Empty state, answer and lines come back empty") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::TurnWrite turn;
  turn.key = key_of("a");
  const Committed first = must_commit(*store, turn);
  CHECK(must_load(*store, "a").state.empty());
  const auto turns = store->turns().transcript(first.conversation, 0, 1);
  REQUIRE(turns.ok());
  CHECK(turns->front().lines.empty());
  CHECK(turns->front().answer.empty());
  CHECK(turns->front().inbound_key.empty());
}

TEST_CASE("Conversations beyond what memory holds are loaded from where they are stored") {
  const auto engine = ENGINE_UNDER_TEST();
  const Bounds small{.lagging_max = 1000, .whole_max = 2};
  const auto store = engine->open(small);
  for (int i = 0; i < 20; ++i) talk(*store, "d" + std::to_string(i), 2);
  for (int i = 0; i < 20; ++i) {
    const storage::Conversation loaded = must_load(*store, "d" + std::to_string(i));
    CHECK(loaded.version == 2);
    CHECK(loaded.state == "state after d" + std::to_string(i) + "-2");
    CHECK(store->turns().load(loaded.id).value()->key.driver == "d" + std::to_string(i));
  }
  for (int i = 0; i < 20; ++i) {
    const storage::Conversation loaded = must_load(*store, "d" + std::to_string(i));
    CHECK(must_commit(*store, next_turn({loaded.id, loaded.last_turn, loaded.version}, loaded.key.driver, "more")).version == 3);
  }
  CHECK(findings(*store) == "");
}

TEST_CASE("The bound on rows that lag behind is kept under a stream of new drivers") {
  const auto engine = ENGINE_UNDER_TEST();
  const Bounds small{.group_max = 16, .lagging_max = 64, .whole_max = 8};
  auto store = engine->open(small);
  for (int i = 0; i < 300; ++i) talk(*store, "d" + std::to_string(i), 1);
  for (int i = 0; i < 300; i += 7) CHECK(must_load(*store, "d" + std::to_string(i)).version == 1);
  CHECK(findings(*store) == "");
  store.reset();
  store = engine->open(small);
  for (int i = 0; i < 300; i += 7) CHECK(must_load(*store, "d" + std::to_string(i)).version == 1);
}
