#include "storage/postgres/group.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "storage/lines.hpp"
#include "storage/marks.hpp"
#include "storage/names.hpp"
#include "storage/roles/effects.hpp"
#include "storage/roles/forward_decisions.hpp"
#include "storage/roles/settlements.hpp"

namespace storage::postgres {

namespace {

constexpr char kCommit[] = "COMMIT";

base::Error conflict(const char* text) { return {base::ErrorCode::kConflict, text}; }

bool has_effects(const TurnWrite& turn) {
  return !turn.tickets.empty() || !turn.ticket_changes.empty() || !turn.messages.empty() || !turn.alerts.empty() ||
         !turn.tasks.empty() || !turn.settlements.empty() || !turn.decisions.empty() ||
         turn.attendance.has_value();
}

}  // namespace

TransactionName Group::lock_and_read(const std::vector<Entry*>& entries) {
  Column known = Column::numbers();
  std::array<Column, 3> keys{Column::texts(), Column::texts(), Column::texts()};
  for (const Entry* entry : entries) {
    const TurnWrite& turn = entry->turn;
    if (turn.conversation != 0) {
      known.add(turn.conversation);
    } else if (turn.expected_version == 0) {
      keys[0].add(turn.key.channel);
      keys[1].add(turn.key.account);
      keys[2].add(turn.key.driver);
    }
  }
  const bool needs_numbers = !ids_.has(entries.size());
  const std::int64_t number = connection_.name_transaction();
  connection_.send(sql::kLockHeads, known);
  connection_.send(sql::kNewConversations, keys[0], keys[1], keys[2]);
  if (needs_numbers) connection_.send(sql::kTurnNumbers);
  std::vector<Rows> answers = connection_.receive();  // the first is that of BEGIN
  Rows& heads = answers[2];
  Rows& begun = answers[3];
  while (heads.next()) {
    Standing& standing = standings_[heads.integer(0)];
    standing.version = heads.integer(1);
    standing.last_turn = heads.integer(2);
    standing.marks = heads.text(3);
    standing.timer_lease = heads.text(4);
  }
  while (begun.next()) {
    newcomers_.emplace(Key{begun.bytes(1), begun.bytes(2), begun.bytes(3)}, begun.integer(0));
    standings_[begun.integer(0)].is_new = true;
  }
  if (needs_numbers && answers[4].next()) ids_.use_block(answers[4].integer(0));
  kept_ = std::move(answers);
  return {connection_.name(), number};
}

bool Group::was_seen(std::int64_t conversation, const Standing& standing, std::string_view inbound_key) {
  if (!may_hold(standing.marks, inbound_key)) return false;
  if (std::find(standing.keys.begin(), standing.keys.end(), inbound_key) != standing.keys.end()) return true;
  const std::string stored = repaired_text(inbound_key).value_or(std::string(inbound_key));
  const std::size_t behind = kRecentKeys - std::min(kRecentKeys, standing.keys.size());
  Rows row = connection_.query(sql::kRecentKeys, conversation, behind);
  while (row.next()) {
    if (row.bytes(0) == stored) return true;
  }
  return false;
}

base::Result<std::int64_t> Group::find(const TurnWrite& turn) {
  if (turn.conversation == 0) {
    const std::string driver = repaired_text(turn.key.driver).value_or(turn.key.driver);
    const auto found = newcomers_.find(Key{turn.key.channel, turn.key.account, driver});
    if (turn.expected_version != 0 || !turn.timer_lease.empty() || found == newcomers_.end() || standings_[found->second].version != 0) {
      return conflict("storage: this driver's conversation exists already");
    }
    return found->second;
  }
  const auto found = standings_.find(turn.conversation);
  if (found == standings_.end()) return conflict("storage: no such conversation");
  const Standing& standing = found->second;
  if (static_cast<std::uint64_t>(standing.version) != turn.expected_version) {
    return conflict("storage: the conversation has moved on");
  }
  if (!turn.timer_lease.empty() && turn.timer_lease != standing.timer_lease) {
    return conflict("storage: the claim on the timer was lost");
  }
  if (was_seen(turn.conversation, standing, turn.inbound_key))
    return conflict("storage: this message was taken already");
  return turn.conversation;
}

base::Status Group::write_effects(const TurnWrite& turn, const Committed& ids) {
  const Origin origin{ids.conversation, ids.turn, turn.at};
  try {
    Savepoint part(connection_);
    for (const NewTicket& ticket : turn.tickets) insert_ticket(connection_, ticket, origin);
    for (const TicketChange& change : turn.ticket_changes) {
      if (auto changed = change_ticket(connection_, change, turn.at); !changed) return changed;
    }
    for (const ForwardDecision& decision : turn.decisions) {
      if (auto decided = decide_forward(connection_, decision, turn.at); !decided) return decided;
    }
    for (const Settlement& settlement : turn.settlements) {
      if (auto settled = settle_row(connection_, settlement, turn.at); !settled) return settled;
    }
    for (const NewMessage& message : turn.messages) insert_message(connection_, message, origin);
    for (const NewAlert& alert : turn.alerts) insert_alert(connection_, alert, origin);
    const std::string_view ticket = turn.tickets.empty() ? std::string_view() : turn.tickets.front().ticket.number;
    for (const NewTask& task : turn.tasks) insert_task(connection_, task, ticket, origin);
    if (turn.attendance) put_attendance(connection_, *turn.attendance, origin);
    part.keep();
  } catch (const PgFailure& failure) {
    if (failure.kind() != FailureKind::kConstraint) throw;
    return conflict("storage: the turn names a number or a key that is taken");
  }
  return {};
}

base::Result<Committed> Group::take(const TurnWrite& turn) {
  const auto found = find(turn);
  if (!found) return found.error();
  Standing& standing = standings_[*found];
  const Committed ids{*found, ids_.next(now_, standing.last_turn), static_cast<std::uint64_t>(standing.version) + 1};
  if (has_effects(turn)) {
    if (auto written = write_effects(turn, ids); !written) return written.error();
  }
  ++standing.version;
  standing.last_turn = ids.turn;
  standing.marks = with_mark(standing.marks, turn.inbound_key);
  standing.timer_lease.clear();
  standing.newest = &turn;
  if (!turn.inbound_key.empty()) standing.keys.push_back(turn.inbound_key);
  accepted_.push_back({&turn, ids});
  return ids;
}

void Group::send_turns() {
  Column id = Column::numbers(), conversation = Column::numbers(), sequence = Column::numbers(), at = Column::numbers();
  Column kind = Column::texts(), inbound_key = Column::texts(), release = Column::texts();
  Column answer = Column::blobs(), lines = Column::blobs();
  for (const auto& [turn, ids] : accepted_) {
    id.add(ids.turn);
    conversation.add(ids.conversation);
    sequence.add(static_cast<std::int64_t>(ids.version));
    at.add(turn->at);
    kind.add(to_name(turn->kind));
    inbound_key.add(turn->inbound_key);
    release.add(turn->release);
    answer.add(turn->answer);
    lines.add(encode_lines(turn->lines));
  }
  connection_.send(sql::kInsertTurns, id, conversation, sequence, at, kind, inbound_key, release, answer, lines);
}

void Group::send_heads(bool is_new) {
  Column conversation = Column::numbers(), version = Column::numbers(), last_turn = Column::numbers();
  Column timer_due = Column::numbers(), updated = Column::numbers();
  Column marks = Column::blobs(), state = Column::blobs(), owed = Column::blobs();
  for (const auto& [number, standing] : standings_) {
    if (standing.newest == nullptr || standing.is_new != is_new) continue;
    conversation.add(number);
    version.add(standing.version);
    last_turn.add(standing.last_turn);
    timer_due.add(standing.newest->timer_due);
    updated.add(standing.newest->at);
    marks.add(standing.marks);
    state.add(standing.newest->state);
    owed.add(standing.newest->owed);
  }
  if (conversation.size() == 0) return;
  connection_.send(is_new ? sql::kInsertHeads : sql::kUpdateHeads, conversation, version, last_turn, timer_due, updated,
                   marks, state, owed);
}

/// Conversations whose first turn was refused.
void Group::send_forgotten() {
  Column forgotten = Column::numbers();
  for (const auto& [key, number] : newcomers_) {
    if (standings_[number].newest == nullptr) forgotten.add(number);
  }
  if (forgotten.size() > 0) connection_.send(sql::kForgetConversations, forgotten);
}

void Group::commit(std::vector<Entry*>& entries) {
  Transaction transaction(connection_);
  const TransactionName name = lock_and_read(entries);
  for (Entry* entry : entries) entry->outcome = take(entry->turn);
  if (accepted_.empty()) return;
  send_forgotten();
  send_turns();
  send_heads(true);
  send_heads(false);
  connection_.send(kCommit);
  committing_ = name;
  try {
    (void)connection_.receive();
  } catch (const PgFailure& failure) {
    if (failure.kind() != FailureKind::kAway) committing_.reset();  // the server said no: it is undone
    throw;
  }
  transaction.committed();
}

}  // namespace storage::postgres
