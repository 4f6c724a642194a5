#pragma once
// The statements behind lists and their counts. Parameters $1 … $5 are the matter: hotline, group, urgency, appeal, its code; '' fits
// everything. They come first: SQLite counts parameters by their first use.
namespace storage::sql {

#define STORAGE_MATTER                                                                                                  \
  "($1 = '' OR t.hotline = $1) AND ($2 = '' OR t.driver_group = $2) AND ($3 = '' OR t.urgency = $3)"                    \
  " AND ($4 = '' OR t.appeal = $4 OR t.appeal = $5)"
// Of any of a conversation's tickets.
#define STORAGE_HAS_MATTER(conversation)                                                                                 \
  "(($1 = '' AND $2 = '' AND $3 = '' AND $4 = '') OR EXISTS (SELECT 1 FROM tickets t WHERE " STORAGE_MATTER              \
  " AND t.conversation = " conversation "))"
// As the partial index has it (migration 0009).
#define STORAGE_OPEN "t.status IN ('accepted', 'dispatched', 'in_hand', 'refused')"
#define STORAGE_NEEDY                                         \
  "(SELECT conversation FROM attended WHERE person = ''"      \
  " UNION SELECT conversation FROM tasks WHERE closed IS NULL)"
#define STORAGE_OF_TASKS "t.number IN (SELECT k.ticket FROM tasks k WHERE k.closed IS NULL AND k.ticket <> '')"

// ---- who answers
inline constexpr char kPutAttendance[] =
    "INSERT INTO attended (conversation, person, since) VALUES ($1, $2, $3)"
    " ON CONFLICT (conversation) DO UPDATE SET person = excluded.person, since = excluded.since";
inline constexpr char kEndAttendance[] = "DELETE FROM attended WHERE conversation = $1";

// ---- conversations
/// $6 a last turn to be behind, $7 the last one to be looked at, $8 rows.
inline constexpr char kFittingHeads[] =
    "SELECT h.conversation, h.last_turn FROM heads h WHERE " STORAGE_HAS_MATTER("h.conversation")
    " AND h.last_turn < $6 AND h.last_turn >= $7 ORDER BY h.last_turn DESC LIMIT $8";
/// The $2nd newest of those behind $1.
inline constexpr char kHeadFarBehind[] =
    "SELECT last_turn FROM heads WHERE last_turn < $1 ORDER BY last_turn DESC LIMIT 1 OFFSET $2";
inline constexpr char kHasMatter[] = "SELECT 1 WHERE " STORAGE_HAS_MATTER("$6");
inline constexpr char kFittingWaiting[] =
    "SELECT a.conversation FROM attended a WHERE " STORAGE_HAS_MATTER("a.conversation") " AND a.person = ''";
inline constexpr char kFittingTaken[] =
    "SELECT a.conversation FROM attended a WHERE " STORAGE_HAS_MATTER("a.conversation") " AND a.person <> ''";
inline constexpr char kFittingTakenBy[] =
    "SELECT a.conversation FROM attended a WHERE " STORAGE_HAS_MATTER("a.conversation") " AND a.person = $6";
inline constexpr char kFittingNeedy[] =
    "SELECT n.conversation FROM " STORAGE_NEEDY " n WHERE " STORAGE_HAS_MATTER("n.conversation");
inline constexpr char kCountAttended[] =
    "SELECT a.person, COUNT(*) FROM attended a WHERE " STORAGE_HAS_MATTER("a.conversation") " GROUP BY a.person ORDER BY a.person";
inline constexpr char kCountNeedy[] =
    "SELECT COUNT(*) FROM " STORAGE_NEEDY " n WHERE " STORAGE_HAS_MATTER("n.conversation");

// ---- tickets
inline constexpr char kTicketRow[] = "SELECT id FROM tickets WHERE number = $1";
/// $6 the row to be behind, $7 a status or '', then what `which` says, then `rows`.
#define STORAGE_FITTING_TICKETS(from, which, rows)                                                                        \
  "SELECT number, conversation, hotline, status, revision, promise, title, urgency, content_hash, external_number,"       \
  " first_message_at, accepted_at, changed_at, form FROM tickets WHERE id IN (SELECT t.id FROM " from                     \
  " WHERE " STORAGE_MATTER " AND t.id < $6 AND ($7 = '' OR t.status = $7)" which                                          \
  " ORDER BY t.id DESC LIMIT " rows ") ORDER BY id DESC"
// Of many that do not fit only the index is read.
inline constexpr char kFittingTickets[] = STORAGE_FITTING_TICKETS("tickets t INDEXED BY tickets_rows", "", "$8");
inline constexpr char kFittingOpenTickets[] = STORAGE_FITTING_TICKETS("tickets t", " AND " STORAGE_OPEN, "$8");
inline constexpr char kFittingDueTickets[] = STORAGE_FITTING_TICKETS(
    "tickets t", " AND t.clock_due IS NOT NULL AND t.clock_due <= $8 AND " STORAGE_OPEN, "$9");
inline constexpr char kFittingNeedyTickets[] = STORAGE_FITTING_TICKETS("tickets t", " AND " STORAGE_OF_TASKS, "$8");
inline constexpr char kFittingTicketsOf[] = STORAGE_FITTING_TICKETS(
    "tickets t", " AND t.conversation IN (SELECT a.conversation FROM attended a WHERE a.person = $8) AND " STORAGE_OPEN, "$9");
/// Open ones; of them those whose clock ends at $6 or earlier; and at $7 or earlier.
inline constexpr char kCountOpenTickets[] =
    "WITH fitting AS (SELECT t.clock_due FROM tickets t WHERE " STORAGE_MATTER " AND " STORAGE_OPEN ")"
    " SELECT COUNT(*), COUNT(*) FILTER (WHERE clock_due <= $6), COUNT(*) FILTER (WHERE clock_due <= $7) FROM fitting";
inline constexpr char kCountNeedyTickets[] =
    "SELECT COUNT(*) FROM tickets t WHERE " STORAGE_MATTER " AND " STORAGE_OF_TASKS;
// CROSS: SQLite keeps the order, and asks for the tickets of those few conversations instead of passing over every open ticket.
inline constexpr char kCountTakenTickets[] =
    "SELECT a.person, COUNT(*) FROM attended a CROSS JOIN tickets t WHERE " STORAGE_MATTER
    " AND t.conversation = a.conversation AND a.person <> '' AND " STORAGE_OPEN " GROUP BY a.person ORDER BY a.person";

// ---- saved views
#define STORAGE_VIEW_COLUMNS "SELECT id, scope, list, name, query, author, revision, at FROM saved_views "
inline constexpr char kViewsOf[] = STORAGE_VIEW_COLUMNS "WHERE scope = '' OR scope = $1 ORDER BY list, name, id";
#undef STORAGE_VIEW_COLUMNS
inline constexpr char kInsertView[] =
    "INSERT INTO saved_views (scope, list, name, query, author, revision, at) VALUES ($1, $2, $3, $4, $5, 1, $6)"
    " ON CONFLICT (list, scope, name) DO NOTHING RETURNING id";
inline constexpr char kViewStanding[] = "SELECT list, revision FROM saved_views WHERE id = $1 AND scope = $2";
inline constexpr char kViewOfName[] = "SELECT id FROM saved_views WHERE list = $1 AND scope = $2 AND name = $3";
inline constexpr char kReplaceView[] =
    "UPDATE saved_views SET name = $1, query = $2, author = $3, at = $4, revision = revision + 1"
    " WHERE id = $5 AND scope = $6 AND revision = $7 RETURNING revision";
inline constexpr char kDeleteView[] = "DELETE FROM saved_views WHERE id = $1 AND scope = $2 RETURNING id";

}  // namespace storage::sql
