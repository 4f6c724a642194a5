-- When a ticket's clocks must be looked at next, and whose claim on that look holds (docs/decisions/0023-looks-at-tickets.md). A claim moves
-- `look_due` to its own end: who looks for what is due meets no row that another has.
ALTER TABLE tickets ADD COLUMN look_due BIGINT;
ALTER TABLE tickets ADD COLUMN look_token TEXT NOT NULL DEFAULT '';
UPDATE tickets SET look_due = changed_at WHERE status <> 'withdrawn';
CREATE INDEX tickets_look ON tickets (look_due) WHERE look_due IS NOT NULL;
