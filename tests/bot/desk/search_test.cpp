// What can be found, by whom, and that it follows what the store holds.
#include <catch2/catch.hpp>

#include <algorithm>
#include <thread>

#include "base/utf8.hpp"
#include "tests/bot/desk/desk_room.hpp"

using namespace bot::desk;
using desk_room::Browser;
using desk_room::DeskRoom;
using desk_room::json_of;
using nlohmann::json;

namespace {

/// The desk with a search that is brought up to date when told.
class Searched {
 public:
  Searched() : follower_(room.parts_.search.make_follower(*room.shell.releases, room.shell.log)), browser_(room.sign_in("xiaoli", Role::kOperator)) {
    room.shell.mailboxes->on_turn([this](std::int64_t conversation) { room.parts_.search.note(conversation); });
  }
  void follow() {
    for (int i = 0; i < 20; ++i) (void)follower_->pass();
  }
  json ask(json body) {
    const bot::Response answer = room.ask(browser_, "POST", "/api/search", body);
    REQUIRE(answer.status == 200);
    return json_of(answer);
  }
  std::vector<std::string> texts(const std::string& words) {
    std::vector<std::string> all;
    const json answer = ask({{"words", words}});
    for (const json& item : answer["items"]) all.push_back(item["text"]);
    return all;
  }

  std::string transcript(std::int64_t conversation) { return room.ask(browser_, "GET", "/api/conversations/" + std::to_string(conversation) + "/turns").body; }

  DeskRoom room;

