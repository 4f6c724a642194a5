// Dialogs at the desk: drafts, what is said of a text while it is typed, talking with it, and the way to its publication and back.
#include <catch2/catch.hpp>
#include <thread>

#include "bot/desk/scripts/workbench.hpp"
#include "bot/files.hpp"
#include "bot/releases.hpp"
#include "tests/bot/desk/desk_room.hpp"

using namespace bot::desk;
using Catch::Contains;
using desk_room::Browser;
using desk_room::DeskRoom;
using desk_room::json_of;
using nlohmann::json;

namespace {

constexpr char kParking[] =
    "kind: dialog\n"
    "id: parking\n"
    "title: 停车难\n"
    "start:\n"
    "  words: [没地方停车]\n"
    "slots:\n"
    "  - slot: 停车地点\n"
    "    field: parking_place\n"
    "    type: text\n"
    "    ask: 您在哪里找不到车位？\n"
    "steps:\n"
    "  - collect: [停车地点]\n"
    "  - say: 记下了，<停车地点>。\n"
    "  - end: done\n";

void has_its_shape(const bot::Response& answer, std::string_view name) {
  json shapes = json::object();
  for (const schema::Field& shape : shared_shapes()) shapes[shape.name] = json::parse(shape.shape.json);
  for (const DeskRoute& route : all_routes()) {
    if (name == route.name) CHECK(schema::mismatch(json_of(answer), json::parse(route.answer.json), shapes) == "");
  }
}

std::vector<std::string> errors_in(const bot::Response& checked) {
  std::vector<std::string> codes;
  const json answer = json_of(checked);
  for (const json& one : answer["diagnostics"]) {
    if (one["severity"] == "error") codes.push_back(one["code"]);
  }
  return codes;
}

/// A room with a draft "停车" and its author.
struct Author {
  DeskRoom room;
  Browser browser = room.sign_in("zhao", Role::kScriptAuthor);
  std::string path = "/api/drafts/停车";

  Author() {
    // The specification's examples: they are checked in a twentieth of the time of the shipped ones.
    const std::string sources = bot::encode_sources(bot::read_scripts(std::string(XINSHENG_SOURCE_DIR) + "/tests/conversations/spec").value());
    const json published = room.parts_.workbench.ask({{"ask", "publish"}, {"expected", 1}, {"sources", sources}, {"kind", "publish"}, {"by", "qian"},
                                                      {"confirmed_by", ""}, {"note", ""}, {"moves_all", false}, {"withdraw", json::array()}}).value();
    REQUIRE(published["number"] == 2);
    follow();
    CHECK(room.ask(browser, "POST", "/api/drafts", {{"name", "停车"}}).status == 200);
  }
  /// Drivers meet what was published.
  void follow() { REQUIRE(room.shell.releases->refresh().ok()); }
  bot::Response post(const std::string& what, const json& body) { return room.ask(browser, "POST", path + what, body); }
  bot::Response save(const std::string& file, const std::string& text, const std::string& version) {
    return post("/file", {{"path", file}, {"text", text}, {"version", version}});
  }
  json file(const std::string& name) { return json_of(room.ask(browser, "GET", path + "/file?path=" + name)); }
  /// Saved with one piece of text replaced.
  void change(const std::string& name, const std::string& from, const std::string& to) {
    const json old = file(name);
    std::string text = old["text"];
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    CHECK(save(name, text.replace(at, from.size(), to), old["version"]).status == 200);
  }
  json trial() {
    for (;;) {
      const bot::Response answer = post("/trial", json::object());
      REQUIRE(answer.status == 200);
      if (json_of(answer)["state"] == "done") {
        has_its_shape(answer, "tryDraft");
        return json_of(answer);
      }
      std::this_thread::yield();
    }
  }
  bot::Response publish(const std::string& key) { return post("/publish", {{"key", key}, {"reason", "加停车"}, {"moves_all", false}}); }
};

}  // namespace

