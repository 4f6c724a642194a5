#include <utility>

#include "storage/copy/archive.hpp"

namespace storage::copy {

namespace {

// Numbers are read as text and written with a cast, so that one row is the same in both engines. SQLite turns text into
// the column's own kind by itself.
std::vector<Table> people_and_tickets() {
  constexpr Kind kNumber = Kind::kNumber, kText = Kind::kText, kBytes = Kind::kBytes, kOwn = Kind::kOwn;
  return {
      {"conversations",
       {kNumber, kText, kText, kText},
       "SELECT CAST(id AS TEXT), channel, account, driver FROM conversations ORDER BY id LIMIT $1 OFFSET $2",
       "SELECT COUNT(*) FROM conversations",
       "INSERT INTO conversations (id, channel, account, driver) VALUES ($1, $2, $3, $4)",
       "INSERT INTO conversations (id, channel, account, driver) SELECT * FROM unnest($1, $2, $3, $4)"},
      {"serials",
       {kText, kNumber},
       "SELECT day, CAST(reserved AS TEXT) FROM serials ORDER BY day LIMIT $1 OFFSET $2",
       "SELECT COUNT(*) FROM serials",
       "INSERT INTO serials (day, reserved) VALUES ($1, $2)",
       "INSERT INTO serials (day, reserved) SELECT * FROM unnest($1, $2)"},
      {"releases",
       {kText, kBytes, kNumber, kNumber},
       "SELECT id, sources, CAST(published AS TEXT), CAST(withdrawn AS TEXT) FROM releases ORDER BY id LIMIT $1 OFFSET "
       "$2",
       "SELECT COUNT(*) FROM releases",
       "INSERT INTO releases (id, sources, published, withdrawn) VALUES ($1, CAST($2 AS BLOB), $3, $4)",
       "INSERT INTO releases (id, sources, published, withdrawn) SELECT * FROM unnest($1, $2, $3, $4)"},
      {"publications",
       {kNumber, kText, kText, kNumber, kText, kText, kText, kText, kNumber},
       "SELECT CAST(number AS TEXT), release, kind, CAST(at AS TEXT), publisher, confirmer, note, change,"
       " CAST(moves_all AS TEXT) FROM publications ORDER BY number LIMIT $1 OFFSET $2",
       "SELECT COUNT(*) FROM publications",
       "INSERT INTO publications (number, release, kind, at, publisher, confirmer, note, change, moves_all)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
       "INSERT INTO publications (number, release, kind, at, publisher, confirmer, note, change, moves_all)"
       " SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)"},
      {"release_drafts",
       {kText, kNumber, kNumber, kBytes, kText, kNumber},
       "SELECT name, CAST(revision AS TEXT), CAST(base AS TEXT), sources, author, CAST(at AS TEXT) FROM release_drafts"
       " ORDER BY name LIMIT $1 OFFSET $2",
       "SELECT COUNT(*) FROM release_drafts",
       "INSERT INTO release_drafts (name, revision, base, sources, author, at)"
       " VALUES ($1, $2, $3, CAST($4 AS BLOB), $5, $6)",
       "INSERT INTO release_drafts (name, revision, base, sources, author, at)"
       " SELECT * FROM unnest($1, $2, $3, $4, $5, $6)"},
      {"cursors",
       {kText, kText},
       "SELECT name, value FROM cursors ORDER BY name LIMIT $1 OFFSET $2",
       "SELECT COUNT(*) FROM cursors",
       "INSERT INTO cursors (name, value) VALUES ($1, $2)",
       "INSERT INTO cursors (name, value) SELECT * FROM unnest($1, $2)"},
      {"tickets",
       {kNumber, kText, kNumber, kOwn, kText, kText, kText, kNumber, kText, kText, kText, kText, kText, kNumber,
        kNumber, kNumber, kBytes, kText, kText, kText, kText},
       "SELECT CAST(k.id AS TEXT), k.number, CAST(k.conversation AS TEXT), CAST(k.turn AS TEXT),"
       " COALESCE((SELECT CAST(t.sequence AS TEXT) FROM turns t WHERE t.conversation = k.conversation AND t.id = "
       "k.turn), (SELECT CAST(h.version AS TEXT) FROM heads h WHERE h.conversation = k.conversation AND h.last_turn = "
       "k.turn), ''),"
       " k.hotline, k.status, CAST(k.revision AS TEXT), k.promise, k.title, k.urgency, k.content_hash, "
       "k.external_number,"
       " CAST(k.first_message_at AS TEXT), CAST(k.accepted_at AS TEXT), CAST(k.changed_at AS TEXT), k.form,"
       " COALESCE(CAST(k.look_due AS TEXT), ''), COALESCE(CAST(k.clock_due AS TEXT), ''), k.driver_group, k.appeal"
       " FROM tickets k ORDER BY k.id LIMIT $1 OFFSET $2",
       "SELECT COUNT(*) FROM tickets",
       "INSERT INTO tickets (id, number, conversation, turn, hotline, status, revision, promise, title, urgency, "
       "content_hash,"
       " external_number, first_message_at, accepted_at, changed_at, form, look_due, clock_due, driver_group, appeal)"
       " VALUES ($1, $2, $3, COALESCE($4, $5), $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, CAST($17 AS BLOB),"
       " NULLIF($18, ''), NULLIF($19, ''), $20, $21)",
       "INSERT INTO tickets (id, number, conversation, turn, hotline, status, revision, promise, title, urgency, "
       "content_hash,"
       " external_number, first_message_at, accepted_at, changed_at, form, look_due, clock_due, driver_group, appeal)"
       " SELECT u.id, u.number, u.conversation, COALESCE((SELECT t.id FROM turns t WHERE t.conversation = "
       "u.conversation"
       " AND CAST(t.sequence AS TEXT) = u.sequence), u.turn), u.hotline, u.status, u.revision, u.promise, u.title, "
       "u.urgency,"
       " u.content_hash, u.external_number, u.first_message_at, u.accepted_at, u.changed_at, u.form, CAST(NULLIF(u.look_due, '') AS BIGINT),"
       " CAST(NULLIF(u.clock_due, '') AS BIGINT), u.driver_group, u.appeal"
       " FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) AS u (id, number, "
       "conversation,"
       " turn, sequence, hotline, status, revision, promise, title, urgency, content_hash, external_number, "
       "first_message_at,"
       " accepted_at, changed_at, form, look_due, clock_due, driver_group, appeal)"},
      {"ticket_events",
       {kNumber, kNumber, kNumber, kText, kText, kText, kText, kText, kText, kText, kText},
       "SELECT CAST(ticket AS TEXT), CAST(sequence AS TEXT), CAST(at AS TEXT), actor, action, from_status, to_status, "
       "note, act, detail, COALESCE(CAST(moment AS TEXT), '')"
       " FROM ticket_events ORDER BY ticket, sequence LIMIT $1 OFFSET $2",
       "SELECT COUNT(*) FROM ticket_events",
       "INSERT INTO ticket_events (ticket, sequence, at, actor, action, from_status, to_status, note, act, detail, moment)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULLIF($11, ''))",
       "INSERT INTO ticket_events (ticket, sequence, at, actor, action, from_status, to_status, note, act, detail, moment)"
       " SELECT u.ticket, u.sequence, u.at, u.actor, u.action, u.from_status, u.to_status, u.note, u.act, u.detail,"
       " CAST(NULLIF(u.moment, '') AS BIGINT) FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
       " AS u (ticket, sequence, at, actor, action, from_status, to_status, note, act, detail, moment)"},
  };
}

std::vector<Table> what_is_owed() {
  constexpr Kind kNumber = Kind::kNumber, kText = Kind::kText, kBytes = Kind::kBytes;
  return {
      {"outbox",
       {kNumber, kText, kText, kText, kText, kNumber, kText, kText, kText, kNumber, kNumber, kNumber, kText, kNumber,
        kText, kText, kBytes, kNumber, kNumber, kText},
       "SELECT CAST(id AS TEXT), kind, target, order_group, key, CAST(conversation AS TEXT), ticket, driver, state,"
       " CAST(attempt AS TEXT), CAST(created AS TEXT), CAST(due AS TEXT), lease_token, CAST(lease_until AS TEXT), "
       "receipt, last_error,"
       " payload, CAST(deadline AS TEXT), CAST(retry_from AS TEXT), evidence FROM outbox ORDER BY id LIMIT $1 OFFSET $2",
       "SELECT COUNT(*) FROM outbox",
       "INSERT INTO outbox (id, kind, target, order_group, key, conversation, ticket, driver, state, attempt, created, "
       "due, lease_token,"
       " lease_until, receipt, last_error, payload, deadline, retry_from, evidence)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, CAST($17 AS BLOB), $18, $19, $20)",
       "INSERT INTO outbox (id, kind, target, order_group, key, conversation, ticket, driver, state, attempt, created, "
       "due, lease_token,"
       " lease_until, receipt, last_error, payload, deadline, retry_from, evidence)"
       " SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, "
       "$20)"},
      {"exchanges",
       {kText, kNumber, kNumber, kText, kText, kNumber, kNumber, kNumber, kText, kText, kText, kText, kText, kText,
        kText, kBytes, kBytes},
       "SELECT ticket, CAST(sequence AS TEXT), CAST(forward AS TEXT), act, hotline, CAST(began AS TEXT),"
       " CAST(ended AS TEXT), CAST(status AS TEXT), outcome, number, actor, note, sent_digest, answer_digest, chain,"
       " sent, answer FROM exchanges ORDER BY ticket, sequence LIMIT $1 OFFSET $2",
       "SELECT COUNT(*) FROM exchanges",
       "INSERT INTO exchanges (ticket, sequence, forward, act, hotline, began, ended, status, outcome, number, actor,"
       " note, sent_digest, answer_digest, chain, sent, answer)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, CAST($16 AS BLOB), CAST($17 AS "
       "BLOB))",
       "INSERT INTO exchanges (ticket, sequence, forward, act, hotline, began, ended, status, outcome, number, actor,"
       " note, sent_digest, answer_digest, chain, sent, answer)"
       " SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"},
      {"tasks",
       {kNumber, kText, kText, kText, kNumber, kNumber, kText, kText},
       "SELECT CAST(id AS TEXT), kind, reason, ticket, CAST(conversation AS TEXT), CAST(created AS TEXT),"
       " COALESCE(CAST(closed AS TEXT), ''), closed_by FROM tasks ORDER BY id LIMIT $1 OFFSET $2",
       "SELECT COUNT(*) FROM tasks",
       "INSERT INTO tasks (id, kind, reason, ticket, conversation, created, closed, closed_by)"
       " VALUES ($1, $2, $3, $4, $5, $6, NULLIF($7, ''), $8)",
       "INSERT INTO tasks (id, kind, reason, ticket, conversation, created, closed, closed_by)"
       " SELECT u.id, u.kind, u.reason, u.ticket, u.conversation, u.created, CAST(NULLIF(u.closed, '') AS BIGINT), "
       "u.closed_by"
       " FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) AS u (id, kind, reason, ticket, conversation, created, closed, "
       "closed_by)"},
  };
}

std::vector<Table> what_operators_see() {
  constexpr Kind kNumber = Kind::kNumber, kText = Kind::kText;
  return {
      {"attended",
       {kNumber, kText, kNumber},
       "SELECT CAST(conversation AS TEXT), person, CAST(since AS TEXT) FROM attended ORDER BY conversation LIMIT $1 OFFSET $2",
       "SELECT COUNT(*) FROM attended",
       "INSERT INTO attended (conversation, person, since) VALUES ($1, $2, $3)",
       "INSERT INTO attended (conversation, person, since) SELECT * FROM unnest($1, $2, $3)"},
      {"saved_views",
       {kNumber, kText, kText, kText, kText, kText, kNumber, kNumber},
       "SELECT CAST(id AS TEXT), scope, list, name, query, author, CAST(revision AS TEXT), CAST(at AS TEXT) FROM saved_views"
       " ORDER BY id LIMIT $1 OFFSET $2",
       "SELECT COUNT(*) FROM saved_views",
       "INSERT INTO saved_views (id, scope, list, name, query, author, revision, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
       "INSERT INTO saved_views (id, scope, list, name, query, author, revision, at)"
       " SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)"},
  };
}

/// Sessions and the keys of requests stay behind: whoever is signed in signs in again.
std::vector<Table> who_may() {
  constexpr Kind kNumber = Kind::kNumber, kText = Kind::kText;
  return {
      {"accounts",
       {kNumber, kText, kText, kText, kText, kText, kNumber, kNumber, kNumber},
       "SELECT CAST(id AS TEXT), name, display, role, password, totp, CAST(totp_step AS TEXT), CAST(disabled AS TEXT),"
       " CAST(created AS TEXT) FROM accounts ORDER BY id LIMIT $1 OFFSET $2",
       "SELECT COUNT(*) FROM accounts",
       "INSERT INTO accounts (id, name, display, role, password, totp, totp_step, disabled, created)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
       "INSERT INTO accounts (id, name, display, role, password, totp, totp_step, disabled, created)"
       " SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)"},
      {"audit",
       {kNumber, kNumber, kText, kText, kText, kText, kText, kText, kText, kText},
       "SELECT CAST(number AS TEXT), CAST(at AS TEXT), actor, role, action, object, note, request, previous, hash"
       " FROM audit ORDER BY number LIMIT $1 OFFSET $2",
       "SELECT COUNT(*) FROM audit",
       "INSERT INTO audit (number, at, actor, role, action, object, note, request, previous, hash)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
       "INSERT INTO audit (number, at, actor, role, action, object, note, request, previous, hash)"
       " SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"},
      {"audit_head",
       {kNumber, kNumber, kText},
       "SELECT CAST(one AS TEXT), CAST(number AS TEXT), hash FROM audit_head WHERE number > 0 ORDER BY one LIMIT $1"
       " OFFSET $2",
       "SELECT COUNT(*) FROM audit_head WHERE number > 0",
       "INSERT INTO audit_head (one, number, hash) VALUES ($1, $2, $3)"
       " ON CONFLICT (one) DO UPDATE SET number = excluded.number, hash = excluded.hash",
       "INSERT INTO audit_head (one, number, hash) SELECT * FROM unnest($1, $2, $3)"
       " ON CONFLICT (one) DO UPDATE SET number = excluded.number, hash = excluded.hash"},
  };
}

}  // namespace

const std::vector<Table>& tables() {
  static const std::vector<Table> all = [] {
    std::vector<Table> tables = people_and_tickets();
    for (Table& table : what_is_owed()) tables.push_back(std::move(table));
    for (Table& table : what_operators_see()) tables.push_back(std::move(table));
    for (Table& table : who_may()) tables.push_back(std::move(table));
    return tables;
  }();
  return all;
}

}  // namespace storage::copy
