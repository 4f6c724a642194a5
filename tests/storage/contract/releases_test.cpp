#include <catch2/catch.hpp>
#include <algorithm>
#include <thread>

#include "tests/storage/contract/engine.hpp"
#include "tests/storage/contract/words.hpp"

using namespace contract;
using base::ErrorCode;

namespace {

storage::ReleaseDraft draft_of(const std::string& name, std::int64_t revision) {
  return {.name = name,
          .revision = revision,
          .base = 1,
          .sources = R"([["a.yaml","x"]])",
          .by = "李四",
          .at = base::UnixMs{kNow}};
}

std::vector<std::string> keys_of(const std::vector<storage::Conversation>& conversations) {
  std::vector<std::string> drivers;
  for (const storage::Conversation& one : conversations) drivers.push_back(one.key.driver);
  return drivers;
}

}  // namespace

TEST_CASE("There is no release before one is published") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  CHECK_FALSE(store->releases().current()->has_value());
  CHECK_FALSE(store->releases().newest()->has_value());
  CHECK(store->releases().history(0, 10)->empty());
  CHECK_FALSE(store->releases().find("r1")->has_value());
}

TEST_CASE("The release published last is the current one and the others can still be found") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  CHECK(store->releases().publish(publication_of("r1", R"([["a.yaml","x"]])", 0)).value() == 1);
  CHECK(store->releases().publish(publication_of("r2", R"([["a.yaml","y"]])", 1)).value() == 2);
  store.reset();
  store = engine->open();
  const auto current = store->releases().current();
  REQUIRE(current->has_value());
  CHECK((*current)->id == "r2");
  CHECK((*current)->sources == R"([["a.yaml","y"]])");
  CHECK((*current)->stored == base::UnixMs{kNow + 1});
  CHECK_FALSE((*current)->withdrawn);
  CHECK(store->releases().find("r1").value()->sources == R"([["a.yaml","x"]])");
  CHECK(store->releases().stored_ids().value() == std::vector<std::string>{"r1", "r2"});
}

TEST_CASE("The history keeps who published what, when, why and who confirmed it") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  REQUIRE(store->releases().publish(publication_of("r1", "[]", 0)).ok());
  storage::NewPublication second = publication_of("r2", "[1]", 1);
  second.publication.kind = storage::PublicationKind::kRollback;
  second.publication.confirmed_by = "王五";
  second.publication.note = "改回去；'引号'";
  second.publication.change = "R";
  second.publication.moves_all = true;
  REQUIRE(store->releases().publish(second).ok());
  const auto history = store->releases().history(0, 10);
  REQUIRE(history->size() == 2);
  const storage::Publication& line = history->front();
  CHECK(line.number == 2);
  CHECK(line.release == "r2");
  CHECK(line.kind == storage::PublicationKind::kRollback);
  CHECK(line.at == base::UnixMs{kNow + 1});
  CHECK(line.by == "张三");
  CHECK(line.confirmed_by == "王五");
  CHECK(line.note == "改回去；'引号'");
  CHECK(line.change == "R");
  CHECK(line.moves_all);
  CHECK(store->releases().newest().value()->number == 2);
  CHECK(history->back().number == 1);
  CHECK_FALSE(history->back().moves_all);
}

TEST_CASE("The history is read page by page, newest first") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  for (int i = 0; i < 5; ++i) REQUIRE(store->releases().publish(publication_of("r", "[]", i)).ok());
  const auto first = store->releases().history(0, 2);
  REQUIRE(first->size() == 2);
  CHECK(first->front().number == 5);
  const auto second = store->releases().history(first->back().number, 10);
  REQUIRE(second->size() == 3);
  CHECK(second->front().number == 3);
  CHECK(second->back().number == 1);
}