TEST_CASE("A draft begins as what runs, and shows which of its files are others") {
  Author author;
  CHECK(author.room.ask(author.browser, "POST", "/api/drafts", {{"name", "停车"}}).status == 409);
  CHECK(author.room.ask(author.browser, "POST", "/api/drafts", {{"name", "a/b"}}).status == 422);
  CHECK(author.save("parking.yaml", kParking, "").status == 200);
  author.change("status.yaml", "没有查到", "查不到");
  const bot::Response answer = author.room.ask(author.browser, "GET", author.path);
  has_its_shape(answer, "draft");
  std::map<std::string, std::string> changes;
  const json shown = json_of(answer);
  for (const json& file : shown["files"]) changes[file["path"]] = file["change"];
  CHECK(changes["parking.yaml"] == "new");
  CHECK(changes["status.yaml"] == "changed");
  CHECK(changes["complaint.yaml"] == "same");
  CHECK(author.room.audit().front().said.action == "draft.save");
}

TEST_CASE("Of two who write in one file the second keeps what was typed and sees what stands there; two files do not meet") {
  Author author;
  const Browser second = author.room.sign_in("qian", Role::kScriptAuthor);
  const json read = author.file("status.yaml");
  author.change("status.yaml", "没有查到", "查不到");
  const bot::Response late = author.room.ask(second, "POST", author.path + "/file",
                                             {{"path", "status.yaml"}, {"text", "kind: dialog\n"}, {"version", read["version"]}});
  CHECK(late.status == 409);
  CHECK(json_of(late)["present"]["by"] == "zhao");
  CHECK_THAT(json_of(late)["present"]["text"].get<std::string>(), Contains("查不到"));
  CHECK(author.room.ask(second, "POST", author.path + "/file", {{"path", "parking.yaml"}, {"text", kParking}, {"version", ""}}).status == 200);
  CHECK(author.save("parking.yaml", "kind: dialog\n", "").status == 409);
  CHECK(author.save("../parking.yaml", kParking, "").status == 422);
  const json parking = author.file("parking.yaml");
  CHECK(author.post("/file/remove", {{"path", "parking.yaml"}, {"version", parking["version"]}}).status == 200);
  CHECK(author.room.ask(author.browser, "GET", author.path + "/file?path=parking.yaml").status == 404);
}

TEST_CASE("A draft that somebody else saved since is not dropped") {
  Author author;
  author.change("status.yaml", "没有查到", "查不到");
  CHECK(author.post("/drop", {{"revision", 1}}).status == 409);
  CHECK(author.post("/drop", {{"revision", 2}}).status == 200);
  CHECK(author.room.ask(author.browser, "GET", author.path).status == 404);
}

TEST_CASE("A text is checked as it is typed, without being saved: faults have their places, a good one is a graph") {
  Author author;
  const auto check = [&](const std::string& text, bool tests) { return author.post("/check", {{"path", "parking.yaml"}, {"text", text}, {"tests", tests}}); };
  const bot::Response good = check(kParking, false);
  has_its_shape(good, "checkScript");
  CHECK(json_of(good)["flow"]["nodes"][1]["title"] == "问：停车地点");
  std::string wrong = kParking;
  wrong.replace(wrong.find("[停车地点]"), std::string("[停车地点]").size(), "[停车地方]");
  const json faults = json_of(check(wrong, false))["diagnostics"];
  REQUIRE_FALSE(faults.empty());
  CHECK(faults[0]["file"] == "parking.yaml");
  CHECK(faults[0]["line"] == 12);
  CHECK_FALSE(json_of(check(wrong, false)).contains("flow"));
  const std::string failing = std::string(kParking) + "tests:\n  - test: 问地点\n    talk:\n      - user: 没地方停车\n      - bot: 您好吗\n";
  CHECK(errors_in(check(failing, false)).empty());
  CHECK(errors_in(check(failing, true)) == std::vector<std::string>{"E0701"});
  CHECK(author.room.ask(author.browser, "GET", author.path + "/file?path=parking.yaml").status == 404);
  CHECK(json_of(author.post("/format", {{"path", "parking.yaml"}, {"text", "kind:   dialog\n"}}))["text"] == "kind: dialog\n");
  CHECK(author.post("/format", {{"path", "parking.yaml"}, {"text", "kind: [\n"}}).status == 422);
}

