#include "storage/sqlite/turn_log.hpp"

#include <string>

#include "storage/lines.hpp"
#include "storage/marks.hpp"
#include "storage/names.hpp"
#include "storage/roles/effects.hpp"
#include "storage/roles/forward_decisions.hpp"
#include "storage/roles/settlements.hpp"
#include "storage/sql.hpp"

namespace storage::sqlite {

namespace {

base::Error conflict(const char* text) { return {base::ErrorCode::kConflict, text}; }

bool has_effects(const TurnWrite& turn) {
  return !turn.tickets.empty() || !turn.ticket_changes.empty() || !turn.messages.empty() || !turn.alerts.empty() ||
         !turn.tasks.empty() || !turn.settlements.empty() || !turn.decisions.empty() ||
         turn.attendance.has_value();
}

std::int64_t first_number(Query query) { return query.next() ? query.integer(0) : 0; }

}  // namespace

void TurnLog::prime() {
  durable_turn_ = first_number(database_.query(sql::kLastTurnId));
  next_turn_ = durable_turn_ + 1;
  next_conversation_ = first_number(database_.query(sql::kLastConversationId)) + 1;
}

std::optional<Overlay::Base> TurnLog::base_of(std::int64_t conversation) {
  if (const auto place = group_places_.find(conversation); place != group_places_.end()) {
    const Standing& standing = group_[place->second].first;
    return Overlay::Base{standing.conversation.key, standing.conversation.version, standing.conversation.last_turn,
                         standing.marks};
  }
  if (auto base = overlay_.base_of(conversation)) return base;
  Overlay::Base base;
  if (const auto head = overlay_.head(conversation)) {
    base.version = head->version;
    base.last_turn = head->last_turn;
  } else {
    Query row = database_.query(sql::kHead, conversation);
    if (!row.next()) return std::nullopt;
    base.version = static_cast<std::uint64_t>(row.integer(0));
    base.last_turn = row.integer(1);
  }
  if (auto key = overlay_.newcomer_key(conversation)) {
    base.key = std::move(*key);
  } else {
    Query row = database_.query(sql::kKeyOfConversation, conversation);
    if (row.next()) base.key = {row.text(0), row.text(1), row.text(2)};
  }
  Query row = database_.query(sql::kTurnMarks, base.last_turn);
  if (row.next()) base.marks = row.text(0);
  return base;
}

std::optional<std::int64_t> TurnLog::find(const ConversationKey& key) {
  for (const auto& [standing, is_new] : group_) {
    if (is_new && standing.conversation.key == key) return standing.conversation.id;
  }
  if (const auto conversation = overlay_.newcomer(key)) return conversation;
  Query row = database_.query(sql::kConversationOfKey, key.channel, key.account, key.driver);
  if (!row.next()) return std::nullopt;
  return row.integer(0);
}

bool TurnLog::was_seen(const Overlay::Base& base, std::string_view inbound_key) {
  if (!may_hold(base.marks, inbound_key)) return false;
  std::size_t keys = 0;
  for (std::int64_t turn = base.last_turn; turn != 0 && keys < kRecentKeys;) {
    Query row = database_.query(sql::kTurnLink, turn);
    if (!row.next()) break;
    if (row.bytes(3) == inbound_key) return true;
    if (!row.bytes(3).empty()) ++keys;
    turn = row.integer(0);
  }
  return false;
}

void TurnLog::insert(const TurnWrite& turn, const Committed& ids, const Overlay::Base& base, std::string_view marks) {
  using Text = std::optional<std::string_view>;
  const bool first = ids.version == 1;
  const std::string lines = encode_lines(turn.lines);
  database_.run(sql::kInsertTurn, ids.turn, ids.conversation, ids.version, base.last_turn, turn.at, to_name(turn.kind),
                turn.timer_due, turn.inbound_key, Blob{marks}, first ? Text(base.key.channel) : Text(),
                first ? Text(base.key.account) : Text(), first ? Text(base.key.driver) : Text(), turn.release,
                Blob{turn.answer}, Blob{turn.owed}, Blob{turn.state}, Blob{lines});
}

base::Status TurnLog::insert_effects(const TurnWrite& turn, const Committed& ids) {
  const Origin origin{ids.conversation, ids.turn, turn.at};
  for (const NewTicket& ticket : turn.tickets) insert_ticket(database_, ticket, origin);
  for (const TicketChange& change : turn.ticket_changes) {
    if (auto changed = change_ticket(database_, change, turn.at); !changed) return changed;
  }
  for (const ForwardDecision& decision : turn.decisions) {
    if (auto decided = decide_forward(database_, decision, turn.at); !decided) return decided;
  }
  for (const Settlement& settlement : turn.settlements) {
    if (auto settled = settle_row(database_, settlement, turn.at); !settled) return settled;
  }
  for (const NewMessage& message : turn.messages) insert_message(database_, message, origin);
  for (const NewAlert& alert : turn.alerts) insert_alert(database_, alert, origin);
  const std::string_view ticket = turn.tickets.empty() ? std::string_view() : turn.tickets.front().ticket.number;
  for (const NewTask& task : turn.tasks) insert_task(database_, task, ticket, origin);
  if (turn.attendance) put_attendance(database_, *turn.attendance, origin);
  return {};
}

base::Result<Committed> TurnLog::append(TurnWrite& turn) {
  Committed ids;
  Overlay::Base base;
  const bool is_new = turn.conversation == 0;
  if (is_new) {
    if (turn.expected_version != 0 || !turn.timer_lease.empty() || find(turn.key))
      return conflict("storage: this driver's conversation exists already");
    ids.conversation = next_conversation_;
    base.key = turn.key;
  } else {
    auto found = base_of(turn.conversation);
    if (!found) return conflict("storage: no such conversation");
    if (found->version != turn.expected_version) return conflict("storage: the conversation has moved on");
    ids.conversation = turn.conversation;
    base = std::move(*found);
    if (!turn.timer_lease.empty() && !claims_.holds(turn.conversation, base.version, turn.timer_lease)) {
      return conflict("storage: the claim on the timer was lost");
    }
    if (was_seen(base, turn.inbound_key)) return conflict("storage: this message was taken already");
  }
  ids.turn = next_turn_;
  ids.version = base.version + 1;
  std::string marks = with_mark(base.marks, turn.inbound_key);

  try {
    if (has_effects(turn)) {
      Savepoint part(database_);
      insert(turn, ids, base, marks);
      if (auto status = insert_effects(turn, ids); !status) return status.error();
      part.keep();
    } else {
      insert(turn, ids, base, marks);
    }
  } catch (const SqlFailure& failure) {
    if (failure.kind() != FailureKind::kConstraint || !database_.in_transaction()) throw;
    return conflict("storage: the turn names a number or a key that is taken");
  }

  ++next_turn_;
  if (is_new) ++next_conversation_;
  const auto [place, added] = group_places_.try_emplace(ids.conversation, group_.size());
  if (added) group_.emplace_back();
  auto& [standing, began] = group_[place->second];
  began = began || is_new;
  standing.conversation = {ids.conversation,      std::move(base.key),  ids.version, ids.turn,
                           std::move(turn.state), std::move(turn.owed), turn.at};
  standing.timer_due = turn.timer_due;
  standing.marks = std::move(marks);
  return ids;
}

void TurnLog::group_committed() {
  durable_turn_ = next_turn_ - 1;
  for (const auto& place : group_places_) claims_.end(place.first);
  overlay_.publish(std::move(group_));
  group_.clear();
  group_places_.clear();
}

void TurnLog::group_undone() {
  next_turn_ = durable_turn_ + 1;
  for (const auto& [standing, is_new] : group_) next_conversation_ -= is_new ? 1 : 0;
  group_.clear();
  group_places_.clear();
}

}  // namespace storage::sqlite