TEST_CASE("Of two who publish on top of the same release the second is told and nothing of his is kept") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  REQUIRE(store->releases().publish(publication_of("r1", "[]", 0)).ok());
  REQUIRE(store->releases().publish(publication_of("r2", "[]", 1)).ok());
  CHECK(store->releases().publish(publication_of("r3", "[]", 1)).error().code == ErrorCode::kConflict);
  CHECK(store->releases().publish(publication_of("r3", "[]", 0)).error().code == ErrorCode::kConflict);
  CHECK(store->releases().publish(publication_of("r3", "[]", 7)).error().code == ErrorCode::kConflict);
  CHECK(store->releases().current().value()->id == "r2");
  CHECK_FALSE(store->releases().find("r3")->has_value());
  CHECK(store->releases().history(0, 10)->size() == 2);
}

TEST_CASE("However many publish at the same moment, exactly one of them succeeds") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  REQUIRE(store->releases().publish(publication_of("r0", "[]", 0)).ok());
  constexpr int kOperators = 8;
  std::vector<std::string> outcomes(kOperators);
  std::vector<std::thread> operators;
  for (int i = 0; i < kOperators; ++i) {
    operators.emplace_back([&, i] {
      const auto published = store->releases().publish(publication_of("r" + std::to_string(i + 1), "[]", 1));
      outcomes[static_cast<std::size_t>(i)] = published ? "first" : published.error().code == ErrorCode::kConflict ? "told" : "failed";
    });
  }
  for (std::thread& one : operators) one.join();
  CHECK(std::count(outcomes.begin(), outcomes.end(), "first") == 1);
  CHECK(std::count(outcomes.begin(), outcomes.end(), "told") == kOperators - 1);
  CHECK(store->releases().history(0, 100)->size() == 2);
  CHECK(store->releases().stored_ids()->size() == 2);
}

TEST_CASE("Going back is the old content under a new number") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  REQUIRE(store->releases().publish(publication_of("r1", "old", 0)).ok());
  REQUIRE(store->releases().publish(publication_of("r2", "new", 1)).ok());
  CHECK(store->releases().publish(publication_of("r1", "old", 2)).value() == 3);
  const auto current = store->releases().current();
  CHECK((*current)->id == "r1");
  CHECK((*current)->stored == base::UnixMs{kNow});
  CHECK(store->releases().stored_ids()->size() == 2);
}

TEST_CASE("A withdrawn release stays withdrawn, and one that is unknown stops the publication") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  REQUIRE(store->releases().publish(publication_of("r1", "[]", 0)).ok());
  storage::NewPublication second = publication_of("r2", "[]", 1);
  second.withdrawals = {"r1", "nobody"};
  CHECK(store->releases().publish(second).error().code == ErrorCode::kNotFound);
  CHECK_FALSE(store->releases().find("r1").value()->withdrawn);
  CHECK(store->releases().newest().value()->number == 1);
  second.withdrawals = {"r1"};
  REQUIRE(store->releases().publish(second).ok());
  store.reset();
  store = engine->open();
  CHECK(store->releases().find("r1").value()->withdrawn);
  CHECK_FALSE(store->releases().find("r2").value()->withdrawn);
}

TEST_CASE("The content of a release that nothing refers to can go; the current one cannot, and the history stays") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  REQUIRE(store->releases().publish(publication_of("r1", "[]", 0)).ok());
  REQUIRE(store->releases().publish(publication_of("r2", "[]", 1)).ok());
  CHECK(store->releases().forget("r2").error().code == ErrorCode::kConflict);
  REQUIRE(store->releases().forget("r1").ok());
  CHECK(store->releases().forget("r1").ok());
  CHECK_FALSE(store->releases().find("r1")->has_value());
  CHECK(store->releases().find("r2")->has_value());
  CHECK(store->releases().history(0, 10)->size() == 2);
}

TEST_CASE("A publication survives the process being killed, or is not there at all") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  REQUIRE(store->releases().publish(publication_of("r1", "[1]", 0)).ok());
  REQUIRE(store->releases().publish(publication_of("r2", "[2]", 1)).ok());
  engine->remember_as_killed();
  store.reset();
  store = engine->open();
  CHECK(store->releases().newest().value()->number == 2);
  CHECK(store->releases().newest().value()->release == store->releases().current().value()->id);
  CHECK(store->releases().current().value()->sources == "[2]");
}

