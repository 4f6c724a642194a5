-- A due timer is claimed before it fires (docs/decisions/0005-claims-limits-and-whose-database.md): who holds the claim, and until when. Any turn
-- of the conversation ends it.
ALTER TABLE heads ADD COLUMN timer_lease TEXT NOT NULL DEFAULT '', ADD COLUMN timer_lease_until BIGINT NOT NULL DEFAULT 0;
