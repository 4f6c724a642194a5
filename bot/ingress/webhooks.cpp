#include "bot/ingress/webhooks.hpp"

#include <utility>
#include <variant>

#include "bot/turns/translate.hpp"

namespace bot {
namespace {

constexpr std::size_t kWebhookBytesMax = 64 * 1024;

struct Account {
  std::string name;
  std::shared_ptr<const integrations::Channel> channel;
  WebhookParts parts;
};

Response from(integrations::HttpAnswer answer) {
  return {.status = answer.status,
          .content_type = std::move(answer.content_type),
          .headers = {},
          .body = std::move(answer.body)};
}

Response not_kept() { return {.status = 503, .content_type = {}, .headers = {{"Retry-After", "1"}}, .body = {}}; }

void deliver(const Account& account, integrations::Inbound inbound, Responder responder) {
  Letter letter;
  letter.key = {std::string(account.channel->name()), account.name, inbound.driver};
  letter.what = translate(inbound);
  // std::function must be copyable, a Responder is not.
  auto held = std::make_shared<Responder>(std::move(responder));
  letter.done = [held, channel = account.channel, hint = std::move(inbound.reply_hint)](const Answer& answer) {
    switch (answer.outcome) {
      case Answer::Outcome::kDone:
      case Answer::Outcome::kDuplicate:
        held->send(from(channel->passive_answer(hint, answer.text, answer.at)));
        break;
      case Answer::Outcome::kBusy:
      case Answer::Outcome::kFailed:
      case Answer::Outcome::kRefused:  // of an operator's order; never of a message
        held->send(not_kept());
        break;
    }
  };
  account.parts.mailboxes.deliver(std::move(letter));
}

/// Empty answers on purpose: a forger learns nothing, and a platform shows the driver no text of ours.
Response refusal(int status) { return {.status = status, .content_type = {}, .headers = {}, .body = {}}; }

void refuse_forged(const Account& account, const std::string& peer, std::string_view reason, Responder responder) {
  const bool too_many = account.parts.forgeries.count(peer);
  if (!too_many) {
    account.parts.log.warn(
        "webhook_refused",
        {{"account", base::OurWord{account.name}}, {"status", 403}, {"reason", base::OurWord{reason}}});
  }
  Response response = refusal(too_many ? 429 : 403);
  if (too_many) response.headers.emplace_back("Retry-After", "60");
  responder.send(std::move(response));
}

/// The signature was right: somebody's message may be in these bytes.
void refuse_unreadable(const Account& account, std::string_view body, std::string_view reason, Responder responder) {
  account.parts.log.warn(
      "webhook_refused",
      {{"account", base::OurWord{account.name}}, {"status", 400}, {"reason", base::OurWord{reason}}});
  if (!body.empty()) {
    const base::Result<std::string> kept = account.parts.quarantine.keep(body);
    if (kept) {
      account.parts.log.warn("body_quarantined", {{"file", base::OurWord{*kept}}});
    } else {
      account.parts.log.error("body_not_kept", {{"account", base::OurWord{account.name}}});
    }
  }
  responder.send(refusal(400));
}

void handle(const Account& account, Request request, Responder responder) {
  const std::string content_type(request.header("Content-Type"));
  const bool clock_in_doubt = account.parts.clock_watch.may_be_wrong();
  const integrations::Webhook call{.method = request.method,
                                   .query = std::move(request.query),
                                   .content_type = content_type,
                                   .body = request.body,
                                   .clock_in_doubt = clock_in_doubt};
  base::Result<integrations::Received> received = account.channel->receive(call, account.parts.clock.now());
  if (!received) {
    const base::Error& error = received.error();
    if (error.code == base::ErrorCode::kUnauthenticated) {
      return refuse_forged(account, request.peer, error.text, std::move(responder));
    }
    return refuse_unreadable(account, request.body, error.text, std::move(responder));
  }
  if (clock_in_doubt) account.parts.log.warn("taken_with_clock_in_doubt", {{"account", base::OurWord{account.name}}});
  if (auto* handshake = std::get_if<integrations::Handshake>(&received->what)) {
    responder.send(from(std::move(handshake->answer)));
    return;
  }
  auto& messages = std::get<std::vector<integrations::Inbound>>(received->what);
  if (messages.empty()) {
    responder.send(from(account.channel->passive_answer({}, {}, account.parts.clock.now())));
    return;
  }
  deliver(account, std::move(messages.front()), std::move(responder));
}

}  // namespace

std::vector<Route> webhook_routes(const std::string& account, std::shared_ptr<const integrations::Channel> channel,
                                  const WebhookParts& parts) {
  const std::string path = "/hook/" + std::string(channel->name()) + "/" + account;
  auto shared = std::make_shared<const Account>(Account{account, std::move(channel), parts});
  const Handler handler = [shared](Request request, Responder responder) {
    handle(*shared, std::move(request), std::move(responder));
  };
  std::vector<Route> routes;
  for (const char* method : {"GET", "POST"}) {
    Route route;
    route.method = method;
    route.path = path;
    route.handler = handler;
    route.body_bytes_max = kWebhookBytesMax;
    routes.push_back(std::move(route));
  }
  return routes;
}

}  // namespace bot
