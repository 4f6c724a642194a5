-- Retention on PostgreSQL drops months of turns and keeps their tickets; such a store must be able to come back into a file
-- (docs/decisions/0005-claims-limits-and-whose-database.md). So `tickets.turn` may name a turn that is gone. Claims on timers
-- need no column here: they live and die with the one process that has the file.
CREATE TABLE tickets_new (
  id               INTEGER PRIMARY KEY,
  number           TEXT NOT NULL UNIQUE,
  conversation     INTEGER NOT NULL,
  turn             INTEGER NOT NULL,
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
INSERT INTO tickets_new SELECT id, number, conversation, turn, hotline, status, revision, promise, title, urgency, content_hash,
  external_number, first_message_at, accepted_at, changed_at, form FROM tickets;
CREATE TABLE ticket_events_new (
  ticket      INTEGER NOT NULL REFERENCES tickets_new (id),
  sequence    INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  actor       TEXT NOT NULL,
  action      TEXT NOT NULL,
  from_status TEXT NOT NULL,
  to_status   TEXT NOT NULL,
  note        TEXT NOT NULL,
  PRIMARY KEY (ticket, sequence)
) WITHOUT ROWID;
INSERT INTO ticket_events_new SELECT ticket, sequence, at, actor, action, from_status, to_status, note FROM ticket_events;
DROP TABLE ticket_events;
DROP TABLE tickets;
ALTER TABLE tickets_new RENAME TO tickets;
ALTER TABLE ticket_events_new RENAME TO ticket_events;
CREATE INDEX tickets_conversation ON tickets (conversation, id);
CREATE INDEX tickets_external ON tickets (hotline, external_number) WHERE external_number <> '';
