// Photos and voices are fetched from the platform before it drops them: real store and files, a platform that answers what it is told.
#include "bot/workers/media_keeper.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <deque>
#include <filesystem>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "bot/turns/translate.hpp"
#include "integrations/channels/wechat/wechat.hpp"
#include "tests/bot/shell.hpp"
#include "tests/integrations/channels/wechat_call.hpp"
#include "tests/integrations/http_client/raw_peer.hpp"

using integrations::HttpResponse;
using shell::Shell;
using storage::OutboxState;

namespace {

const std::string kJpeg = std::string("\xFF\xD8\xFF\xE0", 4) + "picture";
constexpr char kTokenAnswer[] = R"({"access_token":"t1","expires_in":7200})";

/// Gives a new token whenever it is asked for one, and for files the answers it is told, one for each call.
class Platform final : public integrations::HttpOut {
 public:
  base::Result<HttpResponse> call(const integrations::HttpRequest& request, const integrations::CallLimits& limits) override {
    if (is_away) return base::Error{base::ErrorCode::kUnreached, "connect"};
    if (request.url == "http://platform.test/cgi-bin/stable_token") {
      return HttpResponse{.status = 200, .headers = {}, .body = R"({"access_token":"t)" + std::to_string(++tokens) + R"(","expires_in":7200})"};
    }
    calls.push_back(request.url);
    if (answers.empty()) return base::Error{base::ErrorCode::kUnreached, "no more answers"};
    base::Result<HttpResponse> answer = std::move(answers.front());
    answers.pop_front();
    if (answer.ok()) answer->body.resize(std::min(answer->body.size(), limits.body_bytes_max));
    return answer;
  }
  void json(std::string body, int status = 200) { answers.emplace_back(HttpResponse{.status = status, .headers = {}, .body = std::move(body)}); }
  void file(std::string bytes) { json(std::move(bytes)); }
  void lost() { answers.emplace_back(base::Error{base::ErrorCode::kUnknown, "closed"}); }

  bool is_away = false;
  int tokens = 0;
  std::vector<std::string> calls;  // for files
  std::deque<base::Result<HttpResponse>> answers;
};

integrations::WechatAccount active(const std::string& api_base) {
  integrations::WechatAccount made = channel_test::account();
  made.app_secret = "test-secret";
  made.api_base = api_base;
  return made;
}

/// A driver's photo was kept in its turn and waits to be fetched.
struct Waiting {
  explicit Waiting(const std::string& api_base = "http://platform.test", integrations::HttpOut* real = nullptr)
      : channel(integrations::make_wechat(active(api_base)).value()),
        media(folder.path("media"), it.random),
        keeper({.channel = channel,
                .target = "wechat/demo",
                .store = *it.store,
                .media = media,
                .http = real != nullptr ? *real : static_cast<integrations::HttpOut&>(http),
                .clock = it.clock,
                .random = it.random,
                .log = it.log,
                .lease = base::seconds(60)}) {}

  /// As the platform pushes it.
  void sends(const std::string& media_id, const std::string& type = "image") {
    const std::string fields = "<PicUrl><![CDATA[http://evil.example/p.jpg]]></PicUrl><MediaId><![CDATA[" + media_id + "]]></MediaId>";
    const auto call = channel_test::plain_call(channel_test::push(type, fields, std::to_string(1000 + ++messages)), it.clock.now());
    auto received = channel->receive(call.webhook(), it.clock.now());
    REQUIRE(received.ok());
    const auto& inbound = std::get<std::vector<integrations::Inbound>>(received->what).front();
    REQUIRE(it.post({.key = key, .what = bot::translate(inbound), .done = {}}).outcome == bot::Answer::Outcome::kDone);
  }
  /// Passes until nothing is due, then every half hour for this long; how many times files were asked for by then.
  std::size_t work(base::Millis time = base::Millis{0}) {
    const base::UnixMs end = it.clock.now() + time;
    for (;;) {
      while (keeper.pass() == base::Millis{0}) {
      }
      if (it.clock.now() >= end) return http.calls.size();
      it.clock.advance(base::minutes(30));
      (void)it.store->outbox().expire_leases(it.clock.now());
    }
  }
  std::int64_t count(OutboxState state) {
    std::int64_t rows = 0;
    const auto counts = it.store->outbox().counts().value();
    for (const auto& one : counts) {
      if (one.kind == storage::OutboxKind::kMedia && one.state == state) rows += one.rows;
    }
    return rows;
  }
  bool has(const std::string& media_id) {
    const bot::MediaPlace place = bot::place_of(key, media_id);
    return media.owns(place.owner, place.name);
  }
  std::string file(const std::string& media_id) {
    const bot::MediaPlace place = bot::place_of(key, media_id);
    return media.read(place.owner, place.name).value();
  }
  std::size_t files() {
    std::size_t found = 0;
    if (!std::filesystem::exists(folder.path("media"))) return 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path("media"))) found += entry.is_regular_file() ? 1U : 0U;
    return found;
  }

  test::Folder folder;
  Shell it{{.fetches_media = true}};
  Platform http;
  std::shared_ptr<const integrations::Channel> channel;
  bot::Media media;
  bot::MediaKeeper keeper;
  storage::ConversationKey key{"wechat", "demo", "o-driver"};
  int messages = 0;
};

}  // namespace

