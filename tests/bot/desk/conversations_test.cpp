// What operators see of conversations, and that what they do reaches the driver.
#include <catch2/catch.hpp>
#include <future>

#include "bot/files.hpp"
#include "bot/server/event_queue.hpp"
#include "tests/bot/desk/desk_room.hpp"

using namespace bot::desk;
using desk_room::Browser;
using desk_room::DeskRoom;
using desk_room::json_of;
using desk_room::Running;
using nlohmann::json;

namespace {

std::string path_of(DeskRoom& room, const std::string& driver = "oOne") {
  return "/api/conversations/" + std::to_string(room.shell.store->turns().load(shell::Shell::key(driver)).value()->id);
}

json shapes_of_all() {
  json shapes = json::object();
  for (const schema::Field& shape : shared_shapes()) shapes[shape.name] = json::parse(shape.shape.json);
  return shapes;
}

/// An answer has the shape its route describes.
void has_its_shape(const bot::Response& answer, std::string_view name) {
  for (const DeskRoute& route : all_routes()) {
    if (name == route.name) CHECK(schema::mismatch(json_of(answer), json::parse(route.answer.json), shapes_of_all()).empty());
  }
}

/// A console that listens. It outlives the feed it is added to: the feed closes it, and it is woken once more by that.
struct Listener {
  std::mutex mutex;
  std::condition_variable woken;
  std::string bytes;
  std::shared_ptr<bot::EventQueue> stream = std::make_shared<bot::EventQueue>([this] {
    const std::lock_guard lock(mutex);
    stream->take(bytes);
    woken.notify_all();
  });

  bool hears(const std::string& words) {
    std::unique_lock lock(mutex);
    woken.wait(lock, [&] { return bytes.find(words) != std::string::npos; });
    bytes.clear();
    return true;
  }
};

}  // namespace

TEST_CASE("The list tells of the conversation heard last first, page by page, each once") {
  DeskRoom room;
  const Browser browser = room.sign_in("xiaoli", Role::kOperator);
  for (const char* driver : {"oOne", "oTwo", "oThree"}) room.shell.talk({"我要投诉"}, driver);
  room.shell.talk({"货主拖欠运费八千三，电话也不接"}, "oOne");
  const bot::Response first = room.ask(browser, "GET", "/api/conversations?most=2");
  REQUIRE(first.status == 200);
  has_its_shape(first, "conversations");
  const json page = json_of(first);
  REQUIRE(page["items"].size() == 2);
  CHECK(page["items"][0]["driver"] == "oOne");
  CHECK(page["items"][0]["mode"] == "bot");
  CHECK(page["items"][0]["last"]["text"] == "货主拖欠运费八千三，电话也不接");
  CHECK(page["items"][1]["driver"] == "hree");
  const json rest = json_of(room.ask(browser, "GET", "/api/conversations?most=2&before=" + page["next"].get<std::string>()));
  REQUIRE(rest["items"].size() == 1);
  CHECK(rest["items"][0]["driver"] == "oTwo");
  CHECK_FALSE(rest.contains("next"));
}

TEST_CASE("The list can be asked for those that need a person, that one has taken, and for a hotline's") {
  DeskRoom room;
  const Browser browser = room.sign_in("xiaoli", Role::kOperator);
  room.shell.talk({"我要投诉"}, "oOne");
  room.shell.talk({"转人工"}, "oTwo");
  REQUIRE_FALSE(room.shell.complain("oThree").empty());
  const auto drivers = [&](const std::string& query) {
    std::vector<std::string> found;
    const json answer = json_of(room.ask(browser, "GET", "/api/conversations" + query));
    for (const json& row : answer["items"]) found.push_back(row["driver"]);
    return found;
  };
  CHECK(drivers("?show=needs") == std::vector<std::string>{"oTwo"});
  CHECK(drivers("?mode=waiting") == std::vector<std::string>{"oTwo"});
  CHECK(drivers("?hotline=12328") == std::vector<std::string>{"hree"});
  CHECK(drivers("?show=mine").empty());
  {
    const Running running(room);
    REQUIRE(room.ask(browser, "POST", path_of(room, "oTwo") + "/take", json::object()).status == 200);
  }
  CHECK(drivers("?show=mine") == std::vector<std::string>{"oTwo"});
}

