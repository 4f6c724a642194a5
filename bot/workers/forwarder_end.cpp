// How a batch of attempts ends: those the driver hears of are settled by the turns that tell him, the others in one transaction.
#include <string>
#include <utility>

#include "bot/turns/hotline_report.hpp"
#include "bot/workers/forwarder.hpp"
#include "bot/workers/post_and_wait.hpp"
#include "tickets/promises/log.hpp"

namespace bot {
namespace {

using storage::OutboxState;
using storage::Settlement;

constexpr int kTellAttemptsMax = 3;

}  // namespace

void Forwarder::end_attempts() {
  tell();
  std::vector<Settlement> settlements;
  std::vector<const Attempt*> settled;
  for (const Attempt& attempt : attempts_) {
    if (attempt.news) continue;
    settlements.push_back(attempt.settlement);
    settled.push_back(&attempt);
  }
  if (settlements.empty()) return;
  const auto each = store_.forwards().settle(settlements);
  for (std::size_t i = 0; i < settled.size(); ++i) note(*settled[i], each ? (*each)[i] : base::Status(each.error()));
}

void Forwarder::tell() {
  std::vector<Letter> letters;
  std::vector<Attempt*> told;
  for (Attempt& attempt : attempts_) {
    if (!attempt.news) continue;
    const auto conversation = store_.turns().load(attempt.row->conversation);
    if (!conversation || !*conversation) {
      settle_told(attempt, {});
      continue;
    }
    TicketNews news = *attempt.news;
    news.settlement = attempt.settlement;
    letters.push_back({.key = (*conversation)->key, .what = std::move(news), .done = {}});
    told.push_back(&attempt);
  }
  std::vector<Letter> again = letters;
  std::vector<Answer> answers = post_all_and_wait(mailboxes_, std::move(letters));
  for (std::size_t i = 0; i < told.size(); ++i) {
    for (int tries = 1; answers[i].outcome != Answer::Outcome::kDone && tries < kTellAttemptsMax; ++tries) {
      answers[i] = post_and_wait(mailboxes_, again[i]);
    }
    settle_told(*told[i], answers[i]);
  }
}

/// A turn that was written has settled it. Without one — the news moved nothing, or the conversation could not be written just
/// now — the receipt must not be lost, nor the refusal.
void Forwarder::settle_told(Attempt& attempt, const Answer& answer) {
  const storage::OutboxRow& row = *attempt.row;
  base::Status done;
  if (answer.outcome != Answer::Outcome::kDone || answer.sequence == 0) {
    attempt.settlement.ticket_changes.push_back({.number = row.ticket,
                                                 .expected_revision = 0,
                                                 .to = attempt.news->to,
                                                 .external_number = attempt.news->external_number,
                                                 .actor = attempt.news->actor,
                                                 .action = "status",
                                                 .note = attempt.news->text});
    storage::TicketChange& change = attempt.settlement.ticket_changes.back();
    change.act = tickets::to_name(change.to == tickets::Status::kDispatched ? tickets::Act::kReceived : tickets::Act::kReturned);
    if (attempt.news->to == tickets::Status::kRefused) {
      attempt.settlement.tasks.push_back(
          {.kind = "refused_ticket", .reason = "热线没有受理这份工单，请改派或答复", .ticket = row.ticket});
    }
    done = store_.outbox().settle(attempt.settlement);
  }
  note(attempt, done);
  if (!done || attempt.settlement.to != OutboxState::kDelivered || row.attempt == 1) return;
  if (!read_updates_again(store_.outbox(), options_.hotline, row.created)) {
    log_.error("cursor_not_written", {{"hotline", base::OurWord{options_.hotline}}});
  }
}

void Forwarder::note(const Attempt& attempt, const base::Status& done) {
  const storage::OutboxRow& row = *attempt.row;
  if (!done) {
    // The lease was lost or the store failed: whoever holds the row now resolves it.
    log_.warn("forward_not_settled", {{"ticket", base::OurWord{row.ticket}}, {"attempt", row.attempt}});
    return;
  }
  if (!attempt.settlement.attempted) return;
  const std::string code = attempt.settlement.error_code.empty() ? "ok" : attempt.settlement.error_code;
  log_.info("forward_settled", {{"hotline", base::OurWord{options_.hotline}},
                                {"ticket", base::OurWord{row.ticket}},
                                {"attempt", row.attempt},
                                {"state", static_cast<int>(attempt.settlement.to)},
                                {"code", base::OurWord{code}}});
}

}  // namespace bot
