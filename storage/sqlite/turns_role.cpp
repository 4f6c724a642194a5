#include <algorithm>
#include <deque>
#include <limits>
#include <map>
#include <set>
#include <unordered_set>

#include "storage/lines.hpp"
#include "storage/names.hpp"
#include "storage/sql.hpp"
#include "storage/sqlite/roles.hpp"

namespace storage::sqlite {

namespace {

using MaybeConversation = std::optional<Conversation>;

base::Error damaged(const char* text) { return {base::ErrorCode::kStorage, text}; }

base::Result<Turn> read_turn(Database& database, std::int64_t id) {
  Query row = database.query(sql::kTurn, id);
  if (!row.next()) return damaged("storage: a turn that the chain names is missing");
  Turn turn;
  turn.id = row.integer(0);
  turn.conversation = row.integer(1);
  turn.sequence = static_cast<std::uint64_t>(row.integer(2));
  turn.at = row.instant(3);
  const auto kind = turn_kind_from_name(row.bytes(4));
  turn.inbound_key = row.text(5);
  turn.release = row.text(6);
  turn.answer = row.text(7);
  auto lines = decode_lines(row.bytes(8));
  if (!kind || !lines) return damaged("storage: a turn cannot be read back");
  turn.kind = *kind;
  turn.lines = std::move(*lines);
  return turn;
}

}  // namespace

std::optional<Head> TurnsRole::head_of(Database& database, std::int64_t conversation) const {
  if (auto head = overlay_.head(conversation)) return head;
  Query row = database.query(sql::kHead, conversation);
  if (!row.next()) return std::nullopt;
  return Head{static_cast<std::uint64_t>(row.integer(0)), row.integer(1), row.optional_instant(2), row.instant(3)};
}

ConversationKey TurnsRole::key_of(Database& database, std::int64_t conversation) const {
  if (auto key = overlay_.newcomer_key(conversation)) return *key;
  Query row = database.query(sql::kKeyOfConversation, conversation);
  if (!row.next()) return {};
  return {row.text(0), row.text(1), row.text(2)};
}

base::Result<MaybeConversation> TurnsRole::load_from(Database& database, std::int64_t id) const {
  const auto head = head_of(database, id);
  if (!head) return MaybeConversation();
  Conversation conversation;
  conversation.id = id;
  conversation.key = key_of(database, id);
  conversation.version = head->version;
  conversation.last_turn = head->last_turn;
  conversation.updated = head->updated;
  Query row = database.query(sql::kTurnState, head->last_turn);
  if (!row.next()) return damaged("storage: a conversation's last turn is missing");
  conversation.state = row.text(0);
  conversation.owed = row.text(1);
  return MaybeConversation(std::move(conversation));
}

base::Result<MaybeConversation> TurnsRole::load(const ConversationKey& key) {
  if (auto conversation = overlay_.find(key)) return conversation;
  return readers_.read<MaybeConversation>([&](Database& database) -> base::Result<MaybeConversation> {
    auto id = overlay_.newcomer(key);
    if (!id) {
      Query row = database.query(sql::kConversationOfKey, key.channel, key.account, key.driver);
      if (!row.next()) return MaybeConversation();
      id = row.integer(0);
    }
    return load_from(database, *id);
  });
}

base::Result<MaybeConversation> TurnsRole::load(std::int64_t conversation) {
  if (auto found = overlay_.find(conversation)) return found;
  return readers_.read<MaybeConversation>([&](Database& database) { return load_from(database, conversation); });
}

base::Result<std::vector<Turn>> TurnsRole::transcript(std::int64_t conversation, std::uint64_t after,
                                                      std::size_t turns_max) {
  using Found = std::vector<Turn>;
  return readers_.read<Found>([&](Database& database) -> base::Result<Found> {
    std::deque<std::int64_t> ids;  // oldest first
    const auto head = head_of(database, conversation);
    for (std::int64_t id = head ? head->last_turn : 0; id != 0;) {
      Query link = database.query(sql::kTurnLink, id);
      if (!link.next()) return damaged("storage: a turn that the chain names is missing");
      if (static_cast<std::uint64_t>(link.integer(1)) <= after) break;
      ids.push_front(id);
      if (ids.size() > turns_max) ids.pop_back();
      id = link.integer(0);
    }
    Found turns;
    for (const std::int64_t id : ids) {
      auto turn = read_turn(database, id);
      if (!turn) return turn.error();
      turns.push_back(std::move(*turn));
    }
    return turns;
  });
}

base::Result<std::optional<Turn>> TurnsRole::find_turn(std::int64_t conversation, std::string_view inbound_key,
                                                       base::UnixMs not_before) {
  using Found = std::optional<Turn>;
  if (inbound_key.empty()) return Found();
  return readers_.read<Found>([&](Database& database) -> base::Result<Found> {
    const auto head = head_of(database, conversation);
    for (std::int64_t id = head ? head->last_turn : 0; id != 0;) {
      std::int64_t prev = 0;
      {
        Query link = database.query(sql::kTurnLink, id);
        if (!link.next()) return damaged("storage: a turn that the chain names is missing");
        if (link.instant(2) < not_before) return Found();
        if (link.bytes(3) != inbound_key)
          prev = link.integer(0);
        else
          prev = id;
      }
      if (prev == id) {
        auto turn = read_turn(database, id);
        if (!turn) return turn.error();
        return Found(std::move(*turn));
      }
      id = prev;
    }
    return Found();
  });
}

/// Timers that are due and free, earliest first; more than timers_max only of those whose rows lag.
std::vector<DueTimer> TurnsRole::free_timers(Database& database, base::UnixMs now, std::size_t timers_max) const {
  // First those whose rows lag, then the rows: a timer that moves over in between is seen twice, never missed.
  std::vector<DueTimer> due = overlay_.due_timers(now);
  std::erase_if(due, [&](const DueTimer& timer) { return !claims_.is_free(timer.conversation, timer.version, now); });
  std::unordered_set<std::int64_t> seen;
  for (const DueTimer& timer : due) seen.insert(timer.conversation);
  Query row = database.query(sql::kDueHeads, now);
  for (std::size_t taken = 0; taken < timers_max && row.next();) {
    const std::int64_t conversation = row.integer(0);
    const auto version = static_cast<std::uint64_t>(row.integer(1));
    if (seen.contains(conversation) || overlay_.lags(conversation)) continue;
    if (!claims_.is_free(conversation, version, now)) continue;
    due.push_back({conversation, version, {row.text(3), row.text(4), row.text(5)}, row.instant(2)});
    ++taken;
  }
  std::sort(due.begin(), due.end(), [](const DueTimer& a, const DueTimer& b) {
    return a.due != b.due ? a.due < b.due : a.conversation < b.conversation;
  });
  return due;
}

base::Result<std::vector<TimerClaim>> TurnsRole::claim_timers(base::UnixMs now, base::Millis lease,
                                                              std::size_t timers_max) {
  using Claims = std::vector<TimerClaim>;
  return readers_.read<Claims>([&](Database& database) -> base::Result<Claims> {
    Claims claims;
    std::string token;
    for (DueTimer& timer : free_timers(database, now, timers_max)) {
      if (claims.size() == timers_max) break;
      if (token.empty()) token = tokens_.next();
      if (!claims_.take(timer.conversation, timer.version, token, now, now + lease)) continue;
      if (timer.key.channel.empty()) timer.key = key_of(database, timer.conversation);
      claims.push_back({timer.conversation, std::move(timer.key), timer.due, token});
    }
    return claims;
  });
}

base::Result<std::vector<Conversation>> TurnsRole::running(std::int64_t after, base::UnixMs since,
                                                           std::size_t conversations_max) {
  using Found = std::vector<Conversation>;
  return readers_.read<Found>([&](Database& database) -> base::Result<Found> {
    // The lagging ones first, then the rows: one that is brought up to date in between is found there.
    std::set<std::int64_t> ids;
    for (const std::int64_t id : overlay_.lagging_ids()) {
      const auto head = overlay_.head(id);
      if (id > after && head && (head->timer_due || head->updated >= since)) ids.insert(id);
    }
    {
      Query row = database.query(sql::kRunningHeads, after, since, conversations_max);
      while (row.next()) ids.insert(row.integer(0));
    }
    Found found;
    for (const std::int64_t id : ids) {
      if (found.size() == conversations_max) break;
      auto conversation = load_from(database, id);
      if (!conversation) return conversation.error();
      if (*conversation) found.push_back(std::move(**conversation));
    }
    return found;
  });
}

TurnsRole::Stretch TurnsRole::newest_fitting(Database& database, const MatterFilter& m, std::int64_t before,
                                             std::size_t conversations_max) const {
  Stretch stretch;
  std::int64_t floor = 0;
  if (!m.fits_all()) {
    Query far = database.query(sql::kHeadFarBehind, before, kConversationsLookedThrough - 1);
    if (far.next()) floor = far.integer(0);
  }
  stretch.end = floor;
  // The lagging ones first, then the rows: one that is brought up to date in between is found there.
  std::map<std::int64_t, std::int64_t> lagging;
  for (const std::int64_t id : overlay_.lagging_ids()) {
    if (const auto head = overlay_.head(id)) lagging[id] = head->last_turn;
  }
  {
    // Rows that lag stand where their conversation was before: they are passed over, and take no place on the page.
    Query row = database.query(sql::kFittingHeads, m.hotline, m.group, m.urgency, m.appeal, m.appeal_code, before, floor,
                               conversations_max + lagging.size());
    while (stretch.last_turns.size() < conversations_max && row.next()) {
      if (lagging.contains(row.integer(0))) continue;
      stretch.last_turns.emplace_back(row.integer(1), row.integer(0));
      if (stretch.last_turns.size() == conversations_max) stretch.end = row.integer(1);
    }
  }
  for (const auto& [id, turn] : lagging) {
    if (turn >= before || turn < stretch.end) continue;
    if (!m.fits_all() && !database.query(sql::kHasMatter, m.hotline, m.group, m.urgency, m.appeal, m.appeal_code, id).next()) continue;
    stretch.last_turns.emplace_back(turn, id);
  }
  return stretch;
}

TurnsRole::Stretch TurnsRole::attended_fitting(Database& database, const ConversationFilter& filter, std::int64_t before) const {
  using Who = ConversationFilter::Who;
  const MatterFilter& m = filter.matter;
  std::vector<std::int64_t> ids;
  {
    Query row = filter.who == Who::kOne
                    ? database.query(sql::kFittingTakenBy, m.hotline, m.group, m.urgency, m.appeal, m.appeal_code, filter.person)
                    : database.query(filter.who == Who::kWaiting  ? sql::kFittingWaiting
                                     : filter.who == Who::kPerson ? sql::kFittingTaken
                                                                  : sql::kFittingNeedy,
                                     m.hotline, m.group, m.urgency, m.appeal, m.appeal_code);
    while (row.next()) ids.push_back(row.integer(0));
  }
  Stretch stretch;
  for (const std::int64_t id : ids) {
    const auto head = head_of(database, id);
    if (head && head->last_turn < before) stretch.last_turns.emplace_back(head->last_turn, id);
  }
  return stretch;
}

base::Result<ConversationPage> TurnsRole::latest(const ConversationFilter& filter, std::int64_t before,
                                                 std::size_t conversations_max) {
  return readers_.read<ConversationPage>([&](Database& database) -> base::Result<ConversationPage> {
    ConversationPage page;
    if (conversations_max == 0) return page;
    const std::int64_t behind = before == 0 ? std::numeric_limits<std::int64_t>::max() : before;
    Stretch stretch = filter.who == ConversationFilter::Who::kAny
                          ? newest_fitting(database, filter.matter, behind, conversations_max)
                          : attended_fitting(database, filter, behind);
    std::sort(stretch.last_turns.rbegin(), stretch.last_turns.rend());
    page.next = stretch.end;
    if (stretch.last_turns.size() > conversations_max) {
      stretch.last_turns.resize(conversations_max);
      page.next = stretch.last_turns.back().first;
    }
    for (const auto& [turn, id] : stretch.last_turns) {
      auto conversation = load_from(database, id);
      if (!conversation) return conversation.error();
      if (*conversation) page.found.push_back(std::move(**conversation));
    }
    return page;
  });
}

}  // namespace storage::sqlite
