#include "storage/postgres/turns_role.hpp"

#include <algorithm>
#include <limits>

#include "storage/lines.hpp"
#include "storage/names.hpp"
#include "storage/postgres/turn_ids.hpp"

namespace storage::postgres {

namespace {

using MaybeConversation = std::optional<Conversation>;

// The id of a turn tells when it was committed, `at` when it happened: further apart they cannot be.
constexpr base::Millis kCommitSkew = base::days(2);

Conversation read_conversation(const Rows& row) {
  Conversation conversation;
  conversation.id = row.integer(0);
  conversation.key = {row.text(1), row.text(2), row.text(3)};
  conversation.version = static_cast<std::uint64_t>(row.integer(4));
  conversation.last_turn = row.integer(5);
  conversation.updated = row.instant(6);
  conversation.state = row.text(7);
  conversation.owed = row.text(8);
  return conversation;
}

base::Result<MaybeConversation> conversation_of(Rows row) {
  if (!row.next()) return MaybeConversation();
  return MaybeConversation(read_conversation(row));
}

base::Result<std::vector<Conversation>> conversations_of(Rows row) {
  std::vector<Conversation> found;
  while (row.next()) found.push_back(read_conversation(row));
  return found;
}

base::Result<Turn> turn_of(const Rows& row) {
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
  if (!kind || !lines) return base::Error{base::ErrorCode::kStorage, "storage: a turn cannot be read back"};
  turn.kind = *kind;
  turn.lines = std::move(*lines);
  return turn;
}

}  // namespace

base::Result<MaybeConversation> TurnsRole::load(const ConversationKey& key) {
  return pool_.read<MaybeConversation>([&](Connection& connection) {
    return conversation_of(connection.query(sql::kConversationOfKey, key.channel, key.account, key.driver));
  });
}

base::Result<MaybeConversation> TurnsRole::load(std::int64_t conversation) {
  return pool_.read<MaybeConversation>(
      [&](Connection& connection) { return conversation_of(connection.query(sql::kConversation, conversation)); });
}

base::Result<std::vector<Turn>> TurnsRole::transcript(std::int64_t conversation, std::uint64_t after,
                                                      std::size_t turns_max) {
  using Found = std::vector<Turn>;
  return pool_.read<Found>([&](Connection& connection) -> base::Result<Found> {
    Found turns;
    Rows row = connection.query(sql::kTranscript, conversation, after, turns_max);
    while (row.next()) {
      auto turn = turn_of(row);
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
  const base::UnixMs least = not_before > base::UnixMs{kCommitSkew.count} ? not_before - kCommitSkew : base::UnixMs{0};
  return pool_.read<Found>([&](Connection& connection) -> base::Result<Found> {
    Rows row = connection.query(sql::kTurnOfKey, conversation, inbound_key, not_before, first_id_at(least));
    if (!row.next()) return Found();
    auto turn = turn_of(row);
    if (!turn) return turn.error();
    return Found(std::move(*turn));
  });
}

base::Result<std::vector<TimerClaim>> TurnsRole::claim_timers(base::UnixMs now, base::Millis lease,
                                                              std::size_t timers_max) {
  using Claims = std::vector<TimerClaim>;
  // Most of the time nothing is due: a look writes nothing, a claim commits.
  const auto some = pool_.read<bool>(
      [&](Connection& connection) -> base::Result<bool> { return connection.query(sql::kSomeTimerFree, now).next(); });
  if (!some) return some.error();
  Claims claims;
  if (!*some) return claims;
  const std::string token = tokens_.next();
  const base::Status claimed = pool_.run([&](Connection& connection) -> base::Status {
    claims.clear();
    Rows row = connection.query(sql::kClaimTimers, now, timers_max, token, now + lease);
    while (row.next()) {
      claims.push_back({row.integer(0), {row.text(2), row.text(3), row.text(4)}, row.instant(1), token});
    }
    return {};
  });
  if (!claimed) return claimed.error();
  std::sort(claims.begin(), claims.end(), [](const TimerClaim& a, const TimerClaim& b) {
    return a.due != b.due ? a.due < b.due : a.conversation < b.conversation;
  });
  return claims;
}

base::Result<std::vector<Conversation>> TurnsRole::running(std::int64_t after, base::UnixMs since,
                                                           std::size_t conversations_max) {
  return pool_.read<std::vector<Conversation>>([&](Connection& connection) {
    return conversations_of(connection.query(sql::kRunning, after, since, conversations_max));
  });
}

base::Result<ConversationPage> TurnsRole::latest(const ConversationFilter& filter, std::int64_t before,
                                                 std::size_t conversations_max) {
  using Who = ConversationFilter::Who;
  const MatterFilter& m = filter.matter;
  return pool_.read<ConversationPage>([&](Connection& connection) -> base::Result<ConversationPage> {
    constexpr std::int64_t kNewest = std::numeric_limits<std::int64_t>::max();
    ConversationPage page;
    if (conversations_max == 0) return page;
    const std::int64_t behind = before == 0 ? kNewest : before;
    Column ids = Column::numbers();
    if (filter.who == Who::kAny) {
      std::int64_t floor = 0;
      if (!m.fits_all()) {
        Rows far = connection.query(storage::sql::kHeadFarBehind, behind, kConversationsLookedThrough - 1);
        if (far.next()) floor = far.integer(0);
      }
      page.next = floor;
      Rows row = connection.query(storage::sql::kFittingHeads, m.hotline, m.group, m.urgency, m.appeal, m.appeal_code, behind, floor,
                                  conversations_max);
      for (std::size_t rows = 0; row.next(); ++rows) {
        ids.add(row.integer(0));
        if (rows + 1 == conversations_max) page.next = row.integer(1);
      }
      // One that moves on between the two reads is shown as it is now.
      auto found = conversations_of(connection.query(sql::kNewestOf, ids, kNewest, conversations_max));
      if (!found) return found.error();
      page.found = std::move(*found);
      return page;
    }
    Rows row = filter.who == Who::kOne
                   ? connection.query(storage::sql::kFittingTakenBy, m.hotline, m.group, m.urgency, m.appeal, m.appeal_code, filter.person)
                   : connection.query(filter.who == Who::kWaiting  ? storage::sql::kFittingWaiting
                                      : filter.who == Who::kPerson ? storage::sql::kFittingTaken
                                                                   : storage::sql::kFittingNeedy,
                                      m.hotline, m.group, m.urgency, m.appeal, m.appeal_code);
    while (row.next()) ids.add(row.integer(0));
    auto found = conversations_of(connection.query(sql::kNewestOf, ids, behind, conversations_max + 1));
    if (!found) return found.error();
    page.found = std::move(*found);
    if (page.found.size() > conversations_max) {
      page.found.resize(conversations_max);
      page.next = page.found.back().last_turn;
    }
    return page;
  });
}

}  // namespace storage::postgres
