-- The append-only turn log and everything a turn can cause (docs/decisions/0002-append-only-turn-log.md).
-- Instants are Unix milliseconds. Enumerations are stored by name. Columns without an instant, number or name of ours are bytes.

CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- One row per turn, only ever appended; no secondary index, or the rate would fall with the size of the file. `prev` chains a
-- conversation's turns backwards. The short columns come first: walking a chain does not touch overflow pages.
CREATE TABLE turns (
  id           INTEGER PRIMARY KEY,
  conversation INTEGER NOT NULL,
  sequence     INTEGER NOT NULL,
  prev         INTEGER NOT NULL,  -- id of the conversation's previous turn, 0 for the first
  at           INTEGER NOT NULL,
  kind         TEXT NOT NULL,
  timer_due    INTEGER,
  inbound_key  TEXT NOT NULL,
  marks        BLOB NOT NULL,     -- two bytes per recent inbound key, newest last (storage/marks.hpp)
  channel      TEXT,              -- channel, account, driver: in the first turn only
  account      TEXT,
  driver       TEXT,
  release      TEXT NOT NULL,
  answer       BLOB NOT NULL,
  owed         BLOB NOT NULL,
  state        BLOB NOT NULL,
  lines        BLOB NOT NULL
);

-- Who a conversation is with. Never changes; written some seconds after the first turn.
CREATE TABLE conversations (
  id      INTEGER PRIMARY KEY,
  channel TEXT NOT NULL,
  account TEXT NOT NULL,
  driver  TEXT NOT NULL,
  UNIQUE (channel, account, driver)
);

-- Where a conversation's chain ends. Lags behind the turn log by the turns above meta.flushed_turn.
CREATE TABLE heads (
  conversation INTEGER PRIMARY KEY REFERENCES conversations (id),
  version      INTEGER NOT NULL,
  last_turn    INTEGER NOT NULL,
  timer_due    INTEGER,
  updated      INTEGER NOT NULL
);
CREATE INDEX heads_timer ON heads (timer_due) WHERE timer_due IS NOT NULL;

CREATE TABLE serials (
  day      TEXT PRIMARY KEY,    -- yyMMdd
  reserved INTEGER NOT NULL     -- serials up to this one may have been given
) WITHOUT ROWID;

CREATE TABLE tickets (
  id               INTEGER PRIMARY KEY,
  number           TEXT NOT NULL UNIQUE,
  conversation     INTEGER NOT NULL,
  turn             INTEGER NOT NULL REFERENCES turns (id),
  hotline          TEXT NOT NULL,
  status           TEXT NOT NULL,
  revision         INTEGER NOT NULL,
  promise          TEXT NOT NULL,
  title            TEXT NOT NULL,
  urgency          TEXT NOT NULL,
  content_hash     TEXT NOT NULL,
  external_number  TEXT NOT NULL,
  first_message_at INTEGER NOT NULL,
  accepted_at      INTEGER NOT NULL,
  changed_at       INTEGER NOT NULL,
  form             BLOB NOT NULL
);
CREATE INDEX tickets_conversation ON tickets (conversation, id);
CREATE INDEX tickets_external ON tickets (hotline, external_number) WHERE external_number <> '';

CREATE TABLE ticket_events (
  ticket      INTEGER NOT NULL REFERENCES tickets (id),
  sequence    INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  actor       TEXT NOT NULL,
  action      TEXT NOT NULL,
  from_status TEXT NOT NULL,
  to_status   TEXT NOT NULL,
  note        TEXT NOT NULL,
  PRIMARY KEY (ticket, sequence)
) WITHOUT ROWID;

CREATE TABLE outbox (
  id           INTEGER PRIMARY KEY,
  kind         TEXT NOT NULL,
  target       TEXT NOT NULL,
  order_group  TEXT NOT NULL,
  key          TEXT NOT NULL UNIQUE,
  conversation INTEGER NOT NULL,
  ticket       TEXT NOT NULL,
  driver       TEXT NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'delivered', 'unknown', 'parked', 'dead')),
  attempt      INTEGER NOT NULL,
  created      INTEGER NOT NULL,
  due          INTEGER NOT NULL,
  lease_token  TEXT NOT NULL,
  lease_until  INTEGER NOT NULL,
  receipt      TEXT NOT NULL,
  last_error   TEXT NOT NULL,
  payload      BLOB NOT NULL,
  CHECK ((state = 'sending') = (lease_token <> ''))
);
CREATE INDEX outbox_due ON outbox (kind, target, due) WHERE state IN ('pending', 'unknown');
CREATE INDEX outbox_unfinished ON outbox (kind, order_group, id) WHERE state IN ('pending', 'sending', 'unknown', 'parked');
CREATE INDEX outbox_leased ON outbox (lease_until) WHERE state = 'sending';
CREATE INDEX outbox_counts ON outbox (kind, target, state);
CREATE INDEX outbox_ticket ON outbox (ticket) WHERE ticket <> '';

CREATE TABLE cursors (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE tasks (
  id           INTEGER PRIMARY KEY,
  kind         TEXT NOT NULL,
  reason       TEXT NOT NULL,
  ticket       TEXT NOT NULL,
  conversation INTEGER NOT NULL,
  created      INTEGER NOT NULL,
  closed       INTEGER,
  closed_by    TEXT NOT NULL
);
CREATE INDEX tasks_open ON tasks (id) WHERE closed IS NULL;

CREATE TABLE releases (
  id        TEXT PRIMARY KEY,
  sources   BLOB NOT NULL,
  published INTEGER NOT NULL
);
