// What becomes of results and revisits when the platform's 48 hours are over: real store, scripts and promises, a platform made up.
#include <algorithm>
#include <catch2/catch.hpp>
#include <deque>

#include "bot/turns/translate.hpp"
#include "bot/workers/post_and_wait.hpp"
#include "bot/workers/promise_keeper.hpp"
#include "bot/workers/sender.hpp"
#include "integrations/channels/wechat/wechat.hpp"
#include "tests/bot/shell.hpp"

using bot::OrderKind;
using integrations::HttpRequest;
using integrations::HttpResponse;
using integrations::TemplatePurpose;
using shell::Shell;

namespace {

/// Answers calls with the errcodes it is told to, 0 afterwards.
class Platform final : public integrations::HttpOut {
 public:
  base::Result<HttpResponse> call(const HttpRequest& request, const integrations::CallLimits&) override {
    if (request.url.find("stable_token") != std::string::npos) return json(R"({"access_token":"t","expires_in":7200})");
    calls.push_back(request);
    int code = 0;
    if (!codes.empty()) {
      code = codes.front();
      codes.pop_front();
    }
    if (code == kSilent) return base::Error{base::ErrorCode::kTimeout, "total"};
    return json("{\"errcode\":" + std::to_string(code) + ",\"msgid\":" + std::to_string(calls.size()) + "}");
  }

  static constexpr int kSilent = 1;
  std::deque<int> codes;
  std::vector<HttpRequest> calls;

 private:
  static HttpResponse json(std::string body) { return {.status = 200, .headers = {}, .body = std::move(body)}; }
};

std::shared_ptr<const integrations::Channel> account(bool has_templates) {
  integrations::WechatAccount made;
  made.app_id = "wx0000000000000";
  made.tokens = {"test"};
  made.accept_plain = true;
  made.app_secret = "test";
  made.api_base = "http://platform.test";
  for (const TemplatePurpose purpose : {TemplatePurpose::kResult, TemplatePurpose::kRevisit}) {
    if (!has_templates) break;
    made.templates.push_back({.purpose = purpose,
                              .kind = integrations::WechatTemplate::Kind::kTemplate,
                              .id = purpose == TemplatePurpose::kResult ? "TPL-RESULT" : "TPL-REVISIT",
                              .url = {},
                              .fields = {{"character_string1", "工单号"}, {"thing2", "提示"}}});
  }
  return std::move(integrations::make_wechat(made)).value();
}

struct Late {
  explicit Late(bool has_templates = true)
      : it({.sends_actively = true, .quota = {.messages_max = 5, .window = base::hours(48)}, .templates = has_templates}),
        watch(it.clock),
        keeper({.store = *it.store,
                .mailboxes = *it.mailboxes,
                .promises = it.promises,
                .clock_watch = watch,
                .clock = it.clock,
                .log = it.log,
                .lease = base::seconds(60)}),
        sender(account(has_templates), "wechat/demo", it.store->outbox(), *it.mailboxes, platform, it.clock, it.random, it.log,
               base::seconds(60)) {}

  void pass(base::Millis time, base::Millis step = base::minutes(30)) {
    for (base::Millis gone{0}; gone < time; gone = gone + step) {
      it.clock.advance(step);
      (void)keeper.pass();
      (void)sender.pass();
    }
  }
  void close(const std::string& number) {
    const bot::Answer answer = bot::post_and_wait(
        *it.mailboxes, {.key = Shell::key(),
                        .what = bot::TicketOrder{.kind = OrderKind::kClose, .ticket = number, .by = "wang", .reason = "10", .words = "运费已付清"},
                        .done = {}});
    REQUIRE(answer.outcome == bot::Answer::Outcome::kDone);
    (void)sender.pass();
  }
  std::string say(const std::string& text) {
    return bot::post_and_wait(*it.mailboxes, it.said(text, "late" + std::to_string(++said_))).text;
  }
  /// The platform tells of an event: what became of a template, or that he follows the account no more.
  void tell(integrations::InboundKind kind, const std::string& key, const std::string& undelivered = {}) {
    integrations::Inbound event;
    event.kind = kind;
    event.driver = "oOne";
    event.key = key;
    event.text = undelivered.empty() ? "success" : "failed:user block";
    event.undelivered = undelivered;
    event.sent_at = it.clock.now();
    CHECK(bot::post_and_wait(*it.mailboxes, {.key = Shell::key(), .what = bot::translate(event), .done = {}}).outcome != bot::Answer::Outcome::kFailed);
  }
  /// Messages that left within the window.
  std::size_t words_sent() const {
    return static_cast<std::size_t>(std::count_if(platform.calls.begin(), platform.calls.end(), [](const HttpRequest& request) {
      return request.url.find("custom/send") != std::string::npos;
    }));
  }
  std::vector<storage::Task> tasks(const std::string& kind) {
    std::vector<storage::Task> found;
    const auto all = it.store->desk().open_tasks(0, 500).value();
    std::copy_if(all.begin(), all.end(), std::back_inserter(found), [&](const storage::Task& task) { return task.kind == kind; });
    return found;
  }
  std::vector<std::string> asked_by(const std::string& number) {
    std::vector<std::string> found;
    const auto log = it.store->tickets().log(number).value();
    for (const tickets::TicketEvent& event : log) {
      if (event.act == "revisit_asked") found.push_back(event.detail);
    }
    return found;
  }
  /// Template messages that were sent, by template.
  std::vector<std::string> sent(const std::string& id) {
    std::vector<std::string> bodies;
    for (const HttpRequest& request : platform.calls) {
      if (request.body.find(id) != std::string::npos) bodies.push_back(request.body);
    }
    return bodies;
  }