TEST_CASE("media keeper: a photo is fetched from the platform's host and kept, and its row is delivered", "[bot]") {
  Waiting waiting;
  waiting.sends("media-1");
  waiting.http.file(kJpeg);
  CHECK(waiting.work() == 1);
  CHECK(waiting.http.calls[0] == "http://platform.test/cgi-bin/media/get?access_token=t1&media_id=media-1");
  CHECK(waiting.file("media-1") == kJpeg);
  CHECK(waiting.count(OutboxState::kDelivered) == 1);
  CHECK(waiting.files() == 1);
}

TEST_CASE("media keeper: a voice is kept as it is", "[bot]") {
  Waiting waiting;
  waiting.sends("voice-1", "voice");
  waiting.http.file("#!AMR\nwords");
  waiting.work();
  CHECK(waiting.file("voice-1") == "#!AMR\nwords");
}

TEST_CASE("media keeper: what the platform has no more is given up with its reason, and holds back no other", "[bot]") {
  Waiting waiting;
  for (const char* id : {"gone", "media-2"}) waiting.sends(id);
  waiting.http.json(R"({"errcode":40007,"errmsg":"invalid media_id"})");
  waiting.http.file(kJpeg);
  CHECK(waiting.work() == 2);
  CHECK(waiting.count(OutboxState::kDead) == 1);
  CHECK_FALSE(waiting.has("gone"));
  CHECK(waiting.has("media-2"));
}

TEST_CASE("media keeper: a token that is stale is asked for anew once, and kept for the next file", "[bot]") {
  Waiting waiting;
  waiting.sends("media-1");
  waiting.http.json(R"({"errcode":42001,"errmsg":"access_token expired"})");
  waiting.http.file(kJpeg);
  CHECK(waiting.work() == 2);
  CHECK(waiting.http.calls[1].find("access_token=t2&") != std::string::npos);
  CHECK(waiting.has("media-1"));
  waiting.sends("media-2");
  waiting.http.file(kJpeg);
  CHECK(waiting.work() == 3);
  CHECK(waiting.has("media-2"));
  CHECK(waiting.http.tokens == 2);
}

TEST_CASE("media keeper: what is no photo, no voice, or too large is not kept and not asked for again", "[bot]") {
  const std::string too_large = kJpeg + std::string(bot::kPhotoBytesMax, 'x');
  for (const auto& [type, bytes] : std::vector<std::pair<std::string, std::string>>{
           {"image", "<svg xmlns="}, {"image", "<html><script>"}, {"image", "#!AMR\nwords"}, {"voice", kJpeg}, {"voice", "words"}, {"image", too_large}}) {
    Waiting waiting;
    waiting.sends("media-1", type);
      waiting.http.file(bytes);
    CHECK(waiting.work(base::hours(8)) == 1);
    CHECK(waiting.count(OutboxState::kDead) == 1);
    CHECK(waiting.files() == 0);
  }
}

