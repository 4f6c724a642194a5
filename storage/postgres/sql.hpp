#pragma once
// The statements that only PostgreSQL has: locks, multi-row writes from arrays, partitions. All others:
// storage/sql.hpp.
#include "storage/roles/lists_sql.hpp"
#include "storage/sql.hpp"

namespace storage::postgres::sql {

// ---- turns and conversations
#define STORAGE_CONVERSATION                                                                              \
  "SELECT c.id, c.channel, c.account, c.driver, h.version, h.last_turn, h.updated, h.state, h.owed FROM " \
  "conversations c"                                                                                       \
  " JOIN heads h ON h.conversation = c.id "
inline constexpr char kConversationOfKey[] =
    STORAGE_CONVERSATION "WHERE c.channel = $1 AND c.account = $2 AND c.driver = $3";
inline constexpr char kConversation[] = STORAGE_CONVERSATION "WHERE c.id = $1";
inline constexpr char kRunning[] = STORAGE_CONVERSATION
    "WHERE c.id > $1 AND (h.timer_due IS NOT NULL OR h.updated >= $2) ORDER BY c.id LIMIT $3";
/// Of these, behind $2.
inline constexpr char kNewestOf[] = STORAGE_CONVERSATION
    "WHERE c.id = ANY($1) AND h.last_turn < $2 ORDER BY h.last_turn DESC LIMIT $3";
#undef STORAGE_CONVERSATION
#define STORAGE_TURN "SELECT id, conversation, sequence, at, kind, inbound_key, release, answer, lines FROM turns "
// Sequences have no gap: the turns behind the $2nd are the newest (version - $2), however many were before.
inline constexpr char kTranscript[] = "SELECT * FROM (" STORAGE_TURN
                                      "WHERE conversation = $1 ORDER BY id DESC LIMIT GREATEST(0, (SELECT version FROM "
                                      "heads WHERE conversation = $1) - $2)) AS t"
                                      " WHERE t.sequence > $2 ORDER BY t.id LIMIT $3";
inline constexpr char kTurnOfKey[] =
    STORAGE_TURN "WHERE conversation = $1 AND inbound_key = $2 AND at >= $3 AND id >= $4 ORDER BY id DESC LIMIT 1";
#undef STORAGE_TURN
inline constexpr char kSomeTimerFree[] =
    "SELECT 1 FROM heads WHERE timer_due IS NOT NULL AND timer_due <= $1 AND timer_lease_until <= $1 LIMIT 1";
inline constexpr char kClaimTimers[] =
    "WITH free AS (SELECT conversation FROM heads WHERE timer_due IS NOT NULL AND timer_due <= $1 AND timer_lease_until "
    "<= $1"
    " ORDER BY timer_due, conversation LIMIT $2 FOR UPDATE SKIP LOCKED)"
    " UPDATE heads h SET timer_lease = $3, timer_lease_until = $4 FROM free f JOIN conversations c ON c.id = "
    "f.conversation"
    " WHERE h.conversation = f.conversation RETURNING h.conversation, h.timer_due, c.channel, c.account, c.driver";

// ---- a group. Everybody locks in this order: heads by id, new conversations by key, tickets, outbox.
// Which transaction of a connection was the last to commit; reading it waits for one that is still at it.
inline constexpr char kNameCommit[] =
    "INSERT INTO commits (connection, number, at) VALUES ($1, $2, (extract(epoch FROM now()) * 1000)::bigint)"
    " ON CONFLICT (connection) DO UPDATE SET number = excluded.number, at = excluded.at";
inline constexpr char kLastCommit[] = "SELECT number FROM commits WHERE connection = $1 FOR UPDATE";
inline constexpr char kForgetCommits[] =
    "DELETE FROM commits WHERE at < (extract(epoch FROM now()) * 1000)::bigint - 86400000";
inline constexpr char kTurnNumbers[] = "SELECT nextval('turn_numbers')";
inline constexpr char kLockHeads[] =
    "SELECT conversation, version, last_turn, marks, timer_lease FROM heads WHERE conversation = ANY($1) ORDER BY "
    "conversation FOR UPDATE";
inline constexpr char kNewConversations[] =
    "INSERT INTO conversations (channel, account, driver)"
    " SELECT DISTINCT u.channel, u.account, u.driver FROM unnest($1, $2, $3) AS u (channel, account, driver) ORDER BY "
    "1, 2, 3"
    " ON CONFLICT DO NOTHING RETURNING id, channel, account, driver";
inline constexpr char kForgetConversations[] = "DELETE FROM conversations WHERE id = ANY($1)";
inline constexpr char kRecentKeys[] =
    "SELECT inbound_key FROM turns WHERE conversation = $1 AND inbound_key <> '' ORDER BY id DESC LIMIT $2";
inline constexpr char kInsertHeads[] =
    "INSERT INTO heads (conversation, version, last_turn, timer_due, updated, marks, state, owed)"
    " SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)";
inline constexpr char kUpdateHeads[] =
    "UPDATE heads h SET version = u.version, last_turn = u.last_turn, timer_due = u.timer_due, timer_lease = '',"
    " timer_lease_until = 0, updated = u.updated, marks = u.marks, state = u.state, owed = u.owed FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)"
    " AS u (conversation, version, last_turn, timer_due, updated, marks, state, owed) WHERE h.conversation = "
    "u.conversation";
inline constexpr char kInsertTurns[] =
    "INSERT INTO turns (id, conversation, sequence, at, kind, inbound_key, release, answer, lines)"
    " SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)";

// ---- roles
inline constexpr char kClaimable[] =
    "SELECT o.id, o.order_group, o.key, o.driver, o.payload, o.conversation, o.ticket, o.attempt, o.created, o.due, "
    "o.state,"
    " o.last_error, o.deadline, o.retry_from FROM outbox o WHERE o.kind = $1 AND o.target = $2 AND o.due <= $3 AND o.state IN ('pending', "
    "'unknown')"
    " AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.kind = o.kind AND e.order_group = o.order_group AND e.id < o.id"
    " AND e.state IN ('pending', 'sending', 'unknown', 'parked')) ORDER BY o.due, o.id LIMIT $4 FOR UPDATE OF o SKIP "
    "LOCKED";
inline constexpr char kFirstForwards[] = STORAGE_CLAIM_FORWARDS(STORAGE_FIRST, ">") " FOR UPDATE OF o SKIP LOCKED";
inline constexpr char kFirstForwardsOverdue[] =
    STORAGE_CLAIM_FORWARDS(STORAGE_FIRST, "<=") " FOR UPDATE OF o SKIP LOCKED";
inline constexpr char kForwardsAgain[] = STORAGE_CLAIM_FORWARDS(STORAGE_AGAIN, ">") " FOR UPDATE OF o SKIP LOCKED";
inline constexpr char kForwardsAgainOverdue[] =
    STORAGE_CLAIM_FORWARDS(STORAGE_AGAIN, "<=") " FOR UPDATE OF o SKIP LOCKED";
inline constexpr char kForwardsInterrupted[] =
    STORAGE_CLAIM_FORWARDS(STORAGE_INTERRUPTED, ">") " FOR UPDATE OF o SKIP LOCKED";
inline constexpr char kForwardsInterruptedOverdue[] =
    STORAGE_CLAIM_FORWARDS(STORAGE_INTERRUPTED, "<=") " FOR UPDATE OF o SKIP LOCKED";
inline constexpr char kForwardForDecision[] =
    "SELECT conversation, ticket, target, state, last_error FROM outbox WHERE id = $1 AND kind = 'forward' FOR UPDATE";
inline constexpr char kLeased[] =
    "SELECT conversation, ticket FROM outbox WHERE id = $1 AND lease_token = $2 AND state = 'sending' FOR UPDATE";
inline constexpr char kTicketStanding[] = "SELECT status, revision, hotline FROM tickets WHERE number = $1 FOR UPDATE";
inline constexpr char kDueLooks[] =
    "SELECT number, conversation FROM tickets WHERE look_due IS NOT NULL AND look_due <= $1 ORDER BY look_due LIMIT $2"
    " FOR UPDATE SKIP LOCKED";
inline constexpr char kClaimedLook[] =
    "SELECT id FROM tickets WHERE number = $1 AND look_token = $2 FOR UPDATE SKIP LOCKED";
inline constexpr char kTaskOpen[] = "SELECT closed IS NULL FROM tasks WHERE id = $1 FOR UPDATE";
inline constexpr char kReleaseForChange[] = "SELECT id FROM releases WHERE id = $1 FOR UPDATE";
inline constexpr char kFittingTickets[] = STORAGE_FITTING_TICKETS("tickets t", "", "$8");

// ---- the database itself
inline constexpr char kNow[] = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint";
inline constexpr char kNotify[] = "SELECT pg_notify($1, p) FROM unnest($2) AS p";
inline constexpr char kMigrationsTable[] = "SELECT to_regclass('migrations') IS NOT NULL";
inline constexpr char kTableCount[] =
    "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v')";
inline constexpr char kMigrationLock[] = "SELECT pg_advisory_xact_lock(1481657907)";  // "XINS"
inline constexpr char kPartitions[] =
    "SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = "
    "'turns'::regclass"
    " ORDER BY c.relname";

}  // namespace storage::postgres::sql