  Shell it;
  Platform platform;
  bot::ClockWatch watch;
  bot::PromiseKeeper keeper;
  bot::Sender sender;
  int said_ = 0;
};

}  // namespace

TEST_CASE("template message: a result after 48 hours reaches the driver as a template, and its words lead the next answer", "[bot]") {
  Late late;
  const std::string number = late.it.complain();
  late.it.run_on_thread();
  late.pass(base::hours(50));
  late.close(number);
  REQUIRE(late.sent("TPL-RESULT").size() == 1);
  CHECK(late.sent("TPL-RESULT").front().find(number) != std::string::npos);
  CHECK(late.sent("TPL-RESULT").front().find("有答复了") != std::string::npos);
  CHECK(late.tasks("result_call").empty());
  CHECK(late.say("你好").find("运费已付清") != std::string::npos);
}

TEST_CASE("template message: a revisit after 48 hours is asked by template, and the driver's late answer is its answer", "[bot]") {
  Late late;
  const std::string number = late.it.complain();
  late.it.run_on_thread();
  late.pass(base::hours(30));
  late.close(number);
  late.pass(base::hours(26));
  REQUIRE(late.sent("TPL-REVISIT").size() == 1);
  CHECK(late.asked_by(number) == std::vector<std::string>{"template"});
  CHECK(late.tasks("revisit_call").empty());
  const std::string answer = late.say("解决了");
  CHECK(answer.find("满意吗") != std::string::npos);
  CHECK(answer.find("问题解决了吗") == std::string::npos);  // the template asked it
}

TEST_CASE("template message: a driver who refuses templates is called by a person, once, and the log says so", "[bot]") {
  for (const int code : {43101, 43004, 45015, 45047}) {
    INFO(code);
    Late late;
    const std::string number = late.it.complain();
    late.it.run_on_thread();
    late.pass(base::hours(30));
    late.close(number);
    late.platform.codes = {code};
    late.pass(base::hours(60));
    CHECK(late.sent("TPL-REVISIT").size() == 1);
    CHECK(late.tasks("revisit_call").size() == 1);
    CHECK(late.tasks("configuration").empty());
    CHECK(late.asked_by(number) == std::vector<std::string>{"template", "call"});
    CHECK(late.it.store->verify().value().empty());
  }
}

TEST_CASE("template message: one that the platform took and could not deliver is a person's call, once", "[bot]") {
  for (const bool is_revisit : {true, false}) {
    INFO(is_revisit);
    Late late;
    const std::string number = late.it.complain();
    late.it.run_on_thread();
    late.pass(base::hours(is_revisit ? 30 : 50));
    late.close(number);
    if (is_revisit) late.pass(base::hours(26));
    REQUIRE(late.sent(is_revisit ? "TPL-REVISIT" : "TPL-RESULT").size() == 1);
    const char* call = is_revisit ? "revisit_call" : "result_call";
    CHECK(late.tasks(call).empty());
    const std::string id = std::to_string(late.platform.calls.size());
    for (int i = 0; i < 3; ++i) late.tell(integrations::InboundKind::kNotice, "e1", id);
    REQUIRE(late.tasks(call).size() == 1);
    CHECK(late.tasks(call).front().ticket == number);
    CHECK(late.tasks("undelivered").empty());
    if (is_revisit) CHECK(late.asked_by(number) == std::vector<std::string>{"template", "call"});
    CHECK(late.it.store->verify().value().empty());
  }
}