 private:
  std::unique_ptr<bot::Worker> follower_;
  Browser browser_;
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("What a driver said is found by two characters, with the places of the words and the way to the line") {
  Searched desk;
  desk.room.shell.talk({"你好", "货主拖欠运费八千三，电话也不接"});
  desk.follow();
  const json answer = desk.ask({{"words", "运费"}});
  REQUIRE(answer["items"].size() == 1);
  const json& item = answer["items"][0];
  CHECK(item["text"] == "货主拖欠运费八千三，电话也不接");
  CHECK(item["marks"] == json::parse(R"([{"begin":4,"end":6}])"));
  CHECK(item["line"]["sequence"] == 2);
  CHECK(item["line"]["from"] == "driver");
  CHECK(item["driver"] == "oOne");
  CHECK_FALSE(answer.contains("next"));
}

TEST_CASE("What the bot says out of its scripts is not found, what a colleague writes is") {
  Searched desk;
  desk.room.shell.talk({"货主拖欠运费八千三，电话也不接"});
  desk.room.shell.post({.key = shell::Shell::key(), .what = bot::PersonActs{.act = bot::PersonActs::Act::kNote, .by = "xiaoli", .display = "小李", .text = "已和站长核对", .instead = false}, .done = {}});
  desk.follow();
  const std::vector<storage::Turn> turns = desk.room.shell.transcript();
  const std::string bot = turns.front().lines.back().text;
  REQUIRE(turns.front().lines.back().speaker == storage::Speaker::kBot);
  const Texts found = desk.texts(std::string(base::prefix_of_points(bot, 4)));
  CHECK(std::find(found.begin(), found.end(), bot) == found.end());
  CHECK(desk.texts("站长") == Texts{"已和站长核对"});
}

TEST_CASE("A ticket is found by its number, its digits and its title, and follows its changes") {
  Searched desk;
  const std::string number = desk.room.shell.complain();
  REQUIRE_FALSE(number.empty());
  desk.follow();
  for (const std::string& words : {number, number.substr(2), number.substr(0, 9)}) {
    CAPTURE(words);
    const json answer = desk.ask({{"words", words}, {"among", "tickets"}});
    REQUIRE(answer["items"].size() == 1);
    CHECK(answer["items"][0]["ticket"]["number"] == number);
  }
}

TEST_CASE("A phone, a plate and a known name are neither found nor confirmed by looking for them") {
  Searched desk;
  desk.room.shell.talk({"货主拖欠运费八千三，我的电话13000001234，车牌鲁A12345，快点", "我叫王小明"});
  desk.follow();
  for (const char* words : {"13000001234", "1300000", "01234", "鲁A12345", "A12345", "运费 13000001234", "运费 鲁A12345"}) {
    CAPTURE(words);
    const json answer = desk.ask({{"words", words}});
    CHECK(answer["items"].empty());
    CHECK_FALSE(answer.contains("next"));
    CHECK_FALSE(answer.contains("hint"));
  }
  const Texts found = desk.texts("我的电话");
  REQUIRE(found.size() == 1);
  CHECK(found[0].find("13000001234") == std::string::npos);
}

TEST_CASE("A name that becomes known later is no longer found where it was said before") {
  Searched desk;
  desk.room.shell.talk({"是李老四叫我来的"});
  desk.follow();
  CHECK(desk.texts("李老四").size() == 1);
  const auto held = desk.room.shell.store->turns().load(shell::Shell::key()).value().value();
  dialogs::State state = dialogs::decode_state(held.state).value();
  state.profile.emplace_back("reporter_name", "李老四");
  storage::TurnWrite turn;
  turn.key = held.key;
  turn.conversation = held.id;
  turn.expected_version = held.version;
  turn.at = desk.room.shell.clock.now();
  turn.state = dialogs::encode_state(state);
  bool done = false;
  REQUIRE(desk.room.shell.store->turns().commit(turn, [&](const base::Result<storage::Committed>& committed) { done = committed.ok(); }).ok());
  desk.room.shell.store->turns().hurry();
  (void)desk.room.shell.store->releases().newest();
  while (desk.room.shell.store->turns().load(held.id).value()->version == held.version) std::this_thread::yield();
  // Before the file follows, the page itself refuses to tell.
  CHECK(desk.texts("李老四").empty());
  desk.room.parts_.search.note(held.id);
  desk.follow();
  CHECK(desk.texts("李老四").empty());
  CHECK(desk.texts("叫我来") == Texts{"是＊＊＊叫我来的"});
}

TEST_CASE("What a driver took back is neither found nor shown, by nobody who gave no reason, nor after a rebuild") {
  Searched desk;
  shell::Shell& shell = desk.room.shell;
  const std::string told = shell.talk({"我要投诉", "货主拖欠运费八千三，电话也不接", "货车", "跳过", "同意", "13000001234", "是", "鲁A00000", "跳过", "跳过", "没有", "1"}).text;
  REQUIRE(told.find("JN") != std::string::npos);
  desk.follow();
  shell.talk({"忘记我", "是", "撤回同意", "是"});
  const std::string number = told.substr(told.find("JN"), 15);
  REQUIRE(shell.store->tickets().find(number).value()->field("phone").empty());
  const auto nothing_is_told = [&] {
    for (const char* words : {"13000001234", "1300000", "01234", "0001234", "鲁A00000", "A00000", "a000", "00000"}) {
      CAPTURE(words);
      CHECK(desk.texts(words).empty());
    }
    // The ticket and what was said of the matter stay.
    CHECK(desk.texts(number).size() >= 1);
    CHECK(desk.texts("货主拖欠运费").size() >= 2);
    const std::string transcript = desk.transcript(shell.store->turns().load(shell::Shell::key()).value()->id);
    CHECK(transcript.find("货主拖欠运费") != std::string::npos);
    for (const char* gone : {"13000001234", "01234", "A00000"}) CHECK(transcript.find(gone) == std::string::npos);
  };
  nothing_is_told();  // before the file follows
  desk.follow();
  nothing_is_told();
  (void)desk.room.parts_.search.answer();
  desk.follow();
  nothing_is_told();
}

TEST_CASE("Every reader may search, the auditor may not, and the words stand in no address and no log") {
  Searched desk;
  for (const Role role : kAllRoles) {
    const Browser browser = desk.room.sign_in("r-" + std::string(to_name(role)), role);
    CHECK(desk.room.ask(browser, "POST", "/api/search", {{"words", "运费"}}).status == (role == Role::kAuditor ? 403 : 200));
    CHECK(desk.room.ask(browser, "GET", "/api/search?words=x").status == 405);
  }
  for (const storage::AuditEntry& entry : desk.room.audit()) CHECK(entry.said.note.find("运费") == std::string::npos);
}

TEST_CASE("One character alone, or none, is answered with what to do") {
  Searched desk;
  CHECK(desk.ask({{"words", "费"}})["hint"] == "只写一个字没法找；请至少连着写两个字");
  CHECK(desk.ask({{"words", "运费 车"}})["hint"] == "“车”只有一个字，没有算进去；请至少连着写两个字");
  CHECK(desk.ask({{"words", " ，。"}}).contains("hint"));
}

TEST_CASE("Signs of query languages and very long wishes are answered like anything else") {
  Searched desk;
  desk.room.shell.talk({"货主拖欠运费八千三，电话也不接"});
  desk.follow();
  std::string long_wish;
  for (int i = 0; i < 3000; ++i) long_wish += "运费";
  for (const std::string& words : {std::string("'; DROP TABLE texts --"), std::string("%"), std::string("_"), std::string("\""), std::string("NEAR("), std::string("*"),
                                   std::string("texts:运费"), std::string("{{7*7}}"), long_wish}) {
    CAPTURE(words.substr(0, 30));
    const json answer = desk.ask({{"words", words}});
    CHECK(answer["items"].is_array());
  }
  CHECK(desk.texts("运费*").size() == 1);
}

TEST_CASE("Pages of hits follow each other without overlap or gap") {
  Searched desk;
  for (int i = 0; i < 7; ++i) desk.room.shell.talk({"第" + std::to_string(i) + "次说运费"}, "oDriver" + std::to_string(i));
  desk.follow();
  Texts all;
  json body{{"words", "运费"}, {"most", 3}};
  while (true) {
    const json answer = desk.ask(body);
    for (const json& item : answer["items"]) all.push_back(item["text"]);
    if (!answer.contains("next")) break;
    body["before"] = answer["next"];
  }
  CHECK(all == Texts{"第6次说运费", "第5次说运费", "第4次说运费", "第3次说运费", "第2次说运费", "第1次说运费", "第0次说运费"});
}

TEST_CASE("A long text is cut around the first place where the words stand") {
  Searched desk;
  std::string text;
  for (int i = 0; i < 100; ++i) text += "前面说了很多";
  text += "运费";
  for (int i = 0; i < 100; ++i) text += "后面也说了很多";
  desk.room.shell.talk({text});
  desk.follow();
  const json item = desk.ask({{"words", "运费"}})["items"][0];
  const std::string shown = item["text"];
  CHECK(base::count_code_points(shown) == 162);
  const auto begin = item["marks"][0]["begin"].get<std::size_t>();
  CHECK(std::string(base::prefix_of_points(std::string_view(shown).substr(base::prefix_of_points(shown, begin).size()), 2)) == "运费");
}

TEST_CASE("A rebuild takes in everything anew") {
  Searched desk;
  desk.room.shell.complain();
  desk.follow();
  const Texts before = desk.texts("运费");
  REQUIRE_FALSE(before.empty());
  CHECK(SearchDesk::knows({{"ask", "search_rebuild"}}));
  CHECK(desk.room.parts_.search.answer() == json::object());
  desk.follow();
  CHECK(desk.texts("运费") == before);
}

TEST_CASE("What was said while nobody followed is found after the next start") {
  Searched desk;
  desk.room.shell.mailboxes->on_turn([](std::int64_t) {});
  desk.room.shell.talk({"货主拖欠运费八千三，电话也不接"});
  desk.follow();  // the first look through everything
  CHECK(desk.texts("运费").size() == 1);
  desk.room.shell.talk({"平台乱扣我的钱"}, "oTwo");
  desk.follow();
  CHECK(desk.texts("平台").empty());
  desk.room.parts_.search.lost();
  desk.follow();
  CHECK(desk.texts("平台").size() == 1);
}

TEST_CASE("A second node in the same folder has a search file of its own") {
  DeskRoom room;
  test::Folder folder;
  SearchDesk first(folder.path("search.sqlite"), *room.shell.store);
  SearchDesk second(folder.path("search.sqlite"), *room.shell.store);
  CHECK(first.problem().empty());
  CHECK(second.problem().empty());
  CHECK(second.find(*shell::shipped_release(), {.words = "运费", .most = 1}).ok());
}

TEST_CASE("A server whose search file cannot be had says what to do and refuses a search") {
  DeskRoom room;
  SearchDesk away("/nowhere/at/all/search.sqlite", *room.shell.store);
  CHECK(away.problem().find("search:") != std::string::npos);
  CHECK(away.find(*shell::shipped_release(), {.words = "运费", .most = 1}).error().code == base::ErrorCode::kUnreached);
}
