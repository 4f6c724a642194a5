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
  Mailboxes& mailboxes;
  const base::Clock& clock;
  base::Log& log;
};

Response from(integrations::HttpAnswer answer) {
  return {.status = answer.status,
          .content_type = std::move(answer.content_type),
          .headers = {},
          .body = std::move(answer.body)};
}

Response not_kept() {
  return {.status = 503, .content_type = {}, .headers = {{"Retry-After", "1"}}, .body = {}};
}

void deliver(const Account& account, integrations::Inbound inbound, Responder responder) {
  Letter letter;
  letter.key = {std::string(account.channel->name()), account.name, inbound.driver};
  letter.what = translate(inbound);
  // std::function must be copyable, a Responder is not.
  auto held = std::make_shared<Responder>(std::move(responder));
  letter.done = [held, channel = account.channel, hint = std::move(inbound.reply_hint)](const Answer& answer) {
    switch (answer.outcome) {
      case Answer::Outcome::kDone:
      case Answer::Outcome::kDuplicate: held->send(from(channel->passive_answer(hint, answer.text, answer.at))); break;
      case Answer::Outcome::kBusy:
      case Answer::Outcome::kFailed: held->send(not_kept()); break;
    }
  };
  account.mailboxes.deliver(std::move(letter));
}

void handle(const Account& account, Request request, Responder responder) {
  const std::string content_type(request.header("Content-Type"));
  const integrations::Webhook call{
      .method = request.method, .query = std::move(request.query), .content_type = content_type, .body = request.body};
  base::Result<integrations::Received> received = account.channel->receive(call, account.clock.now());
  if (!received) {
    const bool forged = received.error().code == base::ErrorCode::kUnauthenticated;
    account.log.warn("webhook_refused", {{"account", base::OurWord{account.name}},
                                         {"status", forged ? 403 : 400},
                                         {"reason", base::OurWord{received.error().text}}});
    // Empty on purpose: a forger learns nothing, and a platform shows the driver no text of ours.
    responder.send({.status = forged ? 403 : 400, .content_type = {}, .headers = {}, .body = {}});
    return;
  }
  if (auto* handshake = std::get_if<integrations::Handshake>(&received->what)) {
    responder.send(from(std::move(handshake->answer)));
    return;
  }
  auto& messages = std::get<std::vector<integrations::Inbound>>(received->what);
  if (messages.empty()) {
    responder.send(from(account.channel->passive_answer({}, {}, account.clock.now())));
    return;
  }
  deliver(account, std::move(messages.front()), std::move(responder));
}

}  // namespace

std::vector<Route> webhook_routes(const std::string& account, std::shared_ptr<const integrations::Channel> channel,
                                  Mailboxes& mailboxes, const base::Clock& clock, base::Log& log) {
  const std::string path = "/hook/" + std::string(channel->name()) + "/" + account;
  auto shared = std::make_shared<const Account>(Account{account, std::move(channel), mailboxes, clock, log});
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