TEST_CASE("A transcript shows what the rules saw in the driver's own words, and hides who he is") {
  DeskRoom room;
  const Browser browser = room.sign_in("xiaoli", Role::kViewer);
  room.shell.talk({"我要投诉", "货主拖欠运费八千三，我的电话13000000001，车鲁A00000"});
  const bot::Response answer = room.ask(browser, "GET", path_of(room) + "/turns");
  REQUIRE(answer.status == 200);
  has_its_shape(answer, "turns");
  CHECK(answer.body.find("13000000001") == std::string::npos);
  CHECK(answer.body.find("A00000") == std::string::npos);
  const json line = json_of(answer)["items"][1]["lines"][0];
  CHECK(line["from"] == "driver");
  CHECK(line["understood"]["route"] == "12328");
  CHECK_FALSE(line["understood"]["marks"].empty());
  const bot::Response detail = room.ask(browser, "GET", path_of(room));
  has_its_shape(detail, "conversation");
  CHECK(detail.body.find("13000000001") == std::string::npos);
  CHECK_FALSE(json_of(detail)["frames"].empty());
}

TEST_CASE("Who asks what stands behind the marks gives a reason, and that is written down first") {
  DeskRoom room;
  const Browser viewer = room.sign_in("viewer", Role::kViewer);
  const Browser browser = room.sign_in("xiaoli", Role::kOperator);
  room.shell.talk({"我的电话13000000001"});
  CHECK(room.ask(viewer, "POST", path_of(room) + "/unmask", {{"reason", "想看看"}}).status == 403);
  CHECK(room.ask(browser, "POST", path_of(room) + "/unmask", {{"reason", ""}}).status == 422);
  const bot::Response shown = room.ask(browser, "POST", path_of(room) + "/unmask", {{"reason", "司机要求回电"}});
  REQUIRE(shown.status == 200);
  CHECK(shown.body.find("13000000001") != std::string::npos);
  const auto written = room.audit().front().said;
  CHECK(written.action == "conversation.unmask");
  CHECK(written.note == "司机要求回电");
  CHECK("/api/" + written.object == path_of(room) + "/unmask");
}

TEST_CASE("An operator takes over, answers and gives back, and two do not answer at once") {
  DeskRoom room;
  const Browser li = room.sign_in("li", Role::kOperator);
  const Browser zhang = room.sign_in("zhang", Role::kOperator);
  room.shell.talk({"我要投诉"});
  const std::string path = path_of(room);
  const Running running(room);
  const bot::Response taken = room.ask(li, "POST", path + "/take", json::object());
  REQUIRE(taken.status == 200);
  has_its_shape(taken, "takeOver");
  const bot::Response refused = room.ask(zhang, "POST", path + "/reply", {{"text", "我来答"}});
  CHECK(refused.status == 409);
  CHECK(json_of(refused)["message"].get<std::string>().find("「li」") != std::string::npos);
  CHECK(room.ask(li, "POST", path + "/reply", {{"text", "您好，我是人工客服"}}).status == 200);
  CHECK(room.ask(zhang, "POST", path + "/note", {{"text", "上周也来过"}}).status == 200);
  CHECK(json_of(room.ask(zhang, "GET", path))["conversation"]["person"]["by"] == "li");
  CHECK(room.ask(li, "POST", path + "/give-back", json::object()).status == 200);
  CHECK(json_of(room.ask(zhang, "GET", path))["conversation"]["mode"] == "bot");
}

TEST_CASE("A reply that is asked for twice under one key is said once") {
  DeskRoom room;
  const Browser li = room.sign_in("li", Role::kOperator);
  room.shell.talk({"我要投诉"});
  const std::string path = path_of(room);
  const Running running(room);
  const bot::Request request = room.request(li, "POST", path + "/reply", {{"text", "您好"}});
  const bot::Response first = room.ask(request);
  REQUIRE(first.status == 200);
  CHECK(room.ask(request).body == first.body);
  CHECK(json_of(room.ask(li, "GET", path + "/turns"))["version"] == 2);
}

TEST_CASE("Nothing is said that is empty or longer than a driver reads, and nothing to a conversation that is not there") {
  DeskRoom room;
  const Browser li = room.sign_in("li", Role::kOperator);
  room.shell.talk({"我要投诉"});
  CHECK(room.ask(li, "POST", path_of(room) + "/reply", {{"text", " \n"}}).status == 422);
  std::string long_text;
  for (int i = 0; i < 1001; ++i) long_text += "好";
  CHECK(room.ask(li, "POST", path_of(room) + "/reply", {{"text", long_text}}).status == 422);
  CHECK(room.ask(li, "POST", "/api/conversations/987654321/reply", {{"text", "您好"}}).status == 404);
  CHECK(room.ask(li, "GET", "/api/conversations/0/turns").status == 404);
}