TEST_CASE("A draft is kept under its name until it is dropped") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  CHECK_FALSE(store->releases().find_draft("运费")->has_value());
  CHECK(store->releases().save_draft(draft_of("运费", 0)).value() == 1);
  CHECK(store->releases().save_draft(draft_of("加班", 0)).value() == 1);
  store.reset();
  store = engine->open();
  const auto draft = store->releases().find_draft("运费").value();
  REQUIRE(draft.has_value());
  CHECK(draft->sources == R"([["a.yaml","x"]])");
  CHECK(draft->by == "李四");
  CHECK(draft->base == 1);
  CHECK(draft->at == base::UnixMs{kNow});
  CHECK(store->releases().drafts()->size() == 2);
  REQUIRE(store->releases().drop_draft("运费").ok());
  CHECK(store->releases().drop_draft("运费").error().code == ErrorCode::kNotFound);
  CHECK(store->releases().drafts()->size() == 1);
}

TEST_CASE("Of two who change one draft the second is told") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  REQUIRE(store->releases().save_draft(draft_of("运费", 0)).ok());
  CHECK(store->releases().save_draft(draft_of("运费", 0)).error().code == ErrorCode::kConflict);
  CHECK(store->releases().save_draft(draft_of("运费", 1)).value() == 2);
  CHECK(store->releases().save_draft(draft_of("运费", 1)).error().code == ErrorCode::kConflict);
  CHECK(store->releases().find_draft("运费").value()->revision == 2);
}

TEST_CASE("Running conversations are those with a timer and those written lately, each once, page by page") {
  const auto engine = ENGINE_UNDER_TEST();
  Bounds bounds;
  bounds.lagging_max = static_cast<std::size_t>(GENERATE(1, 20'000));
  const auto store = engine->open(bounds);
  storage::TurnWrite waiting = first_turn("waiting", "w1");
  waiting.at = base::UnixMs{kNow - 1'000'000};
  waiting.timer_due = base::UnixMs{kNow};
  waiting.state = "state of waiting";
  must_commit(*store, waiting);
  storage::TurnWrite quiet = first_turn("quiet", "q1");
  quiet.at = base::UnixMs{kNow - 1'000'000};
  must_commit(*store, quiet);
  storage::TurnWrite fresh = first_turn("fresh", "f1");
  fresh.at = base::UnixMs{kNow};
  must_commit(*store, fresh);
  const auto all = store->turns().running(0, base::UnixMs{kNow - 1000}, 10);
  REQUIRE(all.ok());
  REQUIRE(keys_of(*all) == std::vector<std::string>{"waiting", "fresh"});
  CHECK(all->front().state == "state of waiting");
  const auto first = store->turns().running(0, base::UnixMs{kNow - 1000}, 1);
  REQUIRE(keys_of(*first) == std::vector<std::string>{"waiting"});
  CHECK(keys_of(*store->turns().running(first->back().id, base::UnixMs{kNow - 1000}, 1)) ==
        std::vector<std::string>{"fresh"});
}

TEST_CASE("The latest conversations come newest first and no more than asked for") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  storage::Committed first{};
  for (int i = 0; i < 4; ++i) {
    storage::TurnWrite turn = first_turn("d" + std::to_string(i), "m" + std::to_string(i));
    turn.at = base::UnixMs{kNow + i};
    const auto committed = must_commit(*store, turn);
    if (i == 0) first = committed;
  }
  storage::TurnWrite again = next_turn(first, "d0", "m9");
  again.at = base::UnixMs{kNow + 9};
  must_commit(*store, again);
  CHECK(keys_of(*store->turns().newest(0, 3)) == std::vector<std::string>{"d0", "d3", "d2"});
  CHECK(store->turns().newest(0, 100)->size() == 4);
  const std::int64_t behind = store->turns().newest(0, 3)->back().last_turn;
  CHECK(keys_of(*store->turns().newest(behind, 3)) == std::vector<std::string>{"d1"});
}
