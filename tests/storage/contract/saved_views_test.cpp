#include "storage/saved_views.hpp"

#include <catch2/catch.hpp>

#include "tests/storage/contract/engine.hpp"

using base::ErrorCode;
using storage::SavedView;

namespace {

SavedView view_of(const std::string& scope, const std::string& name) {
  return {.id = 0, .scope = scope, .list = "tickets", .name = name, .query = "show=overdue", .author = "li", .revision = 0, .at = {5}};
}

}  // namespace

TEST_CASE("Everybody sees their own views and those that are everybody's, also after a restart") {
  const auto engine = ENGINE_UNDER_TEST();
  auto store = engine->open();
  REQUIRE(store->saved_views().add(view_of("li", "我的")).ok());
  REQUIRE(store->saved_views().add(view_of("wang", "他的")).ok());
  REQUIRE(store->saved_views().add(view_of("", "大家的")).ok());
  CHECK(store->saved_views().add(view_of("li", "我的")).error().code == ErrorCode::kConflict);
  REQUIRE(store->saved_views().add(view_of("", "我的")).ok());
  store.reset();
  store = engine->open();
  const auto seen = store->saved_views().of("li").value();
  REQUIRE(seen.size() == 3);
  for (const SavedView& view : seen) {
    CHECK(view.scope != "wang");
    CHECK(view.query == "show=overdue");
    CHECK(view.revision == 1);
  }
}

TEST_CASE("A view is written over the revision that was read, in its own scope, and never under another's name") {
  const auto engine = ENGINE_UNDER_TEST();
  const auto store = engine->open();
  SavedView view = view_of("li", "一");
  view.id = store->saved_views().add(view).value();
  REQUIRE(store->saved_views().add(view_of("li", "二")).ok());
  view.revision = 1;
  view.query = "show=due_soon";
  CHECK(store->saved_views().change(view).value() == 2);
  CHECK(store->saved_views().change(view).error().code == ErrorCode::kConflict);
  view.revision = 2;
  view.name = "二";
  CHECK(store->saved_views().change(view).error().code == ErrorCode::kConflict);
  view.scope = "wang";
  CHECK(store->saved_views().change(view).error().code == ErrorCode::kNotFound);
  CHECK(store->saved_views().drop(view.id, "wang").error().code == ErrorCode::kNotFound);
  REQUIRE(store->saved_views().drop(view.id, "li").ok());
  CHECK(store->saved_views().of("li")->size() == 1);
}
