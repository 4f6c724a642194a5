// What a platform's call is answered, from the bytes of the request to the bytes of the answer, through the guard, the
// channel, the dialog and the store (reliability reference §4, the rows among the first 33 that concern a webhook;
// framing alone is in tests/bot/server).
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "bot/ingress/webhooks.hpp"
#include "bot/server/connection.hpp"
#include "tests/bot/server/test_connection.hpp"
#include "tests/bot/shell.hpp"
#include "tests/integrations/channels/wechat_call.hpp"

namespace {

using channel_test::Call;

std::string repeat(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out.append(text);
  return out;
}

/// One webhook as the server serves it, without a socket.
class Webhook {
 public:
  Webhook() : edge_(limits(), bot::webhook_routes("demo", channel_test::channel(), parts_)) {}

  std::string post(Call call) {
    std::string query;
    for (const auto& [name, value] : call.query) query += (query.empty() ? "?" : "&") + name + "=" + value;
    return send("POST /hook/wechat/demo" + query + " HTTP/1.1\r\nHost: chat.example\r\nContent-Type: " +
                call.content_type + "\r\nContent-Length: " + std::to_string(call.body.size()) + "\r\n\r\n" + call.body);
  }
  std::string send(const std::string& bytes) {
    auto connection = std::make_shared<TestConnection>(edge_, share_, peer);
    std::string said = connection->feed(bytes);
    shell.executor.run_until([&] { return shell.mailboxes->waiting() == 0; });
    said += connection->feed("");
    return said;
  }
  Call text(const std::string& content, const std::string& id = "1") {
    return channel_test::plain_call(channel_test::push("text", "<Content><![CDATA[" + content + "]]></Content>\n", id),
                                    shell.clock.now());
  }
  Call event(const std::string& name, const std::string& fields = "") {
    return channel_test::plain_call(channel_test::event_push(name, fields), shell.clock.now());
  }
  void begin_after(base::UnixMs last_written) { clock_watch_.begin_after(last_written); }
  std::vector<storage::Turn> turns() { return shell.transcript("o-driver"); }
  std::size_t quarantined() const {
    if (!std::filesystem::exists(folder_.path("quarantine"))) return 0;
    const std::filesystem::directory_iterator files(folder_.path("quarantine"));
    return static_cast<std::size_t>(std::distance(begin(files), end(files)));
  }
  std::string quarantined_body() const {
    const std::filesystem::directory_iterator files(folder_.path("quarantine"));
    std::ifstream file(files->path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  shell::Shell shell;
  std::string peer = "192.0.2.7";

 private:
  static bot::ServerLimits limits() {
    bot::ServerLimits limits;
    limits.hosts = {"chat.example"};
    return limits;
  }

  test::Folder folder_;
  bot::Forgeries forgeries_{shell.clock};
  bot::Quarantine quarantine_{folder_.path("quarantine"), shell.random};
  bot::ClockWatch clock_watch_{shell.clock};
  bot::WebhookParts parts_{.mailboxes = *shell.mailboxes,
                           .forgeries = forgeries_,
                           .quarantine = quarantine_,
                           .clock_watch = clock_watch_,
                           .clock = shell.clock,
                           .log = shell.log};
  bot::Edge edge_;
  bot::Share share_{42, shell.log};
};

std::string empty_answer(const std::string& status, const std::string& more = "") {
  return "HTTP/1.1 " + status + "\r\nX-Content-Type-Options: nosniff\r\n" + more + "Content-Length: 0\r\n\r\n";
}
const std::string kForbidden = empty_answer("403 Forbidden");
const std::string kBadRequest = empty_answer("400 Bad Request");
const std::string kTooMany = empty_answer("429 Too Many Requests", "Retry-After: 60\r\n");
const std::string kSuccess =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\nContent-Length: "
    "7\r\n\r\nsuccess";

std::string billion_laughs() {
  std::string dtd = "<!DOCTYPE x [<!ENTITY a \"ha\">";
  for (char c = 'b'; c < 'k'; ++c) {
    dtd += std::string("<!ENTITY ") + c + " \"" + repeat(std::string("&") + static_cast<char>(c - 1) + ";", 10) + "\">";
  }
  return dtd + "]>" + channel_test::text_push("&j;");
}

}  // namespace

TEST_CASE("webhook: a signed body that cannot be read is answered 400 with nothing in it, kept, and no turn is made") {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"19", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" + channel_test::text_push("&e;")},
      {"20", billion_laughs()},
      {"21 nested", "<xml>" + repeat("<a>", 20'000)},
      {"21 unclosed", "<xml><MsgId>1</MsgId>"},
      {"21 two MsgId", channel_test::push("text", "<Content>x</Content><MsgId>1</MsgId>")},
      {"22 GB18030", channel_test::push("text", "<Content>\xCD\xB6\xCB\xDF</Content>")},
      {"22 UTF-16", std::string("\xFF\xFE<\0x\0m\0l\0>\0", 12)},
      {"23", "{\"Content\":" + repeat("[", 60'000)},
      {"24 duplicate key", R"({"ToUserName":"a","ToUserName":"b"})"},
      {"24 NaN", R"({"MsgId":NaN})"},
      {"25 lone surrogate", R"({"Content":"\ud800"})"},
      {"26 null", "null"},
      {"26 empty object", "{}"},
      {"26 missing MsgId", channel_test::push("text", "<Content>x</Content>", "")}};
  for (const auto& [row, body] : rows) {
    INFO(row);
    Webhook webhook;
    CHECK(webhook.post(channel_test::plain_call(body, webhook.shell.clock.now())) == kBadRequest);
    CHECK(webhook.turns().empty());
    REQUIRE(webhook.quarantined() == 1);
    CHECK(webhook.quarantined_body() == body);
  }
  Webhook webhook;
  CHECK(webhook.post(channel_test::plain_call("", webhook.shell.clock.now())) ==
        kBadRequest);  // row 26: nothing to keep
  CHECK(webhook.quarantined() == 0);
}

TEST_CASE("webhook: the quarantine has a bound, and a full one still answers") {
  const test::Folder folder;
  base::SeededRandom random(3);
  bot::Quarantine quarantine(folder.path("q"), random);
  for (std::size_t i = 0; i < bot::Quarantine::kFilesMax; ++i) REQUIRE(quarantine.keep("x").ok());
  const auto full = quarantine.keep("x");
  REQUIRE_FALSE(full.ok());
  CHECK(full.error().code == base::ErrorCode::kBusy);
}

TEST_CASE("webhook: whatever was not signed by us is answered 403 with nothing in it, and nothing is kept") {
  Webhook webhook;
  const base::UnixMs now = webhook.shell.clock.now();
  Call unsigned_call = webhook.text("你好");
  unsigned_call.remove("signature");
  Call wrong = webhook.text("你好");
  wrong["signature"] = std::string(40, '0');
  const Call other_account = channel_test::plain_call(channel_test::text_push("你好"), now, "another-token");
  const Call stale = channel_test::plain_call(channel_test::text_push("你好"), now - base::seconds(301));
  const Call other_app = channel_test::signed_encrypt(
      channel_test::sealed(channel_test::text_push("你好"), "wx00000000000other"), channel_test::kToken, now);
  const Call other_key = channel_test::signed_encrypt(
      channel_test::sealed(channel_test::text_push("你好"), channel_test::kAppId, channel_test::kOtherKey),
      channel_test::kToken, now);
  Call entity = channel_test::plain_call("<!DOCTYPE x><xml/>", now);
  entity.remove("signature");
  for (const Call& call : {unsigned_call, wrong, other_account, stale, other_app, other_key, entity}) {
    CHECK(webhook.post(call) == kForbidden);  // rows 19, 27, 28, 32
  }
  CHECK(webhook.turns().empty());
  CHECK(webhook.quarantined() == 0);
}

TEST_CASE(
    "webhook: a source that forges more than a hundred calls a minute is told to wait, and the right ones still pass") {
  Webhook webhook;
  Call forged = webhook.text("你好");
  forged["signature"] = std::string(40, '0');
  for (int i = 0; i < bot::Forgeries::kPerMinuteMax; ++i) REQUIRE(webhook.post(forged) == kForbidden);
  CHECK(webhook.post(forged) == kTooMany);
  CHECK(webhook.post(webhook.text("你好")).starts_with("HTTP/1.1 200 OK"));
  webhook.peer = "192.0.2.8";
  CHECK(webhook.post(forged) == kForbidden);
  webhook.peer = "192.0.2.7";
  webhook.shell.clock.advance(base::seconds(61));
  forged = webhook.text("你好");
  forged["signature"] = std::string(40, '0');
  CHECK(webhook.post(forged) == kForbidden);
}

TEST_CASE("webhook: sources that forge are remembered within a bound") {
  base::ManualClock clock{base::UnixMs{0}};
  bot::Forgeries forgeries(clock);
  for (std::size_t i = 0; i < 3 * bot::Forgeries::kSourcesMax; ++i) REQUIRE_FALSE(forgeries.count(std::to_string(i)));
}

TEST_CASE("webhook: while our own clock is in doubt an old call is taken, once, and not afterwards") {
  Webhook webhook;
  const Call call = webhook.text("你好", "77");
  webhook.shell.clock.jump(base::minutes(20));  // the clock was set: by it, the call is 20 minutes old
  const std::string first = webhook.post(call);
  CHECK(first.starts_with("HTTP/1.1 200 OK"));
  CHECK(webhook.post(call) == first);
  CHECK(webhook.turns().size() == 1);
  webhook.shell.clock.advance(bot::ClockWatch::kDoubt);
  CHECK(webhook.post(call) == kForbidden);
}

TEST_CASE("webhook: a program that begins far from what its store wrote last takes a genuine call whatever its clock says") {
  Webhook webhook;
  const Call call = webhook.text("你好", "78");
  webhook.begin_after(webhook.shell.clock.now() - base::days(3653));
  webhook.shell.clock.advance(base::minutes(9));
  CHECK(webhook.post(call).starts_with("HTTP/1.1 200 OK"));
  webhook.shell.clock.advance(base::minutes(2));
  CHECK(webhook.post(call) == kForbidden);
}

TEST_CASE("webhook: a redelivered message is answered with the same bytes, also when its words have changed") {
  Webhook webhook;
  const std::string first = webhook.post(webhook.text("我要投诉", "5"));
  CHECK(first.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\n"));
  webhook.shell.clock.advance(base::seconds(5));
  CHECK(webhook.post(webhook.text("我要投诉", "5")) == first);
  CHECK(webhook.post(webhook.text("别的话", "5")) == first);  // row 29
  REQUIRE(webhook.turns().size() == 1);
  CHECK(webhook.turns().front().lines.front().text == "我要投诉");
}

TEST_CASE("webhook: two events of one second with different keys are two turns") {
  Webhook webhook;
  webhook.post(webhook.event("CLICK", "<EventKey>COMPLAIN</EventKey>"));
  webhook.post(webhook.event("CLICK", "<EventKey>STATUS</EventKey>"));
  webhook.post(webhook.event("CLICK", "<EventKey>STATUS</EventKey>"));
  CHECK(webhook.turns().size() == 2);  // row 30
}

TEST_CASE("webhook: a message of a kind we do not know is kept for a person, an unknown event is only kept") {
  Webhook webhook;
  const std::string message = webhook.post(
      channel_test::plain_call(channel_test::push("hologram", "<X>1</X>", "9"), webhook.shell.clock.now()));
  CHECK(message.find("已经请真人来看") != std::string::npos);  // row 31
  CHECK(webhook.shell.store->desk().open_tasks(0, 10).value().size() == 1);
  CHECK(webhook.post(webhook.event("SOMETHING_NEW")) == kSuccess);
  CHECK(webhook.turns().size() == 2);
}

TEST_CASE("webhook: texts of every length are answered, and what was said is kept whole") {
  int id = 0;
  for (const std::string& content : {std::string(), std::string("货"), repeat("货", 2048), repeat("货", 8193),
                                     std::string("   "), std::string("😀😀")}) {
    INFO(content.size());
    Webhook webhook;
    const std::string said = webhook.post(webhook.text(content, std::to_string(++id)));  // row 33
    CHECK(said.starts_with("HTTP/1.1 200 OK"));
    CHECK((said.find("我自己只读前 8192 个字") != std::string::npos) == (content.size() > 3 * 8192));
    REQUIRE(webhook.turns().size() == 1);
    CHECK(webhook.turns().front().lines.front().text == content);
  }
}

TEST_CASE("webhook: a body in pieces or compressed is refused before it is read") {
  Webhook webhook;
  const std::string head = "POST /hook/wechat/demo HTTP/1.1\r\nHost: chat.example\r\n";
  CHECK(webhook.send(head + "Transfer-Encoding: chunked\r\n\r\n").starts_with("HTTP/1.1 411 "));  // row 3
  CHECK(webhook.send(head + "Content-Length: 10485760\r\n\r\n").starts_with("HTTP/1.1 413 "));    // row 7
  CHECK(webhook.send(head + "Content-Encoding: gzip\r\nContent-Length: 9\r\n\r\n")
            .starts_with("HTTP/1.1 415 "));  // row 17
  CHECK(webhook.turns().empty());
}