TEST_CASE("media keeper: a film's address is never called", "[bot]") {
  Waiting waiting;
  waiting.sends("media-1");
  waiting.http.json(R"({"video_url":"http://evil.example/film.mp4"})");
  CHECK(waiting.work(base::hours(8)) == 1);
  CHECK(waiting.http.calls.front().starts_with("http://platform.test/"));
  CHECK(waiting.count(OutboxState::kDead) == 1);
}

TEST_CASE("media keeper: while the network or the platform is away the file waits, and it is fetched afterwards", "[bot]") {
  Waiting waiting;
  waiting.sends("media-1");
  waiting.http.is_away = true;
  waiting.work(base::hours(20));
  CHECK(waiting.count(OutboxState::kPending) == 1);
  waiting.http.is_away = false;
  waiting.http.json(R"({"errcode":-1,"errmsg":"system busy"})");
  waiting.http.json("busy", 503);
  waiting.http.lost();
  waiting.http.file(kJpeg);
  waiting.work(base::hours(12));
  CHECK(waiting.file("media-1") == kJpeg);
  CHECK(waiting.count(OutboxState::kDelivered) == 1);
}

TEST_CASE("media keeper: after the platform's three days a file is given up", "[bot]") {
  Waiting waiting;
  waiting.sends("media-1");
  waiting.work(base::hours(70));
  CHECK(waiting.count(OutboxState::kPending) == 1);
  waiting.work(base::hours(5));
  CHECK(waiting.count(OutboxState::kDead) == 1);
  const std::size_t calls = waiting.http.calls.size();
  CHECK(waiting.work(base::hours(24)) == calls);
}

TEST_CASE("media keeper: killed between the file and its row, it does not fetch the file twice", "[bot]") {
  Waiting waiting;
  waiting.sends("media-1");
  // As the process that died left it: the row is leased, the file is there.
  REQUIRE(waiting.it.store->outbox().claim(storage::OutboxKind::kMedia, "wechat/demo", waiting.it.clock.now(), base::seconds(60), 1).value().size() == 1);
  REQUIRE(waiting.media.keep_as(bot::place_of(waiting.key, "media-1"), kJpeg).ok());
  CHECK(waiting.work(base::hours(1)) == 0);
  CHECK(waiting.count(OutboxState::kDelivered) == 1);
  CHECK(waiting.file("media-1") == kJpeg);
}

TEST_CASE("media keeper: killed in the middle of the file, it leaves nothing that looks like one, and fetches it whole", "[bot]") {
  Waiting waiting;
  waiting.sends("media-1");
  REQUIRE(waiting.it.store->outbox().claim(storage::OutboxKind::kMedia, "wechat/demo", waiting.it.clock.now(), base::seconds(60), 1).value().size() == 1);
  // What write_durably() leaves when its process dies: the beginning, under another name.
  const bot::MediaPlace place = bot::place_of(waiting.key, "media-1");
  REQUIRE(waiting.media.keep_as(place, kJpeg.substr(0, 5)).ok());
  const std::string path = waiting.folder.path("media") + "/" + place.owner + "/" + place.name;
  std::filesystem::rename(path, path + ".part");
  waiting.http.file(kJpeg);
  waiting.work(base::hours(1));
  CHECK(waiting.file("media-1") == kJpeg);
  CHECK(waiting.files() == 1);
}

TEST_CASE("media keeper: a disk that takes no file loses none: it is fetched when there is room", "[bot]") {
  Waiting waiting;
  waiting.sends("media-1");
  const bot::MediaPlace place = bot::place_of(waiting.key, "media-1");
  const std::string blocked = waiting.folder.path("media") + "/" + place.owner;
  std::filesystem::create_directories(blocked + "/" + place.name);  // a folder stands where the file belongs
  waiting.http.file(kJpeg);
  CHECK(waiting.work() == 1);
  CHECK(waiting.count(OutboxState::kPending) == 1);
  std::filesystem::remove_all(blocked);
  waiting.http.file(kJpeg);
  CHECK(waiting.work(base::hours(1)) == 2);
  CHECK(waiting.file("media-1") == kJpeg);
}

TEST_CASE("media keeper: over real HTTP a photo comes from the push into the folder, past an answer that breaks off", "[bot]") {
  std::mutex mutex;
  std::vector<std::string> asked;
  bool broke_off = false;
  http_tests::RawPeer platform([&](http_tests::PeerSide& side) {
    const std::string request = side.read_request();
    const std::lock_guard lock(mutex);
    asked.push_back(request.substr(0, request.find(" HTTP/")));
    const auto answer = [&side](const std::string& type, const std::string& body, std::size_t length) {
      side.send("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: " + std::to_string(length) + "\r\nConnection: close\r\n\r\n" + body);
    };
    if (request.starts_with("POST /cgi-bin/stable_token")) return answer("application/json", kTokenAnswer, sizeof kTokenAnswer - 1);
    if (!broke_off) {
      broke_off = true;
      return answer("image/jpeg", kJpeg.substr(0, 6), kJpeg.size());
    }
    answer("image/jpeg", kJpeg, kJpeg.size());
  });
  const auto http = integrations::make_http_client({});
  Waiting waiting("http://127.0.0.1:" + std::to_string(platform.port()), http.get());
  waiting.sends("media-1");
  waiting.work();
  CHECK_FALSE(waiting.has("media-1"));
  waiting.work(base::minutes(30));
  CHECK(waiting.file("media-1") == kJpeg);
  CHECK(waiting.count(OutboxState::kDelivered) == 1);
  const std::lock_guard lock(mutex);
  CHECK(asked == std::vector<std::string>{"POST /cgi-bin/stable_token", "GET /cgi-bin/media/get?access_token=t1&media_id=media-1",
                                          "GET /cgi-bin/media/get?access_token=t1&media_id=media-1"});
}

namespace {

void forget_me(Waiting& waiting) {
  REQUIRE(waiting.it.talk({"忘记我"}, "o-driver").text.find("确定吗") != std::string::npos);
  REQUIRE(waiting.it.talk({"是"}, "o-driver").text.find("都删了") != std::string::npos);
}

}  // namespace

TEST_CASE("media keeper: 忘记我 drops the photos that no ticket took, and leaves those of a ticket and of afterwards", "[bot]") {
  Waiting waiting;
  const std::string number = waiting.it.complain("o-driver");
  waiting.it.talk({"补充", "他昨天又把我拉黑了"}, "o-driver");
  waiting.sends("taken");
  waiting.it.talk({"好了", "跳过"}, "o-driver");
  REQUIRE(waiting.it.store->tickets().find(number).value()->field("evidence") == "taken");
  waiting.sends("loose");
  for (int i = 0; i < 2; ++i) waiting.http.file(kJpeg);
  waiting.work();
  REQUIRE(waiting.has("loose"));
  forget_me(waiting);
  waiting.it.clock.advance(base::seconds(1));
  waiting.sends("later");
  waiting.http.file(kJpeg);
  waiting.work();
  CHECK(waiting.has("taken"));
  CHECK_FALSE(waiting.has("loose"));
  CHECK(waiting.has("later"));
  CHECK(waiting.count(OutboxState::kDelivered) == 4);
}

TEST_CASE("media keeper: a photo that was to be forgotten before it was fetched is never fetched", "[bot]") {
  Waiting waiting;
  waiting.it.talk({"你好"}, "o-driver");
  waiting.sends("loose");
  waiting.http.is_away = true;
  waiting.work();
  forget_me(waiting);
  waiting.work();
  waiting.http.is_away = false;
  waiting.http.file(kJpeg);
  CHECK(waiting.work(base::hours(12)) == 0);
  CHECK_FALSE(waiting.has("loose"));
  const bot::MediaPlace place = bot::place_of(waiting.key, "loose");
  CHECK(waiting.media.keep_as(place, kJpeg).error().code == base::ErrorCode::kConflict);  // nor by a call that was under way
}

TEST_CASE("media keeper: what cannot be dropped now is dropped later", "[bot]") {
  Waiting waiting;
  waiting.it.talk({"你好"}, "o-driver");
  waiting.sends("loose");
  waiting.http.file(kJpeg);
  waiting.work();
  const bot::MediaPlace place = bot::place_of(waiting.key, "loose");
  const std::string beside = waiting.folder.path("media") + "/" + place.owner + "/" + place.name + ".part";
  std::filesystem::create_directories(beside);  // the disk takes nothing there
  forget_me(waiting);
  waiting.work();
  CHECK(waiting.has("loose"));
  CHECK(waiting.count(OutboxState::kPending) == 1);
  std::filesystem::remove(beside);
  waiting.work(base::hours(1));
  CHECK_FALSE(waiting.has("loose"));
  CHECK(waiting.count(OutboxState::kPending) == 0);
}

TEST_CASE("media keeper: the web chat's photos are dropped likewise, without a platform", "[bot]") {
  Waiting waiting;
  const std::string visitor(64, 'a'), other(64, 'b');
  const storage::ConversationKey key{"web", "web", visitor};
  const std::string photo = waiting.media.keep(visitor, kJpeg).value(), foreign = waiting.media.keep(other, kJpeg).value();
  storage::TurnWrite turn;
  turn.key = key;
  turn.inbound_key = "w1";
  turn.at = waiting.it.clock.now();
  turn.state = dialogs::encode_state({});
  turn.lines = {{.speaker = storage::Speaker::kDriver, .text = "", .extra = "{\"media\":[\"" + photo + "\",\"" + foreign + "\",\"../x\"]}"}};
  turn.messages.push_back({.key = "f1", .target = "web/web", .driver = visitor, .text = bot::encode_media({.kind = bot::MediaOrder::Kind::kForget, .media_id = {}}),
                           .due = turn.at, .kind = storage::OutboxKind::kMedia});
  auto durable = std::make_shared<std::promise<bool>>();
  REQUIRE(waiting.it.store->turns().commit(turn, [durable](const base::Result<storage::Committed>& done) { durable->set_value(done.ok()); }).ok());
  REQUIRE(durable->get_future().get());
  bot::MediaKeeper keeper({.channel = nullptr,
                           .target = "web/web",
                           .store = *waiting.it.store,
                           .media = waiting.media,
                           .http = waiting.http,
                           .clock = waiting.it.clock,
                           .random = waiting.it.random,
                           .log = waiting.it.log,
                           .lease = base::seconds(60)});
  REQUIRE(keeper.pass() == base::Millis{0});
  CHECK_FALSE(waiting.media.owns(visitor, photo));
  CHECK(waiting.media.read(visitor, photo).error().code == base::ErrorCode::kNotFound);
  CHECK(waiting.media.owns(other, foreign));
  CHECK(waiting.count(OutboxState::kDelivered) == 1);
  CHECK(waiting.files() == 2);
}
