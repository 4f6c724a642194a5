#include "bot/workers/sender.hpp"

#include <utility>
#include <variant>

#include "bot/turns/template_words.hpp"
#include "bot/workers/outbox_rows.hpp"
#include "bot/workers/post_and_wait.hpp"

namespace bot {
namespace {

constexpr base::Millis kRest = base::Millis{500};
constexpr std::size_t kRowsAtOnce = 8;

constexpr std::string_view kNoTemplate = "no_template";

}  // namespace

base::Millis Sender::pass() {
  std::size_t sent = 0;
  for (const storage::OutboxKind kind : {storage::OutboxKind::kMessage, storage::OutboxKind::kTemplate}) {
    const auto rows = send_due(kind);
    if (!rows) return base::seconds(1);
    sent += *rows;
  }
  return sent == 0 ? kRest : base::Millis{0};
}

/// How many were claimed.
base::Result<std::size_t> Sender::send_due(storage::OutboxKind kind) {
  const base::UnixMs now = clock_.now();
  const auto rows = outbox_.claim(kind, target_, now, lease_, kRowsAtOnce);
  if (!rows) return rows.error();
  for (const storage::OutboxRow& row : *rows) {
    // A process that slept, or calls that dragged: what is left belongs to whoever claims it next.
    if (clock_.now() >= now + lease_) break;
    settle(row, send(row));
  }
  return rows->size();
}

/// A template that cannot be sent becomes a person's call in the turn that ends the attempt: the ticket's log says so.
void Sender::settle(const storage::OutboxRow& row, storage::Settlement settlement) {
  bool done = false;
  if (row.kind == storage::OutboxKind::kTemplate && settlement.to == storage::OutboxState::kDead) {
    const auto message = decode_template(row.payload);
    const auto purpose = message ? message->purpose : integrations::TemplatePurpose::kResult;
    const Answer answer = post_and_wait(
        mailboxes_, {.key = conversation_of(row),
                     .what = TemplateRefused{.ticket = row.ticket, .purpose = purpose, .settlement = std::move(settlement)},
                     .done = {}});
    done = answer.outcome == Answer::Outcome::kDone && answer.sequence > 0;
  } else {
    done = outbox_.settle(settlement).ok();
  }
  if (!done) log_.warn("message_not_settled", {{"attempt", row.attempt}});
}

/// Once an hour is enough to be seen: every driver meanwhile is a call for a person.
void Sender::tell_of_fault(const std::string& code, storage::Settlement& ended) {
  constexpr base::Millis kToldEvery = base::hours(1);
  if (fault_told_ && clock_.now() - *fault_told_ < kToldEvery) return;
  fault_told_ = clock_.now();
  log_.error("template_is_wrong", {{"account", base::OurWord{target_}}, {"code", base::OurWord{code}}});
  ended.tasks.push_back({.kind = "configuration",
                         .reason = "微信不收模板消息（错误码 " + code + "）：核对配置里 templates 的 id、kind 和 fields，改好后重启；在那之前都要打电话",
                         .ticket = {}});
}

std::optional<integrations::Delivery> Sender::attempt(const storage::OutboxRow& row, const integrations::Token& token) {
  integrations::HttpRequest request;
  const bool is_template = row.kind == storage::OutboxKind::kTemplate;
  if (is_template) {
    auto message = decode_template(row.payload);
    // The configuration may have lost the template since it was queued.
    if (!message || !channel_->has_template(message->purpose)) return integrations::TemplateInvalid{std::string(kNoTemplate)};
    message->key = row.key;
    message->driver = row.driver;
    request = channel_->render_template(*message, token);
  } else {
    request = channel_->render({.key = row.key, .driver = row.driver, .text = row.payload}, token);
  }
  const auto response = http_.call(request, {});
  if (!response) return std::nullopt;
  return is_template ? channel_->interpret_template(*response) : channel_->interpret(*response);
}

storage::Settlement Sender::send(const storage::OutboxRow& row) {
  // One retry with a fresh token, never more: two callers must not knock each other's token out for ever.
  for (int tries = 0; tries < 2; ++tries) {
    const integrations::Token* token = token_.get();
    if (token == nullptr) return later(row, {}, "no_token");
    const auto delivery = attempt(row, *token);
    if (!delivery) return later(row, {}, "not_sent");
    if (const auto* sent = std::get_if<integrations::Delivered>(&*delivery)) {
      return settled(row, storage::OutboxState::kDelivered, sent->message_id, {});
    }
    if (const auto* wait = std::get_if<integrations::RetryAfter>(&*delivery)) return later(row, wait->delay, "retry_after");
    if (const auto* no = std::get_if<integrations::Refused>(&*delivery)) return dead(row, no->code);
    if (const auto* wrong = std::get_if<integrations::TemplateInvalid>(&*delivery)) {
      storage::Settlement ended = dead(row, wrong->code);
      tell_of_fault(wrong->code, ended);
      return ended;
    }
    token_.drop();
  }
  return later(row, {}, "token_stale");
}

/// Words that never leave are a person's to say; what becomes of a template is the turn's (settle).
storage::Settlement Sender::dead(const storage::OutboxRow& row, std::string code) {
  storage::Settlement ended = settled(row, storage::OutboxState::kDead, {}, std::move(code));
  if (row.kind != storage::OutboxKind::kTemplate) {
    ended.tasks.push_back({.kind = "undelivered", .reason = "这条消息发不到司机的微信，请电话联系", .ticket = row.ticket});
  }
  return ended;
}

storage::Settlement Sender::later(const storage::OutboxRow& row, base::Millis delay, std::string code) {
  auto settlement = tried_again(row, delay, code, random_, clock_.now());
  return settlement ? std::move(*settlement) : dead(row, std::move(code));
}

}  // namespace bot
