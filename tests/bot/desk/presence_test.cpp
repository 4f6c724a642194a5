#include "bot/desk/live/presence.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace bot::desk;
using nlohmann::json;

namespace {

constexpr base::UnixMs kNow{1'000'000};
Presence at(const std::string& place, const std::string& name, bool typing = false) {
  return {.at = place, .name = name, .display = "小" + name, .typing = typing};
}

}  // namespace

TEST_CASE("A change of place is told once, of both places") {
  Presences presences;
  presences.note("p1", at("conversations/7", "li"), kNow);
  CHECK(presences.look(kNow));
  CHECK(presences.take_changes() == json{{"conversations/7", {{{"name", "li"}, {"display", "小li"}, {"typing", false}}}}});
  CHECK_FALSE(presences.look(kNow));
  presences.note("p1", at("conversations/7", "li"), kNow);
  CHECK_FALSE(presences.look(kNow));
  presences.note("p1", at("tickets/JN1", "li"), kNow);
  CHECK(presences.look(kNow));
  const json moved = presences.take_changes();
  CHECK(moved["conversations/7"].empty());
  CHECK(moved["tickets/JN1"].size() == 1);
  CHECK(presences.all().size() == 1);
}

TEST_CASE("Whoever leaves or says nothing for too long is gone, and typing ends sooner") {
  Presences presences;
  presences.note("p1", at("conversations/7", "li", true), kNow);
  presences.note("p2", at("conversations/7", "wang"), kNow);
  CHECK(presences.take_changes()["conversations/7"][0]["typing"] == true);
  CHECK(presences.look(kNow + kTypingKept));
  CHECK(presences.take_changes()["conversations/7"][0]["typing"] == false);
  presences.note("p2", at("", "wang"), kNow + kTypingKept);
  CHECK(presences.take_changes()["conversations/7"].size() == 1);
  CHECK(presences.look(kNow + kPresenceKept));
  CHECK(presences.take_changes()["conversations/7"].empty());
  CHECK(presences.all().empty());
}

TEST_CASE("Somebody with two pages in one place is one person, who types if one of them does") {
  Presences presences;
  presences.note("p1", at("conversations/7", "li"), kNow);
  presences.note("p2", at("conversations/7", "li", true), kNow);
  const json told = presences.take_changes()["conversations/7"];
  REQUIRE(told.size() == 1);
  CHECK(told[0]["typing"] == true);
}