TEST_CASE("template message: a report that comes before the attempt was written down, or for another driver's message, is a person's call all the same", "[bot]") {
  Late late;
  const std::string number = late.it.complain();
  late.it.run_on_thread();
  late.tell(integrations::InboundKind::kNotice, "e1", "404");
  CHECK(late.tasks("undelivered").size() == 1);
  CHECK(late.asked_by(number).empty());
}

TEST_CASE("template message: an event of the platform is no word of the driver's, and opens no window for ordinary messages", "[bot]") {
  for (const auto kind : {integrations::InboundKind::kNotice, integrations::InboundKind::kSubscribed, integrations::InboundKind::kMenu}) {
    Late late;
    const std::string number = late.it.complain();
    late.it.run_on_thread();
    late.pass(base::hours(50));
    late.tell(kind, "e1");
    const std::size_t before = late.words_sent();
    late.close(number);
    CHECK(late.sent("TPL-RESULT").size() == 1);
    CHECK(late.words_sent() == before);
  }
}

TEST_CASE("template message: to a driver who follows the account no more no ordinary message is sent, though he wrote just now", "[bot]") {
  Late late;
  const std::string number = late.it.complain();
  late.it.run_on_thread();
  late.tell(integrations::InboundKind::kUnsubscribed, "e1");
  late.platform.codes = {43004};
  late.close(number);
  CHECK(late.words_sent() == 0);
  CHECK(late.tasks("result_call").size() == 1);
}

TEST_CASE("template message: a template that is not valid tells the operator, once an hour, and calls a person each time", "[bot]") {
  Late late;
  const std::string number = late.it.complain();
  late.it.run_on_thread();
  late.pass(base::hours(50));
  late.platform.codes = {40037};
  late.close(number);
  REQUIRE(late.tasks("configuration").size() == 1);
  CHECK(late.tasks("configuration").front().reason.find("40037") != std::string::npos);
  CHECK(late.tasks("result_call").size() == 1);
  CHECK(late.tasks("result_call").front().ticket == number);
}

TEST_CASE("template message: what is busy or silent is tried again with the same key, by the one retry policy", "[bot]") {
  Late late;
  const std::string number = late.it.complain();
  late.it.run_on_thread();
  late.pass(base::hours(50));
  late.platform.codes = {-1, Platform::kSilent, 42001};
  late.close(number);
  late.pass(base::minutes(10), base::seconds(10));
  const auto bodies = late.sent("TPL-RESULT");
  REQUIRE(bodies.size() == 4);
  CHECK(std::all_of(bodies.begin(), bodies.end(), [&](const std::string& body) { return body == bodies.front(); }));
  CHECK(late.tasks("result_call").empty());
}

TEST_CASE("template message: a revisit does not use up the message that is kept for the result", "[bot]") {
  Late late;
  const std::string number = late.it.complain();
  late.it.run_on_thread();
  late.close(number);
  // Four words have left since he last wrote, and the fifth is kept.
  late.it.clock.advance(base::seconds(1));
  (void)late.say("你好");
  for (int i = 0; i < 3; ++i) {
    const bot::Answer told = bot::post_and_wait(*late.it.mailboxes, {.key = Shell::key(), .what = bot::PersonActs{.act = bot::PersonActs::Act::kSay, .by = "wang", .display = "wang", .text = "请稍等"}, .done = {}});
    REQUIRE(told.outcome == bot::Answer::Outcome::kDone);
  }
  (void)bot::post_and_wait(*late.it.mailboxes, {.key = Shell::key(), .what = bot::PersonActs{.act = bot::PersonActs::Act::kGiveBack, .by = "wang", .display = "wang", .text = {}}, .done = {}});
  late.pass(base::hours(30));
  CHECK(late.asked_by(number) == std::vector<std::string>{"template"});
  CHECK(late.sent("TPL-REVISIT").size() == 1);
}

TEST_CASE("template message: without a template a person has the call", "[bot]") {
  Late late(false);
  const std::string number = late.it.complain();
  late.it.run_on_thread();
  late.pass(base::hours(50));
  late.close(number);
  CHECK(late.tasks("result_call").size() == 1);
  CHECK(late.sent("template_id").empty());
}
