#pragma once
// Every statement of the store, in one place, in the dialect that SQLite and PostgreSQL share wherever that costs
// nothing.
namespace storage::sql {

// ---- turns and conversations
inline constexpr char kInsertTurn[] =
    "INSERT INTO turns (id, conversation, sequence, prev, at, kind, timer_due, inbound_key, marks, channel, account, "
    "driver,"
    " release, answer, owed, state, lines)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
inline constexpr char kLastTurnId[] = "SELECT COALESCE(MAX(id), 0) FROM turns";
inline constexpr char kLastConversationId[] = "SELECT COALESCE(MAX(id), 0) FROM conversations";
inline constexpr char kConversationOfKey[] =
    "SELECT id FROM conversations WHERE channel = $1 AND account = $2 AND driver = $3";
inline constexpr char kKeyOfConversation[] = "SELECT channel, account, driver FROM conversations WHERE id = $1";
inline constexpr char kHead[] = "SELECT version, last_turn, timer_due, updated FROM heads WHERE conversation = $1";
inline constexpr char kTurnState[] = "SELECT state, owed FROM turns WHERE id = $1";
inline constexpr char kTurnMarks[] = "SELECT marks FROM turns WHERE id = $1";
inline constexpr char kTurnLink[] = "SELECT prev, sequence, at, inbound_key FROM turns WHERE id = $1";
inline constexpr char kTurn[] =
    "SELECT id, conversation, sequence, at, kind, inbound_key, release, answer, lines FROM turns WHERE id = $1";
inline constexpr char kDueHeads[] =
    "SELECT h.conversation, h.version, h.timer_due, c.channel, c.account, c.driver FROM heads h"
    " JOIN conversations c ON c.id = h.conversation"
    " WHERE h.timer_due IS NOT NULL AND h.timer_due <= $1 ORDER BY h.timer_due, h.conversation";

inline constexpr char kRunningHeads[] =
    "SELECT conversation FROM heads WHERE conversation > $1 AND (timer_due IS NOT NULL OR updated >= $2)"
    " ORDER BY conversation LIMIT $3";

// ---- flush and recovery
inline constexpr char kInsertConversation[] =
    "INSERT INTO conversations (id, channel, account, driver) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING";
inline constexpr char kPutHead[] =
    "INSERT INTO heads (conversation, version, last_turn, timer_due, updated) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (conversation) DO UPDATE SET version = excluded.version, last_turn = excluded.last_turn,"
    " timer_due = excluded.timer_due, updated = excluded.updated WHERE excluded.version > heads.version";
inline constexpr char kTurnsBehind[] =
    "SELECT id, conversation, sequence, at, timer_due, channel, account, driver FROM turns WHERE id > $1 ORDER BY id";
inline constexpr char kGetMeta[] = "SELECT value FROM meta WHERE name = $1";
inline constexpr char kKeepMeta[] = "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
inline constexpr char kPutMeta[] =
    "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";

// ---- tickets
inline constexpr char kReserveSerials[] =
    "INSERT INTO serials (day, reserved) VALUES ($1, $2)"
    " ON CONFLICT (day) DO UPDATE SET reserved = serials.reserved + excluded.reserved RETURNING reserved";
inline constexpr char kInsertTicket[] =
    "INSERT INTO tickets (number, conversation, turn, hotline, status, revision, promise, title, urgency, content_hash,"
    " external_number, first_message_at, accepted_at, changed_at, form, look_due, clock_due, driver_group, appeal)"
    " VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
#define STORAGE_TICKET_COLUMNS                                                                                      \
  "SELECT number, conversation, hotline, status, revision, promise, title, urgency, content_hash, external_number," \
  " first_message_at, accepted_at, changed_at, form FROM tickets "
inline constexpr char kTicket[] = STORAGE_TICKET_COLUMNS "WHERE number = $1";
inline constexpr char kTicketsOfConversation[] =
    STORAGE_TICKET_COLUMNS "WHERE conversation = $1 ORDER BY id DESC LIMIT $2";
inline constexpr char kTicketsFirst[] = STORAGE_TICKET_COLUMNS "ORDER BY id DESC LIMIT $1";
inline constexpr char kTicketsBefore[] =
    STORAGE_TICKET_COLUMNS "WHERE id < (SELECT b.id FROM tickets b WHERE b.number = $1) ORDER BY id DESC LIMIT $2";
inline constexpr char kTicketOfExternal[] = STORAGE_TICKET_COLUMNS
    "WHERE hotline = $1 AND external_number = $2 AND external_number <> '' ORDER BY id DESC LIMIT 1";
#undef STORAGE_TICKET_COLUMNS
inline constexpr char kTicketStanding[] = "SELECT status, revision, hotline FROM tickets WHERE number = $1";
inline constexpr char kChangeTicket[] =
    "UPDATE tickets SET status = $1, revision = revision + 1, changed_at = $2,"
    " external_number = CASE WHEN $3 = '' THEN external_number ELSE $3 END,"
    // Who does not know the promises has the ticket looked at soon, never later than it would have been: his clock may be years ahead.
    " look_due = CASE WHEN $4 = 1 AND look_due < $5 THEN look_due ELSE $5 END, look_token = '',"
    " clock_due = CASE WHEN $4 = 1 THEN clock_due ELSE $6 END WHERE number = $7";
inline constexpr char kChangeForm[] = "UPDATE tickets SET form = $1, driver_group = $2, appeal = $3 WHERE number = $4";
inline constexpr char kInsertTicketEvent[] =
    "INSERT INTO ticket_events (ticket, sequence, at, actor, action, from_status, to_status, note, act, detail, moment)"
    " SELECT id, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 FROM tickets WHERE number = $11";
inline constexpr char kTicketLog[] =
    "SELECT e.sequence, e.at, e.actor, e.action, e.from_status, e.to_status, e.note, e.act, e.detail, e.moment"
    " FROM ticket_events e JOIN tickets t ON t.id = e.ticket WHERE t.number = $1 ORDER BY e.sequence";
inline constexpr char kAllTicketLogs[] =
    "SELECT t.number, t.status, t.first_message_at, t.accepted_at, e.sequence, e.at, e.actor, e.action, e.from_status, e.to_status,"
    " e.note, e.act, e.detail, e.moment FROM tickets t JOIN ticket_events e ON e.ticket = t.id ORDER BY t.id, e.sequence";
inline constexpr char kSomeLookDue[] = "SELECT 1 FROM tickets WHERE look_due IS NOT NULL AND look_due <= $1 ORDER BY look_due LIMIT 1";
inline constexpr char kDueLooks[] =
    "SELECT number, conversation FROM tickets WHERE look_due IS NOT NULL AND look_due <= $1 ORDER BY look_due LIMIT $2";
inline constexpr char kTakeLook[] = "UPDATE tickets SET look_due = $1, look_token = $2 WHERE number = $3";
// Whoever is changing the ticket ends the claim anyway: nobody waits for him.
inline constexpr char kClaimedLook[] = "SELECT id FROM tickets WHERE number = $1 AND look_token = $2";
inline constexpr char kFinishLook[] = "UPDATE tickets SET look_due = $1, clock_due = $2, look_token = '' WHERE id = $3";

// ---- outbox
inline constexpr char kInsertOutbox[] =
    "INSERT INTO outbox (kind, target, order_group, key, conversation, ticket, driver, state, attempt, created, due,"
    " lease_token, lease_until, receipt, last_error, payload, deadline, retry_from)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', 0, $8, $9, '', 0, '', '', $10, $11, $8)";
// Only what nobody can have received yet: a second attempt must carry what the first one carried.
inline constexpr char kChangeForward[] =
    "UPDATE outbox SET payload = $1 WHERE ticket = $2 AND ticket <> '' AND kind = 'forward' AND state = 'pending' AND "
    "attempt = 0";
inline constexpr char kWithdrawForward[] =
    "UPDATE outbox SET state = 'dead', last_error = 'withdrawn' WHERE ticket = $1 AND ticket <> '' AND kind = 'forward'"
    " AND state = 'pending' AND attempt = 0";
// The oldest unfinished row of its group, and due. Parked rows hold their group back, delivered and dead ones do not.
inline constexpr char kClaimable[] =
    "SELECT o.id, o.order_group, o.key, o.driver, o.payload, o.conversation, o.ticket, o.attempt, o.created, o.due, "
    "o.state,"
    " o.last_error, o.deadline, o.retry_from FROM outbox o WHERE o.kind = $1 AND o.target = $2 AND o.due <= $3 AND o.state IN ('pending', "
    "'unknown')"
    " AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.kind = o.kind AND e.order_group = o.order_group AND e.id < o.id"
    " AND e.state IN ('pending', 'sending', 'unknown', 'parked')) ORDER BY o.due, o.id LIMIT $4";
// Forwards, earliest deadline first: $1 hotline, $2 now, $3 rows. Each `which` is an index of its own (0006).
#define STORAGE_CLAIM_FORWARDS(which, side)                                                                           \
  "SELECT o.id, o.order_group, o.key, o.driver, o.payload, o.conversation, o.ticket, o.attempt, o.created, o.due, "   \
  "o.state, o.last_error, o.deadline, o.retry_from FROM outbox o WHERE o.kind = 'forward' AND o.target = $1"          \
  " AND " which " AND o.deadline " side " $2 AND o.due <= $2"                                                         \
  " AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.kind = 'forward' AND e.order_group = o.order_group AND e.id < "    \
  "o.id AND e.state IN ('pending', 'sending', 'unknown', 'parked')) ORDER BY o.deadline, o.id LIMIT $3"
#define STORAGE_FIRST "o.state = 'pending' AND o.attempt = 0"
#define STORAGE_AGAIN "o.state IN ('pending', 'unknown') AND o.attempt > 0 AND o.last_error <> 'lease_expired'"
#define STORAGE_INTERRUPTED "o.state = 'unknown' AND o.attempt > 0 AND o.last_error = 'lease_expired'"
inline constexpr char kFirstForwards[] = STORAGE_CLAIM_FORWARDS(STORAGE_FIRST, ">");
inline constexpr char kFirstForwardsOverdue[] = STORAGE_CLAIM_FORWARDS(STORAGE_FIRST, "<=");
inline constexpr char kForwardsAgain[] = STORAGE_CLAIM_FORWARDS(STORAGE_AGAIN, ">");
inline constexpr char kForwardsAgainOverdue[] = STORAGE_CLAIM_FORWARDS(STORAGE_AGAIN, "<=");
inline constexpr char kForwardsInterrupted[] = STORAGE_CLAIM_FORWARDS(STORAGE_INTERRUPTED, ">");
inline constexpr char kForwardsInterruptedOverdue[] = STORAGE_CLAIM_FORWARDS(STORAGE_INTERRUPTED, "<=");
// The first that is due at $3, and the first that is due behind $4.
inline constexpr char kSomeDue[] =
    "SELECT near.due FROM (SELECT due FROM outbox WHERE kind = $1 AND target = $2 AND due <= $3 AND state IN ('pending', 'unknown')"
    " ORDER BY due LIMIT 1) near UNION ALL SELECT far.due FROM (SELECT due FROM outbox WHERE kind = $1 AND target = $2 AND due > $4"
    " AND state IN ('pending', 'unknown') ORDER BY due LIMIT 1) far";
inline constexpr char kBringNear[] =
    "UPDATE outbox SET due = $1 WHERE kind = $2 AND target = $3 AND due > $4 AND state IN ('pending', 'unknown')";
inline constexpr char kLease[] =
    "UPDATE outbox SET state = 'sending', lease_token = $1, lease_until = $2, attempt = attempt + 1 WHERE id = $3";
inline constexpr char kLeased[] =
    "SELECT conversation, ticket FROM outbox WHERE id = $1 AND lease_token = $2 AND state = 'sending'";
inline constexpr char kSettle[] =
    "UPDATE outbox SET state = $1, due = $2, receipt = $3, last_error = $4, lease_token = '', lease_until = 0,"
    " attempt = attempt - $5 WHERE id = $6";
#define STORAGE_ALERT_COLUMNS \
  "SELECT key, conversation, ticket, state, attempt, created, due, receipt, payload FROM outbox WHERE kind = 'alert' "
inline constexpr char kAlert[] = STORAGE_ALERT_COLUMNS "AND key = $1";
inline constexpr char kOpenAlerts[] = STORAGE_ALERT_COLUMNS "AND state <> 'delivered' ORDER BY id LIMIT $1";
#undef STORAGE_ALERT_COLUMNS
// A call that was never made and is acknowledged all the same counts as one: what is delivered was attempted (I9).
inline constexpr char kAcknowledge[] =
    "UPDATE outbox SET state = 'delivered', receipt = $1, attempt = CASE WHEN attempt < 1 THEN 1 ELSE attempt END,"
    " last_error = '', lease_token = '', lease_until = 0 WHERE kind = 'alert' AND key = $2 AND state <> 'delivered'";
inline constexpr char kSomeLeaseExpired[] =
    "SELECT 1 FROM outbox WHERE state = 'sending' AND lease_until <= $1 ORDER BY lease_until LIMIT 1";
inline constexpr char kExpireLeases[] =
    "UPDATE outbox SET state = 'unknown', due = $1, lease_token = '', lease_until = 0, last_error = 'lease_expired'"
    " WHERE state = 'sending' AND lease_until <= $1";
inline constexpr char kOutboxCounts[] =
    "SELECT kind, target, state, COUNT(*) FROM outbox GROUP BY kind, target, state ORDER BY kind, target, state";
inline constexpr char kGetCursor[] = "SELECT value FROM cursors WHERE name = $1";
inline constexpr char kPutCursor[] =
    "INSERT INTO cursors (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
inline constexpr char kBeginCursor[] =
    "INSERT INTO cursors (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    " WHERE cursors.value = '' RETURNING name";
inline constexpr char kMoveCursor[] = "UPDATE cursors SET value = $1 WHERE name = $2 AND value = $3 RETURNING name";

// ---- forwards
#define STORAGE_FORWARD_COLUMNS                                                                                      \
  "SELECT id, ticket, target, conversation, state, attempt, created, due, deadline, receipt, last_error FROM outbox" \
  " WHERE kind = 'forward' "
inline constexpr char kForward[] = STORAGE_FORWARD_COLUMNS "AND id = $1";
inline constexpr char kForwardsOfTicket[] = STORAGE_FORWARD_COLUMNS "AND ticket = $1 AND ticket <> '' ORDER BY id";
inline constexpr char kForwardsInState[] = STORAGE_FORWARD_COLUMNS "AND state = $1 AND id > $2 ORDER BY id LIMIT $3";
#undef STORAGE_FORWARD_COLUMNS
inline constexpr char kForwardForDecision[] =
    "SELECT conversation, ticket, target, state, last_error FROM outbox WHERE id = $1 AND kind = 'forward'";
inline constexpr char kNewerForward[] =
    "SELECT 1 FROM outbox WHERE ticket = $1 AND ticket <> '' AND kind = 'forward' AND id > $2 LIMIT 1";
inline constexpr char kLiveForward[] =
    "SELECT 1 FROM outbox WHERE ticket = $1 AND ticket <> '' AND kind = 'forward'"
    " AND state IN ('pending', 'sending', 'unknown', 'parked') LIMIT 1";
inline constexpr char kNewestForward[] =
    "SELECT id, conversation, target FROM outbox WHERE ticket = $1 AND ticket <> '' AND kind = 'forward' ORDER BY id DESC"
    " LIMIT 1";
inline constexpr char kHolderOfNumber[] =
    "SELECT number FROM tickets WHERE hotline = $1 AND external_number = $2 AND external_number <> '' LIMIT 1";
// Also of an earlier round, whose number the ticket does not show any more.
inline constexpr char kHolderOfReceipt[] =
    "SELECT ticket FROM outbox WHERE target = $1 AND receipt = $2 AND receipt <> '' AND kind = 'forward' AND state = 'delivered' LIMIT 1";
inline constexpr char kTemplateSent[] =
    "SELECT ticket, conversation, payload FROM outbox"
    " WHERE target = $1 AND receipt = $2 AND receipt <> '' AND kind = 'template' AND state = 'delivered' LIMIT 1";
// A person's word ends an attempt that was made, or stands in for one that was not (I9: what is delivered was attempted).
inline constexpr char kConfirmForward[] =
    "UPDATE outbox SET state = 'delivered', receipt = $1, last_error = '',"
    " attempt = CASE WHEN attempt < 1 THEN 1 ELSE attempt END WHERE id = $2";
inline constexpr char kResendForward[] =
    "UPDATE outbox SET state = 'pending', due = $1, retry_from = $1, last_error = 'resent' WHERE id = $2";
inline constexpr char kCloseForward[] = "UPDATE outbox SET state = 'dead', last_error = 'closed' WHERE id = $1";
inline constexpr char kCloseForwardTasks[] =
    "UPDATE tasks SET closed = $1, closed_by = $2 WHERE closed IS NULL AND ticket = $3 AND ticket <> ''"
    " AND kind IN ('parked_forward', 'dead_forward', 'refused_ticket', 'manual_forward')";
inline constexpr char kMoveTicket[] = "UPDATE tickets SET hotline = $1, external_number = '' WHERE number = $2";
inline constexpr char kLastExchange[] =
    "SELECT sequence, chain FROM exchanges WHERE ticket = $1 ORDER BY sequence DESC LIMIT 1";
inline constexpr char kInsertExchange[] =
    "INSERT INTO exchanges (ticket, sequence, forward, act, hotline, began, ended, status, outcome, number, actor, note,"
    " sent_digest, answer_digest, chain, sent, answer)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
inline constexpr char kPutEvidence[] = "UPDATE outbox SET evidence = $1 WHERE id = $2";
#define STORAGE_EXCHANGE_COLUMNS                                                                                      \
  "SELECT ticket, sequence, forward, act, hotline, began, ended, status, outcome, number, actor, note, sent_digest, " \
  "answer_digest, chain, sent, answer FROM exchanges "
inline constexpr char kExchanges[] = STORAGE_EXCHANGE_COLUMNS "WHERE ticket = $1 ORDER BY sequence";
inline constexpr char kAllExchanges[] = STORAGE_EXCHANGE_COLUMNS "ORDER BY ticket, sequence";
#undef STORAGE_EXCHANGE_COLUMNS

// ---- desk
inline constexpr char kInsertTask[] =
    "INSERT INTO tasks (kind, reason, ticket, conversation, created, closed, closed_by)"
    " VALUES ($1, $2, $3, $4, $5, NULL, '')";
inline constexpr char kOpenTasks[] =
    "SELECT id, kind, reason, ticket, conversation, created FROM tasks WHERE closed IS NULL AND id > $1 ORDER BY id "
    "LIMIT $2";
inline constexpr char kTaskOpen[] = "SELECT closed IS NULL FROM tasks WHERE id = $1";
inline constexpr char kCloseTask[] = "UPDATE tasks SET closed = $1, closed_by = $2 WHERE id = $3";

// ---- releases
// An update that changes nothing: the row is locked, so that a release cannot be deleted while it is published again.
inline constexpr char kInsertRelease[] =
    "INSERT INTO releases (id, sources, published, withdrawn) VALUES ($1, $2, $3, 0)"
    " ON CONFLICT (id) DO UPDATE SET published = releases.published";
#define STORAGE_RELEASE_COLUMNS "SELECT r.id, r.sources, r.published, r.withdrawn FROM releases r "
inline constexpr char kRelease[] = STORAGE_RELEASE_COLUMNS "WHERE r.id = $1";
inline constexpr char kCurrentRelease[] = STORAGE_RELEASE_COLUMNS
    "WHERE r.id = (SELECT p.release FROM publications p ORDER BY p.number DESC LIMIT 1)";
#undef STORAGE_RELEASE_COLUMNS
inline constexpr char kReleaseForChange[] = "SELECT id FROM releases WHERE id = $1";
inline constexpr char kReleaseIds[] = "SELECT id FROM releases ORDER BY published, id";
inline constexpr char kWithdrawRelease[] = "UPDATE releases SET withdrawn = 1 WHERE id = $1 RETURNING id";
inline constexpr char kDeleteRelease[] =
    "DELETE FROM releases WHERE id = $1 AND id <> (SELECT p.release FROM publications p ORDER BY p.number DESC LIMIT 1)";
// The number is the pointer: of two who publish on top of the same one, the second finds it taken.
inline constexpr char kInsertPublication[] =
    "INSERT INTO publications (number, release, kind, at, publisher, confirmer, note, change, moves_all)"
    " SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9 WHERE (SELECT COALESCE(MAX(number), 0) FROM publications) = $10"
    " ON CONFLICT (number) DO NOTHING RETURNING number";
#define STORAGE_PUBLICATION_COLUMNS \
  "SELECT number, release, kind, at, publisher, confirmer, note, change, moves_all FROM publications "
inline constexpr char kNewestPublication[] = STORAGE_PUBLICATION_COLUMNS "ORDER BY number DESC LIMIT 1";
inline constexpr char kPublicationsBefore[] = STORAGE_PUBLICATION_COLUMNS "WHERE number < $1 ORDER BY number DESC LIMIT $2";
#undef STORAGE_PUBLICATION_COLUMNS
inline constexpr char kInsertDraft[] =
    "INSERT INTO release_drafts (name, revision, base, sources, author, at) VALUES ($1, 1, $2, $3, $4, $5)"
    " ON CONFLICT (name) DO NOTHING RETURNING revision";
inline constexpr char kReplaceDraft[] =
    "UPDATE release_drafts SET revision = revision + 1, base = $1, sources = $2, author = $3, at = $4"
    " WHERE name = $5 AND revision = $6 RETURNING revision";
inline constexpr char kDraft[] =
    "SELECT name, revision, base, author, at, sources FROM release_drafts WHERE name = $1";
inline constexpr char kDrafts[] = "SELECT name, revision, base, author, at FROM release_drafts ORDER BY name";
inline constexpr char kDeleteDraft[] = "DELETE FROM release_drafts WHERE name = $1 RETURNING name";

}  // namespace storage::sql
