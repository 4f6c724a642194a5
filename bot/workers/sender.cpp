#include "bot/workers/sender.hpp"

#include <utility>
#include <variant>

#include "integrations/hotlines/retry.hpp"

namespace bot {
namespace {

constexpr base::Millis kRest = base::Millis{500};
constexpr std::size_t kRowsAtOnce = 8;

storage::Settlement settled(const storage::OutboxRow& row, storage::OutboxState to, std::string receipt,
                            std::string code) {
  return {.id = row.id,
          .lease_token = row.lease_token,
          .to = to,
          .due = {},
          .receipt = std::move(receipt),
          .error_code = std::move(code),
          .ticket_changes = {},
          .tasks = {}};
}

}  // namespace

base::Millis Sender::pass() {
  const base::UnixMs now = clock_.now();
  auto rows = outbox_.claim(storage::OutboxKind::kMessage, target_, now, lease_, kRowsAtOnce);
  if (!rows) return base::seconds(1);
  for (const storage::OutboxRow& row : *rows) {
    // A process that slept, or calls that dragged: what is left belongs to whoever claims it next.
    if (clock_.now() >= now + lease_) return base::Millis{0};
    const storage::Settlement settlement = send(row);
    if (!outbox_.settle(settlement)) log_.warn("message_not_settled", {{"attempt", row.attempt}});
  }
  return rows->empty() ? kRest : base::Millis{0};
}

bool Sender::have_token() {
  if (token_ && clock_.now() < token_->expires_at) return true;
  const auto request = channel_->token_request();
  if (!request) {
    token_ = integrations::Token{.value = {}, .expires_at = clock_.now() + base::days(1)};
    return true;
  }
  const auto response = http_.call(*request, {});
  if (!response) return false;
  auto token = channel_->read_token(*response, clock_.now());
  if (!token) {
    log_.error("token_refused", {{"account", base::OurWord{target_}}, {"code", base::OurWord{token.error().text}}});
    return false;
  }
  token_ = std::move(*token);
  return true;
}

storage::Settlement Sender::send(const storage::OutboxRow& row) {
  // One retry with a fresh token, never more: two callers must not knock each other's token out for ever.
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (!have_token()) return later(row, {}, "no_token");
    const auto response =
        http_.call(channel_->render({.key = row.key, .driver = row.driver, .text = row.payload}, *token_), {});
    if (!response) return later(row, {}, "not_sent");
    const integrations::Delivery delivery = channel_->interpret(*response);
    if (const auto* sent = std::get_if<integrations::Delivered>(&delivery)) {
      return settled(row, storage::OutboxState::kDelivered, sent->message_id, {});
    }
    if (const auto* wait = std::get_if<integrations::RetryAfter>(&delivery))
      return later(row, wait->delay, "retry_after");
    if (const auto* no = std::get_if<integrations::Refused>(&delivery)) {
      storage::Settlement dead = settled(row, storage::OutboxState::kDead, {}, no->code);
      dead.tasks.push_back(
          {.kind = "undelivered", .reason = "这条消息发不到司机的微信，请电话联系", .ticket = row.ticket});
      return dead;
    }
    token_.reset();
  }
  return later(row, {}, "token_stale");
}

storage::Settlement Sender::later(const storage::OutboxRow& row, base::Millis delay, std::string code) {
  const auto due = integrations::next_attempt({.attempt = row.attempt,
                                               .server_delay = delay,
                                               .random = random_.next_u64(),
                                               .now = clock_.now(),
                                               .deadline = row.created + integrations::kRetryFor});
  storage::Settlement settlement =
      settled(row, due ? storage::OutboxState::kPending : storage::OutboxState::kDead, {}, std::move(code));
  settlement.due = due.value_or(base::UnixMs{0});
  return settlement;
}

}  // namespace bot
