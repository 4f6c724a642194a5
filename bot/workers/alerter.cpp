#include "bot/workers/alerter.hpp"

#include <utility>

#include "bot/duty/alert.hpp"

namespace bot {
namespace {

constexpr base::Millis kRest = base::Millis{500};
constexpr base::Millis kNextPersonAtOnce = base::seconds(1);  // a call that nobody took
constexpr std::size_t kRowsAtOnce = 4;
// A call that hangs keeps the next person from being called: shorter than other calls may take.
constexpr integrations::CallLimits kCallLimits{
    .connect = base::seconds(3), .total = base::seconds(8), .body_bytes_max = 64 * 1024};

}  // namespace

base::Millis Alerter::pass() {
  const base::UnixMs now = clock_.now();
  auto rows = outbox_.claim(storage::OutboxKind::kAlert, storage::kAlertTarget, now, lease_, kRowsAtOnce);
  if (!rows) return base::seconds(1);
  for (const storage::OutboxRow& row : *rows) {
    if (clock_.now() >= now + lease_) return base::Millis{0};  // what is left belongs to whoever claims it next
    const base::Status settled = outbox_.settle(call(row, clock_.now()));
    // kConflict is good news here: somebody acknowledged while the call was under way.
    if (!settled && settled.error().code != base::ErrorCode::kConflict) {
      log_.error("alert_not_settled", {{"attempt", row.attempt}});
    }
  }
  return rows->empty() ? kRest : base::Millis{0};
}

storage::Settlement Alerter::call(const storage::OutboxRow& row, base::UnixMs now) {
  storage::Settlement settlement{.id = row.id,
                                 .lease_token = row.lease_token,
                                 .to = storage::OutboxState::kPending,
                                 .due = now,
                                 .receipt = {},
                                 .error_code = {},
                                 .ticket_changes = {},
                                 .tasks = {}};
  const std::shared_ptr<const Roster> roster = duty_.now();
  const std::vector<std::size_t>& ladder = roster->ladder_at(now);
  const base::Result<AlertFacts> facts = decode_alert(row.payload);
  const int attempts_max = roster->rounds * static_cast<int>(ladder.size());
  if (!facts || row.attempt > attempts_max) {
    settlement.to = storage::OutboxState::kDead;
    settlement.error_code = facts ? "nobody_acknowledged" : "payload";
    settlement.tasks.push_back({.kind = "alert_unanswered", .reason = "值班呼叫一直没有人接手，请马上联系司机", .ticket = row.ticket});
    log_.error("alert_given_up", {{"attempt", row.attempt}});
    return settlement;
  }
  const std::size_t step = static_cast<std::size_t>(row.attempt - 1) % ladder.size();
  const DutyPerson& person = roster->people[ladder[step]];
  const std::string text = alert_text(*facts, row.key, row.attempt, roster->acknowledge);
  const auto response = http_.call(person.line->render({.key = row.key, .text = text}), kCallLimits);
  const bool taken = response && person.line->is_taken(*response);
  settlement.due = now + (!taken ? kNextPersonAtOnce : facts->urgency == "U0" ? roster->next_u0 : roster->next_u1);
  if (!taken) {
    settlement.error_code = response ? "not_taken" : "not_sent";
    log_.warn("alert_call_failed", {{"attempt", row.attempt}});
  }
  return settlement;
}

}  // namespace bot