TEST_CASE("What waits for a person is listed oldest first and is done once") {
  DeskRoom room;
  const Browser li = room.sign_in("li", Role::kOperator);
  room.shell.talk({"转人工"}, "oOne");
  room.shell.talk({"转人工"}, "oTwo");
  const bot::Response listed = room.ask(li, "GET", "/api/tasks");
  has_its_shape(listed, "tasks");
  const json tasks = json_of(listed)["items"];
  REQUIRE(tasks.size() == 2);
  CHECK(tasks[0]["kind"] == "handoff");
  const std::string path = "/api/tasks/" + std::to_string(tasks[0]["id"].get<int>()) + "/close";
  CHECK(room.ask(li, "POST", path, json::object()).status == 200);
  CHECK(room.ask(li, "POST", path, json::object()).status == 409);
  CHECK(json_of(room.ask(li, "GET", "/api/tasks"))["items"].size() == 1);
}

TEST_CASE("An open console is told which conversations changed, and many changes at once are one word") {
  base::ManualClock clock(base::UnixMs{1'000'000});
  Listener console;
  DeskFeed feed(clock);
  REQUIRE(feed.add(console.stream));
  feed.changed(7);
  CHECK(console.hears("{\"conversations\":[7]}"));
  for (std::int64_t id = 1; id <= 100'000; ++id) feed.changed(id);
  CHECK(console.hears("{\"all\":true}"));
  feed.lost();
  CHECK(console.hears("{\"all\":true}"));
  feed.stop();
  CHECK_FALSE(console.stream->is_open());
}

TEST_CASE("A colleague whose name is no UTF-8 does not end the telling of who is where") {
  base::ManualClock clock(base::UnixMs{1'000'000});
  Listener console;
  DeskFeed feed(clock);
  REQUIRE(feed.add(console.stream));
  feed.present("page", {.at = "conversations/7", .name = "li", .display = "\xFF", .typing = false});
  CHECK(console.hears("conversations/7"));
  REQUIRE(feed.add(std::make_shared<bot::EventQueue>([] {})));
}

TEST_CASE("A console that has been open for long is sent through the door again") {
  base::ManualClock clock(base::UnixMs{1'000'000});
  DeskFeed feed(clock);
  auto stream = std::make_shared<bot::EventQueue>([] {});
  REQUIRE(feed.add(stream));
  clock.advance(kFeedStreamWhole + base::seconds(1));
  while (stream->is_open()) {
    feed.lost();
    std::this_thread::yield();
  }
  CHECK_FALSE(stream->is_open());
}

TEST_CASE("Giving back closes what called for a person, and nothing else") {
  DeskRoom room;
  const Browser li = room.sign_in("li", Role::kOperator);
  room.shell.talk({"转人工"}, "oOne");
  room.shell.talk({"转人工"}, "oTwo");
  const Running running(room);
  REQUIRE(json_of(room.ask(li, "GET", "/api/tasks"))["items"].size() == 2);
  REQUIRE(room.ask(li, "POST", path_of(room) + "/take", json::object()).status == 200);
  CHECK(json_of(room.ask(li, "GET", "/api/tasks"))["items"].size() == 2);
  REQUIRE(room.ask(li, "POST", path_of(room) + "/give-back", json::object()).status == 200);
  const json left = json_of(room.ask(li, "GET", "/api/tasks"))["items"];
  REQUIRE(left.size() == 1);
  CHECK("/api/conversations/" + std::to_string(left[0]["conversation"].get<int>()) == path_of(room, "oTwo"));
}

TEST_CASE("A written reply is shown and said with what the driver has, and never with an empty place") {
  DeskRoom room;
  const Browser li = room.sign_in("li", Role::kOperator);
  REQUIRE(bot::write_durably(room.parts_.files.replies, "编号 = 您的工单 {工单号}，{座席}\n空 = {姓名}师傅\n错").ok());
  room.shell.talk({"我要投诉"}, "oNew");
  const std::string number = room.shell.complain();
  const Running running(room);
  const bot::Response answer = room.ask(li, "GET", path_of(room) + "/replies");
  REQUIRE(answer.status == 200);
  has_its_shape(answer, "replies");
  const json replies = json_of(answer);
  CHECK(replies["items"][0]["filled"] == "您的工单 " + number + "，li");
  CHECK(replies["items"][0]["why_not"] == "");
  CHECK(replies["items"][1]["why_not"].get<std::string>().find("{姓名}") != std::string::npos);
  CHECK(replies["faults"].size() == 1);
  CHECK(room.ask(li, "POST", path_of(room) + "/reply", {{"text", "您的工单 {工单号}"}}).status == 200);
  CHECK(room.ask(li, "GET", path_of(room) + "/turns").body.find("您的工单 " + number) != std::string::npos);
  const bot::Response refused = room.ask(li, "POST", path_of(room, "oNew") + "/reply", {{"text", "您的工单 {工单号}"}});
  CHECK(refused.status == 422);
  CHECK(json_of(refused)["error"] == "placeholder");
  CHECK(json_of(room.ask(li, "GET", path_of(room, "oNew")))["conversation"]["mode"] == "bot");
}

TEST_CASE("A photo is the server's own, of this driver alone, and each look at it is written down") {
  DeskRoom room;
  const Browser li = room.sign_in("li", Role::kOperator);
  const std::string visitor(64, 'a'), other(64, 'b');
  const std::string png = std::string("\x89PNG\r\n\x1A\n", 8) + "picture";
  const std::string photo = room.parts_.media.keep(visitor, png).value(), foreign = room.parts_.media.keep(other, png).value();
  storage::TurnWrite turn;
  turn.key = {"web", "web", visitor};
  turn.inbound_key = "w1";
  turn.at = room.shell.clock.now();
  turn.state = dialogs::encode_state({});
  turn.lines = {{.speaker = storage::Speaker::kDriver, .text = "", .extra = json{{"media", {photo}}}.dump()},
                {.speaker = storage::Speaker::kDriver, .text = "北园大街", .extra = R"({"place":{"name":"北园大街","latitude":36.68512,"longitude":116.99731}})"}};
  std::promise<bool> durable;
  REQUIRE(room.shell.store->turns().commit(turn, [&durable](const base::Result<storage::Committed>& done) { durable.set_value(done.ok()); }).ok());
  REQUIRE(durable.get_future().get());
  const std::string path = "/api/conversations/" + std::to_string(room.shell.store->turns().load(turn.key).value()->id);
  const bot::Response turns = room.ask(li, "GET", path + "/turns");
  has_its_shape(turns, "turns");
  const json lines = json_of(turns)["items"][0]["lines"];
  CHECK(lines[0]["photos"] == json{photo});
  CHECK(lines[1]["at"] == json{{"latitude", 36.69}, {"longitude", 117.0}, {"exact", false}});
  const json open = json_of(room.ask(li, "POST", path + "/unmask", {{"reason", "救援要位置"}}));
  CHECK(open["items"][0]["lines"][1]["at"]["latitude"] == 36.68512);
  const bot::Response shown = room.ask(li, "GET", path + "/photos/" + photo);
  CHECK(shown.status == 200);
  CHECK(shown.content_type == "image/png");
  CHECK(shown.body == png);
  CHECK(room.audit().front().said.action == "conversation.photo");
  for (const std::string& name : {foreign, std::string("..%2f"), std::string(32, '0')}) CHECK(room.ask(li, "GET", path + "/photos/" + name).status == 404);
}

namespace {

/// A driver's photo on WeChat, in the transcript.
void photo_of(DeskRoom& room, const storage::ConversationKey& key, const std::string& media_id, const char* type = "photo") {
  storage::TurnWrite turn;
  turn.key = key;
  turn.inbound_key = media_id;
  turn.at = room.shell.clock.now();
  turn.state = dialogs::encode_state({});
  turn.lines = {{.speaker = storage::Speaker::kDriver, .text = "", .extra = json{{"media", {media_id, "16k"}}, {"type", type}}.dump()}};
  auto durable = std::make_shared<std::promise<bool>>();
  REQUIRE(room.shell.store->turns().commit(turn, [durable](const base::Result<storage::Committed>& done) { durable->set_value(done.ok()); }).ok());
  REQUIRE(durable->get_future().get());
}

const std::string kJpeg = std::string("\xFF\xD8\xFF\xE0", 4) + "picture";

}  // namespace

TEST_CASE("A photo sent on WeChat is shown once it was fetched; until then, and for another driver's, the answer says why not") {
  DeskRoom room;
  room.style.fetches_media = true;
  const Browser li = room.sign_in("li", Role::kOperator);
  const storage::ConversationKey key{"wechat", "demo", "oPhoto"}, other{"wechat", "demo", "oOther"};
  photo_of(room, key, "media-1");
  photo_of(room, other, "media-2");
  const auto path = [&room](const storage::ConversationKey& of) { return "/api/conversations/" + std::to_string(room.shell.store->turns().load(of).value()->id); };
  const bot::Response turns = room.ask(li, "GET", path(key) + "/turns");
  has_its_shape(turns, "turns");
  const json line = json_of(turns)["items"][0]["lines"][0];
  REQUIRE(line["photos"].size() == 2);
  const std::string name = line["photos"][0];
  CHECK(name == bot::place_of(key, "media-1").name);
  CHECK(turns.body.find("media-1") == std::string::npos);  // the platform's id stays with us
  const bot::Response early = room.ask(li, "GET", path(key) + "/photos/" + name);
  CHECK(early.status == 404);
  CHECK(early.body.find("照片还没有从微信取来，或者已经过期") != std::string::npos);
  REQUIRE(room.parts_.media.keep_as(bot::place_of(key, "media-1"), kJpeg).ok());
  const bot::Response shown = room.ask(li, "GET", path(key) + "/photos/" + name);
  CHECK(shown.status == 200);
  CHECK(shown.content_type == "image/jpeg");
  CHECK(shown.body == kJpeg);
  CHECK(std::find(shown.headers.begin(), shown.headers.end(), std::pair<std::string, std::string>("Cache-Control", "no-store")) != shown.headers.end());
  CHECK(room.audit().front().said.action == "conversation.photo");
  CHECK(room.ask(li, "GET", path(other) + "/photos/" + name).status == 404);
  REQUIRE(room.parts_.media.forget(bot::place_of(key, "media-1")).ok());
  const bot::Response forgotten = room.ask(li, "GET", path(key) + "/photos/" + name);
  CHECK(forgotten.status == 404);
  CHECK(forgotten.body.find("司机要求删除了") != std::string::npos);
  for (const char* never : {"media-1", "..%2f..%2fxinsheng.db", "%00"}) CHECK(room.ask(li, "GET", path(key) + "/photos/" + never).status == 404);
}

TEST_CASE("A voice sent on WeChat is a file to save") {
  DeskRoom room;
  room.style.fetches_media = true;
  const Browser li = room.sign_in("li", Role::kOperator);
  const storage::ConversationKey key{"wechat", "demo", "oVoice"};
  photo_of(room, key, "voice-1", "voice");
  const std::string path = "/api/conversations/" + std::to_string(room.shell.store->turns().load(key).value()->id);
  const json line = json_of(room.ask(li, "GET", path + "/turns"))["items"][0]["lines"][0];
  REQUIRE(line["photos"].size() == 1);  // the recording, not its copy
  REQUIRE(room.parts_.media.keep_as(bot::place_of(key, "voice-1"), "#!AMR\nwords").ok());
  const bot::Response saved = room.ask(li, "GET", path + "/photos/" + line["photos"][0].get<std::string>());
  CHECK(saved.status == 200);
  CHECK(saved.content_type == "audio/amr");
  CHECK(std::find(saved.headers.begin(), saved.headers.end(),
                  std::pair<std::string, std::string>("Content-Disposition", "attachment; filename=\"voice.amr\"")) != saved.headers.end());
}

TEST_CASE("Where the account fetches nothing, or the driver sent a film, no photo is offered") {
  DeskRoom room;
  const Browser li = room.sign_in("li", Role::kOperator);
  const storage::ConversationKey key{"wechat", "demo", "oFilm"};
  photo_of(room, key, "media-1");
  const std::string path = "/api/conversations/" + std::to_string(room.shell.store->turns().load(key).value()->id);
  CHECK_FALSE(json_of(room.ask(li, "GET", path + "/turns"))["items"][0]["lines"][0].contains("photos"));
  room.style.fetches_media = true;
  const storage::ConversationKey film{"wechat", "demo", "oFilm2"};
  photo_of(room, film, "film-1", "video");
  const std::string of_film = "/api/conversations/" + std::to_string(room.shell.store->turns().load(film).value()->id);
  CHECK_FALSE(json_of(room.ask(li, "GET", of_film + "/turns"))["items"][0]["lines"][0].contains("photos"));
}
