#include "bot/workers/forwarder.hpp"

#include <optional>
#include <utility>
#include <variant>

#include "bot/turns/ticket_form.hpp"
#include "bot/workers/post_and_wait.hpp"
#include "integrations/hotlines/retry.hpp"

namespace bot {
namespace {

using integrations::Ability;
using storage::OutboxState;

constexpr base::Millis kAbsentAgain = base::seconds(60);  // absent twice, this far apart, means: it never arrived
constexpr char kAbsentOnce[] = "absent_once";
constexpr int kTellAttemptsMax = 3;

template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

}  // namespace

base::Millis Forwarder::pass() {
  const base::UnixMs now = clock_.now();
  const base::UnixMs paused_until{line_->paused_until_ms.load()};
  if (now < paused_until) return options_.rest;
  auto rows = store_.outbox().claim(storage::OutboxKind::kForward, options_.hotline, now, options_.lease, 1);
  if (!rows) {
    log_.error("outbox_claim_failed", {{"hotline", base::OurWord{options_.hotline}}});
    return base::seconds(1);
  }
  ours_until_ = now + options_.lease;
  for (const storage::OutboxRow& row : *rows) forward(row);
  return rows->empty() ? options_.rest : base::Millis{0};
}

void Forwarder::forward(const storage::OutboxRow& row) {
  if (row.was_unknown) {
    switch (line_->hotline->ability()) {
      case Ability::kKey: break;  // the same key cannot register twice: simply send it again
      case Ability::kQuery:
        if (!resolve_by_lookup(row)) return;
        break;
      case Ability::kNone: park(row, row.last_error); return;
    }
  }
  submit(row);
}

/// True: it never arrived and may be sent (again).
bool Forwarder::resolve_by_lookup(const storage::OutboxRow& row) {
  const std::optional<integrations::HttpRequest> request = line_->hotline->lookup(row.ticket);
  if (!request) {
    park(row, "no_lookup");
    return false;
  }
  const integrations::LookupOutcome outcome = line_->hotline->read_lookup(row.ticket, http_.call(*request, {}));
  if (const auto* found = std::get_if<integrations::LookupFound>(&outcome)) {
    accepted(row, found->external_number);
    return false;
  }
  if (const auto* failed = std::get_if<integrations::LookupFailed>(&outcome)) {
    later(row, OutboxState::kUnknown, {}, failed->code);
    return false;
  }
  if (row.last_error == kAbsentOnce) return true;
  settle({.id = row.id,
          .lease_token = row.lease_token,
          .to = OutboxState::kUnknown,
          .due = clock_.now() + kAbsentAgain,
          .receipt = {},
          .error_code = kAbsentOnce,
          .ticket_changes = {},
          .tasks = {}},
         row);
  return false;
}

void Forwarder::submit(const storage::OutboxRow& row) {
  base::Result<integrations::Submission> submission = decode_submission(row.payload);
  if (!submission) {
    settle({.id = row.id,
            .lease_token = row.lease_token,
            .to = OutboxState::kDead,
            .due = {},
            .receipt = {},
            .error_code = "bad_payload",
            .ticket_changes = {},
            .tasks = {{.kind = "dead_forward", .reason = "这份转办的内容读不出来，请人工转办", .ticket = row.ticket}}},
           row);
    return;
  }
  submission->key = row.key;  // the row's, whoever wrote the payload last
  if (clock_.now() >= ours_until_) {
    // This process slept past its lease: another one may be sending the row by now.
    log_.warn("forward_lease_ran_out", {{"ticket", base::OurWord{row.ticket}}, {"attempt", row.attempt}});
    return;
  }
  const integrations::SubmitOutcome outcome =
      line_->hotline->read_submit(http_.call(line_->hotline->submit(*submission), {}));
  std::visit(
      Overloaded{
          [&](const integrations::Accepted& yes) { accepted(row, yes.external_number); },
          [&](const integrations::TryLater& no) { later(row, OutboxState::kPending, no.delay, no.code); },
          [&](const integrations::Rejected& no) { rejected(row, no); },
          [&](const integrations::Misconfigured& no) {
            line_->paused_until_ms.store((clock_.now() + options_.pause).count);
            log_.error("hotline_paused", {{"hotline", base::OurWord{options_.hotline}}, {"code", base::OurWord{no.code}}});
            later(row, OutboxState::kPending, options_.pause, no.code);
          },
          [&](const integrations::OutcomeUnknown& maybe) {
            switch (line_->hotline->ability()) {
              case Ability::kKey: later(row, OutboxState::kUnknown, {}, maybe.code); break;
              case Ability::kQuery:
                settle({.id = row.id,
                        .lease_token = row.lease_token,
                        .to = OutboxState::kUnknown,
                        .due = clock_.now() + options_.settle,
                        .receipt = {},
                        .error_code = maybe.code,
                        .ticket_changes = {},
                        .tasks = {}},
                       row);
                break;
              case Ability::kNone: park(row, maybe.code); break;
            }
          }},
      outcome);
}

/// First the driver's conversation learns it (with the ticket's change in the same transaction), then the row is settled: a
/// crash between the two sends the same key again, and the ticket cannot be dispatched twice.
void Forwarder::accepted(const storage::OutboxRow& row, const std::string& external_number) {
  const auto holder = store_.tickets().find_external(options_.hotline, external_number);
  if (!holder) return later(row, OutboxState::kUnknown, {}, "receipt_not_checked");
  if (*holder && (*holder)->number != row.ticket) {
    // Another matter's receipt: the hotline mixed up its answers, and whether it has this one only a person can find out.
    log_.error("foreign_receipt", {{"hotline", base::OurWord{options_.hotline}}, {"ticket", base::OurWord{row.ticket}}});
    return park(row, "foreign_receipt");
  }
  const bool told = tell(row, {.ticket = row.ticket,
                               .to = tickets::Status::kDispatched,
                               .external_number = external_number,
                               .text = {},
                               .actor = "hotline:" + options_.hotline});
  storage::Settlement settlement{.id = row.id,
                                 .lease_token = row.lease_token,
                                 .to = OutboxState::kDelivered,
                                 .due = {},
                                 .receipt = external_number,
                                 .error_code = {},
                                 .ticket_changes = {},
                                 .tasks = {}};
  if (!told) {
    // The receipt must not be lost because the conversation could not be written just now.
    settlement.ticket_changes.push_back({.number = row.ticket,
                                         .expected_revision = 0,
                                         .to = tickets::Status::kDispatched,
                                         .external_number = external_number,
                                         .actor = "hotline:" + options_.hotline,
                                         .action = "status",
                                         .note = {}});
  }
  settle(std::move(settlement), row);
  if (row.attempt > 1) {
    // The hotline may have worked on it since the first try: read its updates again from there.
    const std::string cursor = "updates:" + options_.hotline;
    if (!store_.outbox().set_cursor(cursor, std::to_string(row.created.count))) {
      log_.error("cursor_not_written", {{"hotline", base::OurWord{options_.hotline}}});
    }
  }
}

void Forwarder::rejected(const storage::OutboxRow& row, const integrations::Rejected& why) {
  const bool told = tell(row, {.ticket = row.ticket,
                               .to = tickets::Status::kRefused,
                               .external_number = {},
                               .text = why.text,
                               .actor = "hotline:" + options_.hotline});
  storage::Settlement settlement{.id = row.id,
                                 .lease_token = row.lease_token,
                                 .to = OutboxState::kDead,
                                 .due = {},
                                 .receipt = {},
                                 .error_code = why.code,
                                 .ticket_changes = {},
                                 .tasks = {}};
  if (!told) {
    settlement.tasks.push_back({.kind = "refused_ticket", .reason = "热线没有受理这份工单，请改派或答复", .ticket = row.ticket});
  }
  settle(std::move(settlement), row);
}

void Forwarder::later(const storage::OutboxRow& row, OutboxState to, base::Millis server_delay, const std::string& code) {
  const auto due = integrations::next_attempt({.attempt = row.attempt,
                                               .server_delay = server_delay,
                                               .random = random_.next_u64(),
                                               .now = clock_.now(),
                                               .deadline = row.created + integrations::kRetryFor});
  storage::Settlement settlement{.id = row.id,
                                 .lease_token = row.lease_token,
                                 .to = due ? to : OutboxState::kDead,
                                 .due = due.value_or(base::UnixMs{0}),
                                 .receipt = {},
                                 .error_code = code,
                                 .ticket_changes = {},
                                 .tasks = {}};
  if (!due) {
    settlement.tasks.push_back({.kind = "dead_forward", .reason = "转办多次未成功，请人工转办", .ticket = row.ticket});
  }
  settle(std::move(settlement), row);
}

void Forwarder::park(const storage::OutboxRow& row, const std::string& code) {
  settle({.id = row.id,
          .lease_token = row.lease_token,
          .to = OutboxState::kParked,
          .due = {},
          .receipt = {},
          .error_code = code,
          .ticket_changes = {},
          .tasks = {{.kind = "parked_forward",
                     .reason = "不知道热线有没有收到，请打电话核实：收到了就填对方编号，没收到就再发一次",
                     .ticket = row.ticket}}},
         row);
}

bool Forwarder::tell(const storage::OutboxRow& row, TicketNews news) {
  const auto conversation = store_.turns().load(row.conversation);
  if (!conversation || !*conversation) return false;
  for (int attempt = 0; attempt < kTellAttemptsMax; ++attempt) {
    const Answer answer = post_and_wait(mailboxes_, {.key = (*conversation)->key, .what = news, .done = {}});
    if (answer.outcome == Answer::Outcome::kDone) return true;
  }
  return false;
}

void Forwarder::settle(storage::Settlement settlement, const storage::OutboxRow& row) {
  const std::string code = settlement.error_code.empty() ? "ok" : settlement.error_code;
  const auto to = static_cast<int>(settlement.to);
  const base::Status done = store_.outbox().settle(settlement);
  if (done) {
    log_.info("forward_settled", {{"hotline", base::OurWord{options_.hotline}},
                                  {"ticket", base::OurWord{row.ticket}},
                                  {"attempt", row.attempt},
                                  {"state", to},
                                  {"code", base::OurWord{code}}});
  } else {
    // The lease was lost or the store failed: whoever holds the row now resolves it.
    log_.warn("forward_not_settled", {{"ticket", base::OurWord{row.ticket}}, {"attempt", row.attempt}});
  }
}

}  // namespace bot
