#include "bot/workers/forwarder.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "bot/turns/ticket_form.hpp"
#include "integrations/hotlines/retry.hpp"

namespace bot {
namespace {

using integrations::Ability;
using storage::Exchange;
using storage::OutboxRow;
using storage::OutboxState;
using storage::Settlement;

constexpr base::Millis kAbsentAgain = base::seconds(60);  // absent twice, this far apart, means: it never arrived
constexpr char kAbsentOnce[] = "absent_once";
constexpr std::size_t kAnswerBytesKept = 4096;

template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

Settlement settlement_of(const OutboxRow& row, OutboxState to, std::string code, std::optional<Exchange> exchange) {
  return {.id = row.id,
          .lease_token = row.lease_token,
          .to = to,
          .due = {},
          .receipt = {},
          .error_code = std::move(code),
          .ticket_changes = {},
          .tasks = {},
          .exchange = std::move(exchange)};
}

Exchange with_outcome(Exchange exchange, std::string outcome, std::string number = {}) {
  exchange.outcome = std::move(outcome);
  exchange.number = std::move(number);
  return exchange;
}

int round_of_row(const OutboxRow& row) {
  const auto submission = decode_submission(row.payload);
  return submission ? submission->round : 1;
}

}  // namespace

/// A call and what is kept of it.
struct Forwarder::Called {
  base::Result<integrations::HttpResponse> answer;
  Exchange exchange;
  bool left = true;  // false: nothing left this machine
};

base::Millis Forwarder::pass() {
  const base::UnixMs now = clock_.now();
  const std::vector<OutboxRow> rows = claim(now);
  if (rows.empty()) return options_.rest;
  ours_until_ = now + options_.lease;
  troubled_ = false;
  attempts_.clear();
  attempts_.reserve(rows.size());
  numbers_.clear();
  for (const OutboxRow& row : rows) {
    if (may_go_on()) {
      forward(row);
    } else {
      give_back(row);
    }
  }
  end_attempts();
  return base::Millis{0};
}

std::vector<OutboxRow> Forwarder::claim(base::UnixMs now) {
  // A worker that dies leaves its whole batch in doubt: cheap where the hotline can be asked, a person's time elsewhere.
  const std::size_t batch = line_->hotline->ability() == Ability::kNone ? 1 : options_.batch;
  integrations::Throttle::Grant grant;
  {
    const std::lock_guard lock(line_->mutex);
    grant = line_->throttle.ask(clock_.monotonic(), batch);
  }
  if (grant.rows == 0) return {};
  auto rows = store_.forwards().claim({.hotline = options_.hotline,
                                       .now = now,
                                       .lease = options_.lease,
                                       .rows_max = grant.rows,
                                       .retries_max = grant.retries,
                                       .overdue_min = grant.overdue,
                                       .again_first = grant.again_first});
  integrations::Throttle::Used used;
  if (rows) {
    used.rows = rows->size();
    for (const OutboxRow& row : *rows) {
      used.retries += row.is_retry() ? 1 : 0;
      used.overdue += row.deadline <= now ? 1 : 0;
    }
  } else {
    log_.error("outbox_claim_failed", {{"hotline", base::OurWord{options_.hotline}}});
  }
  const std::lock_guard lock(line_->mutex);
  line_->throttle.used(grant, used);
  return rows ? std::move(*rows) : std::vector<OutboxRow>{};
}

/// The first row always goes: a process that slept past its lease is found out where it is called.
bool Forwarder::may_go_on() {
  if (attempts_.empty()) return true;
  return !troubled_ && clock_.now() + integrations::CallLimits{}.total < ours_until_;
}

void Forwarder::give_back(const OutboxRow& row) {
  Settlement back = settlement_of(row, row.was_unknown ? OutboxState::kUnknown : OutboxState::kPending, row.last_error, {});
  back.due = row.due;
  back.attempted = false;
  attempts_.push_back({&row, std::move(back), std::nullopt});
}

void Forwarder::works() {
  if (!line_->hotline->is_called()) return;
  const std::lock_guard lock(line_->mutex);
  line_->throttle.succeeded(clock_.monotonic());
}

/// True: the breaker opened with this failure, and somebody must be told once.
bool Forwarder::fails() {
  troubled_ = true;
  if (!line_->hotline->is_called()) return false;
  const std::lock_guard lock(line_->mutex);
  const bool opened = line_->throttle.failed(clock_.monotonic(), random_.next_u64());
  if (opened) log_.error("hotline_away", {{"hotline", base::OurWord{options_.hotline}}});
  return opened;
}

void Forwarder::forward(const OutboxRow& row) {
  if (row.was_unknown) {
    switch (line_->hotline->ability()) {
      case Ability::kKey: break;  // the same key cannot register twice: simply send it again
      case Ability::kQuery:
        if (row.last_error == storage::kLeaseExpired) return rest(row);
        if (!resolve_by_lookup(row)) return;
        break;
      case Ability::kNone: park(row, row.last_error, std::nullopt); return;
    }
  }
  submit(row);
}

Forwarder::Called Forwarder::call(const integrations::HttpRequest& request, std::string act) {
  Called called{.answer = base::Error{base::ErrorCode::kUnknown, {}}, .exchange = {}};
  Exchange& exchange = called.exchange;
  exchange.act = std::move(act);
  exchange.hotline = options_.hotline;
  exchange.began = clock_.now();
  exchange.sent = line_->hotline->kept(request);
  called.answer = http_.call(request, {});
  exchange.ended = clock_.now();
  if (called.answer) {
    exchange.status = called.answer->status;
    exchange.answer = called.answer->body.substr(0, kAnswerBytesKept);
  } else {
    called.left = called.answer.error().code != base::ErrorCode::kUnreached &&
                  called.answer.error().code != base::ErrorCode::kInvalid;
  }
  return called;
}

/// Whoever had the row died or slept in the middle of its call, and what he sent may still be on its way: looked for now it would be
/// absent, sent again it would be registered twice.
void Forwarder::rest(const OutboxRow& row) {
  Settlement rests = settlement_of(row, OutboxState::kUnknown, "interrupted", std::nullopt);
  rests.due = row.due + options_.settle;
  rests.attempted = false;
  attempts_.push_back({&row, std::move(rests), std::nullopt});
}

/// Numbers that this hotline gave the ticket in earlier rounds.
std::vector<std::string> Forwarder::earlier_numbers(const OutboxRow& row) {
  std::vector<std::string> numbers;
  const auto forwards = store_.forwards().of_ticket(row.ticket);
  if (!forwards) return numbers;
  for (const storage::Forward& one : *forwards) {
    if (one.id != row.id && one.hotline == options_.hotline && !one.receipt.empty()) numbers.push_back(one.receipt);
  }
  return numbers;
}

/// True: it never arrived and may be sent (again).
bool Forwarder::resolve_by_lookup(const OutboxRow& row) {
  const std::optional<integrations::HttpRequest> request = line_->hotline->lookup(row.ticket);
  if (!request) {
    park(row, "no_lookup", std::nullopt);
    return false;
  }
  Called called = call(*request, "lookup");
  integrations::Sought sought{.ticket = row.ticket, .round = round_of_row(row)};
  if (sought.round > 1) sought.earlier = earlier_numbers(row);
  const integrations::LookupOutcome outcome = line_->hotline->read_lookup(sought, called.answer);
  if (const auto* failed = std::get_if<integrations::LookupFailed>(&outcome)) {
    const bool opened = fails();
    later(row, settlement_of(row, OutboxState::kUnknown, failed->code, std::nullopt), {}, opened);
    return false;
  }
  works();
  if (const auto* found = std::get_if<integrations::LookupFound>(&outcome)) {
    accepted(row, found->external_number, std::move(called.exchange));
    return false;
  }
  if (row.last_error == kAbsentOnce) return true;
  Settlement again = settlement_of(row, OutboxState::kUnknown, kAbsentOnce, with_outcome(std::move(called.exchange), "absent"));
  again.due = clock_.now() + kAbsentAgain;
  attempts_.push_back({&row, std::move(again), std::nullopt});
  return false;
}

void Forwarder::submit(const OutboxRow& row) {
  base::Result<integrations::Submission> submission = decode_submission(row.payload);
  if (!submission) {
    Settlement dead = settlement_of(row, OutboxState::kDead, "bad_payload", std::nullopt);
    dead.tasks = {{.kind = "dead_forward", .reason = "这份转办的内容读不出来，请人工转办", .ticket = row.ticket}};
    attempts_.push_back({&row, std::move(dead), std::nullopt});
    return;
  }
  submission->key = row.key;  // the row's, whoever wrote the payload last
  if (clock_.now() >= ours_until_) {
    // This process slept past its lease: another one may be sending the row by now.
    log_.warn("forward_lease_ran_out", {{"ticket", base::OurWord{row.ticket}}, {"attempt", row.attempt}});
    return;
  }
  if (auto form = line_->hotline->for_person(*submission)) return hand_to_person(row, *submission, std::move(*form));
  Called called = call(line_->hotline->submit(*submission), "submit");
  const integrations::SubmitOutcome outcome = line_->hotline->read_submit(called.answer);
  Exchange& exchange = called.exchange;
  std::visit(Overloaded{[&](const integrations::Accepted& yes) {
                          works();
                          accepted(row, yes.external_number, std::move(exchange));
                        },
                        [&](const integrations::TryLater& no) {
                          const bool opened = fails();
                          Settlement again = settlement_of(row, OutboxState::kPending, no.code, std::nullopt);
                          again.attempted = called.left;
                          if (called.left) again.exchange = with_outcome(std::move(exchange), no.code);
                          later(row, std::move(again), no.delay, opened);
                        },
                        [&](const integrations::Rejected& no) {
                          works();
                          rejected(row, no, with_outcome(std::move(exchange), "rejected"));
                        },
                        [&](const integrations::Misconfigured& no) {
                          std::optional<Exchange> kept;
                          if (called.left) kept = with_outcome(std::move(exchange), no.code);
                          misconfigured(row, no.code, std::move(kept));
                        },
                        [&](const integrations::OutcomeUnknown& maybe) {
                          unknown(row, maybe.code, with_outcome(std::move(exchange), maybe.code));
                        }},
             outcome);
}

/// Nobody is called: the form waits with a task until a person types the hotline's number back.
void Forwarder::hand_to_person(const OutboxRow& row, const integrations::Submission& submission, std::string form) {
  const base::UnixMs now = clock_.now();
  Exchange rendered{.act = "render",
                    .hotline = options_.hotline,
                    .began = now,
                    .ended = now,
                    .status = 0,
                    .outcome = "for_person",
                    .number = {},
                    .by = {},
                    .note = {},
                    .sent = std::move(form),
                    .answer = {}};
  Settlement waits = settlement_of(row, OutboxState::kParked, "manual", std::move(rendered));
  waits.tasks = {{.kind = "manual_forward",
                  .reason = "请把工单 " + submission.ticket + " 录入 " + options_.hotline + "（xinsheng forwards history " +
                            submission.ticket + " 看表单），再填回对方编号：xinsheng forwards confirm " +
                            std::to_string(row.id) + " --number 编号 --by 您的名字",
                  .ticket = row.ticket}};
  attempts_.push_back({&row, std::move(waits), std::nullopt});
}

/// The driver's conversation learns it and the attempt ends in one transaction: a crash before it sends the same key again,
/// and the ticket cannot be dispatched twice.
void Forwarder::accepted(const OutboxRow& row, const std::string& external_number, Exchange exchange) {
  const auto holder = store_.tickets().find_external(options_.hotline, external_number);
  if (!holder) {
    return later(row, settlement_of(row, OutboxState::kUnknown, "receipt_not_checked", std::nullopt), {}, false);
  }
  const bool is_foreign = (*holder && (*holder)->number != row.ticket) || !numbers_.insert(external_number).second;
  if (is_foreign) {
    // Another matter's receipt: the hotline mixed up its answers, and whether it has this one only a person can find out.
    log_.error("foreign_receipt", {{"hotline", base::OurWord{options_.hotline}}, {"ticket", base::OurWord{row.ticket}}});
    return park(row, "foreign_receipt", with_outcome(std::move(exchange), "foreign_receipt"));
  }
  if (round_of_row(row) > 1) {
    // The number of an earlier round proves nothing about this one: the hotline may have looked up its old record.
    const std::vector<std::string> earlier = earlier_numbers(row);
    if (std::find(earlier.begin(), earlier.end(), external_number) != earlier.end()) {
      return park(row, "earlier_receipt", with_outcome(std::move(exchange), "earlier_receipt", external_number));
    }
  }
  Settlement delivered = settlement_of(row, OutboxState::kDelivered, {},
                                       with_outcome(std::move(exchange), "accepted", external_number));
  delivered.receipt = external_number;
  TicketNews news{.ticket = row.ticket,
                  .to = tickets::Status::kDispatched,
                  .external_number = external_number,
                  .text = {},
                  .actor = "hotline:" + options_.hotline};
  attempts_.push_back({&row, std::move(delivered), std::move(news)});
}

void Forwarder::rejected(const OutboxRow& row, const integrations::Rejected& why, Exchange exchange) {
  Settlement dead = settlement_of(row, OutboxState::kDead, why.code, std::move(exchange));
  TicketNews news{.ticket = row.ticket,
                  .to = tickets::Status::kRefused,
                  .external_number = {},
                  .text = why.text,
                  .actor = "hotline:" + options_.hotline};
  attempts_.push_back({&row, std::move(dead), std::move(news)});
}

void Forwarder::misconfigured(const OutboxRow& row, const std::string& code, std::optional<Exchange> exchange) {
  troubled_ = true;
  bool is_new = false;
  {
    const std::lock_guard lock(line_->mutex);
    is_new = line_->throttle.hold(clock_.monotonic(), options_.pause);
  }
  if (is_new) {
    log_.error("hotline_paused", {{"hotline", base::OurWord{options_.hotline}}, {"code", base::OurWord{code}}});
  }
  Settlement again = settlement_of(row, OutboxState::kPending, code, std::move(exchange));
  again.attempted = again.exchange.has_value();
  later(row, std::move(again), options_.pause, is_new);
}

void Forwarder::unknown(const OutboxRow& row, const std::string& code, Exchange exchange) {
  const bool opened = fails();
  switch (line_->hotline->ability()) {
    case Ability::kKey:
      return later(row, settlement_of(row, OutboxState::kUnknown, code, std::move(exchange)), {}, opened);
    case Ability::kQuery: {
      Settlement rests = settlement_of(row, OutboxState::kUnknown, code, std::move(exchange));
      rests.due = clock_.now() + options_.settle;
      attempts_.push_back({&row, std::move(rests), std::nullopt});
      return;
    }
    case Ability::kNone: return park(row, code, std::move(exchange));
  }
}

/// Again when the row's own back-off says so; while nobody may call the hotline, at the next moment somebody may: the rows that
/// wait longest find out whether it is back, and no others are tried in vain.
void Forwarder::later(const OutboxRow& row, Settlement settlement, base::Millis server_delay, bool opened) {
  const base::UnixMs now = clock_.now();
  const base::UnixMs deadline = row.retry_from + integrations::kRetryFor;
  std::optional<base::UnixMs> due = integrations::next_attempt({.attempt = row.attempt,
                                                                .server_delay = server_delay,
                                                                .random = random_.next_u64(),
                                                                .now = now,
                                                                .deadline = deadline});
  {
    const std::lock_guard lock(line_->mutex);
    const base::UnixMs back = now + line_->throttle.rest(clock_.monotonic());
    if (server_delay.count == 0 && !line_->throttle.is_closed() && back <= deadline) due = back;
  }
  if (due) {
    settlement.due = *due;
  } else {
    settlement.to = OutboxState::kDead;
    settlement.attempted = true;
    settlement.tasks.push_back({.kind = "dead_forward", .reason = "转办多次未成功，请人工转办", .ticket = row.ticket});
  }
  if (opened) {
    settlement.tasks.push_back({.kind = "hotline_away",
                                .reason = options_.hotline + " 连不上或不认我们的密钥，转办先排队，恢复后按期限先后发出；请联系对方",
                                .ticket = {}});
  }
  attempts_.push_back({&row, std::move(settlement), std::nullopt});
}

void Forwarder::park(const OutboxRow& row, const std::string& code, std::optional<Exchange> exchange) {
  Settlement parked = settlement_of(row, OutboxState::kParked, code, std::move(exchange));
  parked.tasks = {{.kind = "parked_forward",
                   .reason = "不知道热线有没有收到，请打电话核实：收到了就填对方编号，没收到就再发一次",
                   .ticket = row.ticket}};
  attempts_.push_back({&row, std::move(parked), std::nullopt});
}

}  // namespace bot