TEST_CASE("One talks with a draft that is not saved, and the talk becomes a test that passes") {
  Author author;
  json said{{"path", "parking.yaml"}, {"text", kParking}, {"now", 1'741'572'000'000}, {"lines", {{{"key", "user"}, {"text", "没地方停车"}}, {{"key", "user"}, {"text", "长途汽车站门口"}}}}};
  const bot::Response answer = author.post("/talk", said);
  REQUIRE(answer.status == 200);
  has_its_shape(answer, "talkWithDraft");
  const json lines = json_of(answer)["lines"];
  CHECK(lines[0]["asked"] == "停车地点");
  CHECK_THAT(lines[1]["said"].get<std::string>(), Contains("记下了，长途汽车站门口"));
  CHECK(lines[1]["ended"] == "done");
  said["name"] = "说了地点就记下";
  const std::string test = json_of(author.post("/test-of-talk", said))["text"];
  CHECK_THAT(test, Contains("test: 说了地点就记下") && Contains("ask: 停车地点"));
  CHECK(errors_in(author.post("/check", {{"path", "parking.yaml"}, {"text", std::string(kParking) + "tests:\n" + test}, {"tests", true}})).empty());
  said.erase("name");
  said["text"] = "kind: dialog\n";
  CHECK(author.post("/talk", said).status == 422);
}

TEST_CASE("A draft goes out through its trial, is what conversations begin with, and is taken back") {
  Author author;
  author.save("parking.yaml", kParking, "");
  const json tried = author.trial();
  CHECK(tried["report"]["passed"] == true);
  CHECK(tried["report"]["changes"][0]["file"] == "parking.yaml");
  CHECK_FALSE(tried["report"]["needs_second_person"].get<bool>());
  const bot::Response published = author.publish(tried["key"]);
  REQUIRE(published.status == 200);
  CHECK(json_of(published)["number"] == 3);
  const json history = json_of(author.room.ask(author.browser, "GET", "/api/releases"))["items"];
  CHECK(history[0]["by"] == "zhao");
  CHECK(history[0]["note"] == "加停车");
  CHECK(json_of(author.room.ask(author.browser, "GET", author.path))["draft"]["base"] == 3);
  CHECK(author.publish(author.trial()["key"]).status == 422);  // nothing is left to publish
  const json back{{"expected", 3}, {"reason", "先退回"}, {"moves_all", false}, {"withdraw", false}};
  CHECK(author.room.ask(author.browser, "POST", "/api/releases/3/restore", back).status == 422);
  CHECK(json_of(author.room.ask(author.browser, "POST", "/api/releases/2/restore", back))["number"] == 4);
  CHECK(author.room.ask(author.browser, "POST", "/api/releases/2/restore", back).status == 409);
}

TEST_CASE("A draft that fails its own tests is not published, and its report says where") {
  Author author;
  author.save("parking.yaml", std::string(kParking) + "tests:\n  - test: 问地点\n    talk:\n      - user: 没地方停车\n      - bot: 您好吗\n", "");
  const json tried = author.trial();
  CHECK_FALSE(tried["report"]["passed"].get<bool>());
  CHECK_THAT(tried["report"]["steps"].back()["refusals"][0].get<std::string>(), Contains("parking.yaml") && Contains("问地点"));
  CHECK(author.publish(tried["key"]).status == 422);
}

