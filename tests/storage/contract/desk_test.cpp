#include <catch2/catch.hpp>

#include "tests/storage/contract/engine.hpp"
#include "tests/storage/contract/words.hpp"

using namespace contract;
using base::ErrorCode;

TEST_CASE("A turn's tasks are open, oldest first, with the turn's conversation and ticket") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::TurnWrite turn = first_turn("a", "m1");
  turn.tickets.push_back(new_ticket(*store));
  turn.tasks = {{"handoff", "司机要求人工", ""}, {"urgent", "现场仍有危险", turn.tickets.front().ticket.number}};
  const auto first = must_commit(*store, turn);
  const auto tasks = store->desk().open_tasks(0, 10);
  REQUIRE(tasks.ok());
  REQUIRE(tasks->size() == 2);
  CHECK((*tasks)[0].kind == "handoff");
  CHECK((*tasks)[0].reason == "司机要求人工");
  CHECK((*tasks)[0].conversation == first.conversation);
  CHECK((*tasks)[0].created == base::UnixMs{kNow});
  CHECK((*tasks)[0].open);
  CHECK((*tasks)[1].ticket == turn.tickets.front().ticket.number);
  CHECK(store->desk().open_tasks((*tasks)[0].id, 10)->size() == 1);
  CHECK(store->desk().open_tasks(0, 1)->size() == 1);
}

TEST_CASE("A closed task is not open any more and cannot be closed twice") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  storage::TurnWrite turn = first_turn("a", "m1");
  turn.tasks = {{"handoff", "1", ""}, {"handoff", "2", ""}};
  must_commit(*store, turn);
  const std::int64_t id = store->desk().open_tasks(0, 10)->front().id;
  REQUIRE(store->desk().close_task(id, "operator:1").ok());
  CHECK(store->desk().close_task(id, "operator:2").error().code == ErrorCode::kConflict);
  CHECK(store->desk().close_task(id + 100, "operator:1").error().code == ErrorCode::kNotFound);
  store.reset();
  store = engine->open();
  const auto open = store->desk().open_tasks(0, 10);
  REQUIRE(open->size() == 1);
  CHECK(open->front().reason == "2");
}

TEST_CASE("Open tasks are read page by page, each once, while some of them are closed") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  for (int i = 0; i < 5; ++i) {
    storage::TurnWrite turn = first_turn("d" + std::to_string(i), "m1");
    for (int j = 0; j < 4; ++j) turn.tasks.push_back({"handoff", std::to_string(i * 4 + j), ""});
    must_commit(*store, turn);
  }
  std::int64_t after = 0;
  int read = 0;
  for (;;) {
    const auto page = store->desk().open_tasks(after, 3).value();
    if (page.empty()) break;
    for (const storage::Task& task : page) {
      CHECK(task.id > after);
      CHECK(task.reason == std::to_string(read++));
      after = task.id;
    }
    REQUIRE(store->desk().close_task(page.front().id, "operator:1").ok());
  }
  CHECK(read == 20);
  CHECK(store->desk().open_tasks(0, 100)->size() == 13);
}
