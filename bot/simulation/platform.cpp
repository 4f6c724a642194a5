#include "bot/simulation/platform.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "integrations/channels/wechat/crypto.hpp"

namespace bot::simulation {
namespace {

using integrations::HttpResponse;

constexpr int kTriesMax = 3;
constexpr char kToken[] = "simulated";  // of the account, see node.cpp
constexpr base::Millis kWindow = base::hours(48);

HttpResponse json(std::string body) {
  return {.status = 200, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

/// The text inside a passive answer, "" if it says nothing.
std::string text_of(const std::string& body) {
  constexpr std::string_view kOpen = "<Content><![CDATA[";
  const std::size_t at = body.find(kOpen);
  if (at == std::string::npos) return {};
  const std::size_t begin = at + kOpen.size();
  return body.substr(begin, body.find("]]></Content>", begin) - begin);
}

}  // namespace

Platform::Platform(World& world, bool has_faults) : world_(world), has_faults_(has_faults) {
  if (has_faults_) world_.after(world_.between(base::hours(20), base::days(5)), [this] { change_weather(); });
}

/// For hours it takes no calls: what waits meanwhile may come after its 48 hours.
void Platform::change_weather() {
  is_away_ = !is_away_ && !world_.is_calm();
  world_.tell(is_away_ ? "the platform takes no calls" : "the platform takes calls");
  world_.after(is_away_ ? world_.between(base::hours(2), base::hours(30)) : world_.between(base::days(1), base::days(5)),
               [this] { change_weather(); });
}

void Platform::send(const std::string& driver, const std::string& text) {
  const std::size_t at = ledger_.size();
  ledger_.push_back({.driver = driver, .id = std::to_string(next_id_++), .text = text, .sent = world_.now(), .tries = 0, .acknowledged = false, .answer = {}});
  world_.tell(driver + ": " + (text.empty() ? "[photo]" : text));
  last_word_[driver] = world_.now();
  const bool late = has_faults_ && !world_.is_calm() && world_.one_in(25);
  if (late) world_.sometimes("a message was overtaken");
  world_.after(late ? world_.between(base::seconds(2), base::seconds(40)) : world_.between({50}, {300}), [this, at] { deliver(at); });
}

Request Platform::request_of(const Message& message) const {
  const std::string timestamp = std::to_string(world_.now().count / 1000);
  std::string id = message.id;
  if (numbered_deliveries_) id += std::to_string(message.tries);
  std::string body = "<xml><ToUserName><![CDATA[gh_simulated]]></ToUserName><FromUserName><![CDATA[" + message.driver +
                     "]]></FromUserName><CreateTime>" + std::to_string(message.sent.count / 1000) + "</CreateTime>";
  if (message.text.empty()) {
    body += "<MsgType><![CDATA[image]]></MsgType><PicUrl><![CDATA[]]></PicUrl><MediaId><![CDATA[media-" + message.id + "]]></MediaId>";
  } else {
    body += "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[" + message.text + "]]></Content>";
  }
  body += "<MsgId>" + id + "</MsgId></xml>";
  Request request;
  request.method = "POST";
  request.path = "/hook/wechat/demo";
  request.query = {{"signature", integrations::wechat::signature_of({kToken, timestamp, "1"})}, {"timestamp", timestamp}, {"nonce", "1"}};
  request.headers = {{"Content-Type", "text/xml"}};
  request.body = std::move(body);
  request.peer = "203.0.113.1";
  return request;
}

void Platform::deliver(std::size_t at) {
  Message& message = ledger_[at];
  ++message.tries;
  const bool arrives = !has_faults_ || world_.is_calm() || !world_.one_in(20);
  const auto settled = std::make_shared<bool>(false);
  const bool listens = door_.knock(request_of(message), [this, at, arrives, settled](const Response& response) {
    *settled = true;
    answered(at, response, arrives);
  });
  if (!listens) {
    world_.sometimes("a message met a closed door");
    return try_again(at);
  }
  // No answer within 5 s: closed and delivered once more.
  world_.after(base::seconds(5), [this, at, settled, arrives] {
    if (!*settled || !arrives) try_again(at);
  });
}

void Platform::try_again(std::size_t at) {
  if (ledger_[at].acknowledged || ledger_[at].tries >= kTriesMax) return;
  world_.sometimes("a message was delivered again");
  world_.after(base::Millis{100}, [this, at] {
    if (!ledger_[at].acknowledged) deliver(at);
  });
}

void Platform::answered(std::size_t at, const Response& response, bool arrives) {
  Message& message = ledger_[at];
  if (response.status == 403) {
    world_.broke("T-CLOCK", "a genuine message was refused as forged");
    return;
  }
  if (response.status != 200) {
    world_.sometimes("a message was answered 503");
    world_.after(base::seconds(1), [this, at] { try_again(at); });
    return;
  }
  if (message.answer && *message.answer != response.body) {
    world_.broke("I3", "message " + message.id + " was answered in two ways");
    return;
  }
  if (!numbered_deliveries_ && !door_.is_kept(message)) {
    world_.broke("I2", "message " + message.id + " was acknowledged before it was kept");
    return;
  }
  const bool is_first = !message.answer;
  message.answer = response.body;
  if (!arrives) {
    world_.sometimes("an answer did not arrive");
    return;
  }
  message.acknowledged = true;
  const std::string text = text_of(response.body);
  if (!text.empty() && is_first) {
    world_.tell("  to " + message.driver + ": " + text);
    reads_(message.driver, text);
  }
  if (has_faults_ && !world_.is_calm() && message.tries < kTriesMax && world_.one_in(12)) {
    world_.sometimes("an acknowledged message came again");
    const base::Millis later = world_.one_in(4) ? world_.between(base::minutes(6), base::hours(30)) : world_.between(base::seconds(1), base::minutes(4));
    world_.after(later, [this, at] { deliver(at); });
  }
}

base::Result<HttpResponse> Platform::call(const integrations::HttpRequest& request, const integrations::CallLimits& limits) {
  world_.wait(world_.between({10}, {150}));
  if (request.url.find("stable_token") != std::string::npos) return json(R"({"access_token":"t","expires_in":7200})");
  if (request.url.find("template/send") != std::string::npos) return take_template(request, limits);
  return take_active(request, limits);
}

std::optional<base::Result<HttpResponse>> Platform::misfortune(const integrations::CallLimits& limits, bool& answer_is_lost) {
  answer_is_lost = false;
  if (!has_faults_ || world_.is_calm()) return std::nullopt;
  const std::uint64_t fault = world_.chance().below(60);
  if (fault < 6 || is_away_) world_.sometimes("an active message failed");
  if (is_away_ || fault == 1) return json(R"({"errcode":-1,"errmsg":"system busy"})");
  if (fault == 0) return base::Result<HttpResponse>(base::Error{base::ErrorCode::kUnreached, "connect"});
  if (fault == 2) return json(R"({"errcode":42001,"errmsg":"access_token expired"})");
  if (fault == 3) {
    world_.wait(limits.total);
    return base::Result<HttpResponse>(base::Error{base::ErrorCode::kTimeout, "total"});
  }
  answer_is_lost = fault == 4 || fault == 5;
  return std::nullopt;
}

base::Result<HttpResponse> Platform::take_active(const integrations::HttpRequest& request, const integrations::CallLimits& limits) {
  const nlohmann::json body = nlohmann::json::parse(request.body);
  const std::string driver = body.at("touser");
  const std::string text = body.at("text").at("content");
  bool answer_is_lost = false;
  if (auto befallen = misfortune(limits, answer_is_lost)) return std::move(*befallen);
  if (world_.now() - last_word_[driver] > kWindow) {
    world_.sometimes("an active message came after 48 hours");
    return json(R"({"errcode":45015,"errmsg":"response out of time limit"})");
  }
  delivered_[driver].push_back(text);
  world_.tell("  to " + driver + " (active): " + text);
  reads_(driver, text);
  if (answer_is_lost) return base::Error{base::ErrorCode::kUnknown, "closed"};  // it arrived; nobody is told
  return json(R"({"errcode":0,"errmsg":"ok"})");
}

/// Some drivers refuse; now and then the account's template is gone for a while.
base::Result<HttpResponse> Platform::take_template(const integrations::HttpRequest& request, const integrations::CallLimits& limits) {
  const nlohmann::json body = nlohmann::json::parse(request.body);
  const std::string driver = body.at("touser");
  const std::string key = body.at("client_msg_id");
  bool answer_is_lost = false;
  if (auto befallen = misfortune(limits, answer_is_lost)) return std::move(*befallen);
  if (templates_.contains(key)) {
    world_.sometimes("a template message came again");
    return json(R"({"errcode":0,"errmsg":"ok","msgid":1})");
  }
  if (has_faults_ && !world_.is_calm() && world_.one_in(6)) {
    world_.sometimes("a template message was refused");
    return json(R"({"errcode":43101,"errmsg":"user refuse to accept the msg"})");
  }
  if (has_faults_ && !world_.is_calm() && world_.one_in(12)) {
    world_.sometimes("a template was not valid");
    return json(R"({"errcode":40037,"errmsg":"invalid template_id"})");
  }
  templates_.insert(key);
  std::string text;
  for (const auto& [name, field] : body.at("data").items()) text += field.at("value").get<std::string>() + " ";
  world_.sometimes("a template message arrived");
  world_.tell("  to " + driver + " (template): " + text);
  reads_(driver, text);
  if (answer_is_lost) return base::Error{base::ErrorCode::kUnknown, "closed"};
  return json(R"({"errcode":0,"errmsg":"ok","msgid":1})");
}

bool Platform::was_read(const std::string& driver, const std::string& text) const {
  const auto found = delivered_.find(driver);
  return found != delivered_.end() && std::find(found->second.begin(), found->second.end(), text) != found->second.end();
}

}  // namespace bot::simulation