TEST_CASE("Where conversations would be decided otherwise a second person must agree to exactly what is published") {
  Author author;
  author.save("parking.yaml", kParking, "");
  REQUIRE(author.publish(author.trial()["key"]).status == 200);
  author.follow();
  author.room.shell.talk({"没地方停车", "长途汽车站门口"});
  // The same words begin another dialog now.
  author.change("parking.yaml", "[没地方停车]", "[停车难]");
  std::string other = kParking;
  other.replace(other.find("id: parking"), std::string("id: parking").size(), "id: car_park");
  author.save("car_park.yaml", other, "");
  const json tried = author.trial();
  REQUIRE(tried["report"]["passed"].get<bool>());
  REQUIRE(tried["report"]["needs_second_person"].get<bool>());
  const std::string key = tried["key"];
  CHECK(json_of(author.publish(key))["error"] == "second_person");
  CHECK(author.post("/agreements/" + key, json::object()).status == 200);  // the author's own counts for nothing
  CHECK(json_of(author.publish(key))["error"] == "second_person");
  const Browser second = author.room.sign_in("qian", Role::kSupervisor);
  CHECK(author.room.ask(second, "POST", author.path + "/agreements/" + key, {{"reason", "看过了"}}).status == 200);
  CHECK(author.room.ask(second, "POST", author.path + "/agreements/3-other", json::object()).status == 409);
  CHECK(author.trial()["agreed_by"][0] == "qian");
  SECTION("then it goes out, and the history names both") {
    CHECK(author.publish(key).status == 200);
    CHECK(json_of(author.room.ask(author.browser, "GET", "/api/releases"))["items"][0]["confirmed_by"] == "qian");
  }
  SECTION("a text saved since is not what was agreed to") {
    author.change("status.yaml", "没有查到", "查不到");
    const bot::Response old = author.publish(key);
    CHECK(old.status == 409);
    CHECK(json_of(author.publish(json_of(old)["present"]["key"]))["error"] == "second_person");
  }
}

TEST_CASE("A draft whose base is old follows what others published: their files come, what both changed is named") {
  Author author;
  CHECK(author.room.ask(author.browser, "POST", "/api/drafts", {{"name", "别的"}}).status == 200);
  author.change("status.yaml", "没有查到", "查不到");
  author.save("parking.yaml", kParking, "");
  CHECK(author.publish(author.trial()["key"]).status == 200);
  author.path = "/api/drafts/别的";
  author.change("status.yaml", "没有查到", "没找到");
  CHECK(author.publish(author.trial()["key"]).status == 409);
  const json followed = json_of(author.post("/follow", json::object()));
  CHECK(followed["taken"] == json::array({"parking.yaml"}));
  CHECK(followed["both"] == json::array({"status.yaml"}));
  CHECK_THAT(author.file("status.yaml")["text"].get<std::string>(), Contains("没找到"));
  CHECK(author.publish(author.trial()["key"]).status == 200);
}

TEST_CASE("Rules that are being written are tried on the tickets that came: how often each spoke, and what would go elsewhere") {
  Author author;
  author.room.shell.talk({"我是网约车司机，车牌鲁A00000，滴滴昨天下午三点无故扣了我两百块，电话13000000000", "跳过", "跳过", "同意", "1"});
  const json tickets = json_of(author.room.ask(author.browser, "GET", "/api/tickets"))["items"];
  REQUIRE(tickets.size() == 1);
  const std::string text = author.file("rules/routing.yaml")["text"];
  const bot::Response same = author.post("/rule-hits", {{"path", "rules/routing.yaml"}, {"text", text}});
  REQUIRE(same.status == 200);
  has_its_shape(same, "tryRules");
  const json answer = json_of(same);
  CHECK(answer["messages"] == 1);
  std::size_t spoke = 0;
  for (const json& rule : answer["rules"]) {
    CHECK(rule["before"] == rule["after"]);
    CHECK(rule["days"][0] == rule["after"]);
    spoke += rule["after"].get<std::size_t>();
  }
  CHECK(spoke > 0);
  CHECK(same.body.find("两百块") == std::string::npos);
  CHECK(author.post("/rule-hits", {{"path", "status.yaml"}, {"text", author.file("status.yaml")["text"]}}).status == 422);
}

TEST_CASE("The desk counts which conversations still run on which release") {
  Author author;
  author.room.shell.talk({"我要投诉"});
  const json items = json_of(author.room.ask(author.browser, "GET", "/api/running"))["items"];
  REQUIRE(items.size() == 1);
  CHECK(items[0]["conversations"] == 1);
  CHECK(items[0]["release"] == json_of(author.room.ask(author.browser, "GET", "/api/releases"))["items"][0]["release"]);
}
