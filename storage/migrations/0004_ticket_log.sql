-- The ticket's log also says what happened to its promises (docs/decisions/0022-the-ticket-is-its-log.md): `act` by name ('' where
-- promises are not concerned), `detail` its reason, code or rung, `moment` the instant it speaks of.
ALTER TABLE ticket_events ADD COLUMN act TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket_events ADD COLUMN detail TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket_events ADD COLUMN moment BIGINT;
UPDATE ticket_events SET act = CASE
  WHEN action = 'created' THEN 'accepted'
  WHEN from_status = 'closed' AND to_status = 'accepted' THEN 'reopened'
  WHEN from_status <> 'closed' AND to_status = 'closed' THEN 'told'
  WHEN from_status <> 'withdrawn' AND to_status = 'withdrawn' THEN 'withdrawn'
  WHEN from_status <> 'dispatched' AND to_status = 'dispatched' THEN 'received'
  ELSE '' END;
UPDATE tickets SET promise = 'SUGGEST' WHERE promise = 'SUGGESTION';
