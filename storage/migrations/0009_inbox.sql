-- What the operators' lists are answered by (docs/decisions/0035-lists-by-index.md): the newest conversations, who answers them, what
-- tickets are about and when their clocks end; and filters that somebody gave a name.
CREATE INDEX heads_latest ON heads (last_turn, conversation);

-- Conversations in which a person is wanted (person '') or answers, by account name. Written with the turn that changes it.
CREATE TABLE attended (
  conversation INTEGER PRIMARY KEY,
  person       TEXT NOT NULL,
  since        INTEGER NOT NULL
);
-- A person's silence ends by a timer: whoever has none is not attended. Of conversations whose rows lag the newest turn counts.
INSERT INTO attended (conversation, person, since)
  SELECT e.conversation, COALESCE(json_extract(CAST(t.state AS TEXT), '$.human.by'), ''),
         COALESCE(json_extract(CAST(t.state AS TEXT), '$.human.since'), t.at)
  FROM (SELECT conversation, MAX(last_turn) AS last_turn FROM (
          SELECT conversation, last_turn FROM heads WHERE timer_due IS NOT NULL
          UNION ALL SELECT conversation, id FROM turns
            WHERE id > COALESCE((SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'flushed_turn'), 0)) GROUP BY conversation) e
  JOIN turns t ON t.id = e.last_turn
  WHERE CASE WHEN json_valid(CAST(t.state AS TEXT)) THEN json_extract(CAST(t.state AS TEXT), '$.human') END IS NOT NULL;

ALTER TABLE tickets ADD COLUMN driver_group TEXT NOT NULL DEFAULT '';
ALTER TABLE tickets ADD COLUMN appeal TEXT NOT NULL DEFAULT '';
ALTER TABLE tickets ADD COLUMN clock_due BIGINT;
-- A form is a byte and then lengths with their bytes (storage/lines.hpp); these two values are shorter than 128 bytes.
UPDATE tickets SET driver_group = CAST(substr(form, instr(form, X'0567726F7570') + 7,
  COALESCE(unicode(CAST(substr(form, instr(form, X'0567726F7570') + 6, 1) AS TEXT)), 0)) AS TEXT)
  WHERE instr(form, X'0567726F7570') > 0;
UPDATE tickets SET appeal = CAST(substr(form, instr(form, X'0B61707065616C5F74797065') + 13,
  COALESCE(unicode(CAST(substr(form, instr(form, X'0B61707065616C5F74797065') + 12, 1) AS TEXT)), 0)) AS TEXT)
  WHERE instr(form, X'0B61707065616C5F74797065') > 0;
UPDATE tickets SET appeal = CASE WHEN hotline = '12348' THEN '咨询' ELSE '投诉' END WHERE appeal = '';
-- The next look at each open ticket writes down when its clocks end.
UPDATE tickets SET look_due = changed_at, look_token = '' WHERE status IN ('accepted', 'dispatched', 'in_hand', 'refused');
CREATE INDEX tickets_matter ON tickets (conversation, hotline, driver_group, appeal, urgency);
CREATE INDEX tickets_rows ON tickets (id, hotline, driver_group, appeal, urgency, status);
CREATE INDEX tickets_open ON tickets (id, hotline, driver_group, appeal, urgency, status, clock_due)
  WHERE status IN ('accepted', 'dispatched', 'in_hand', 'refused');
CREATE INDEX tickets_clock ON tickets (clock_due) WHERE clock_due IS NOT NULL;
CREATE INDEX tasks_open_ticket ON tasks (ticket) WHERE closed IS NULL;

CREATE TABLE saved_views (
  id       INTEGER PRIMARY KEY,
  scope    TEXT NOT NULL,   -- whose it is, by account name; '' everybody's
  list     TEXT NOT NULL,
  name     TEXT NOT NULL,
  query    TEXT NOT NULL,
  author   TEXT NOT NULL,
  revision INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  UNIQUE (list, scope, name)
);
