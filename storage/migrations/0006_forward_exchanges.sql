-- Forwards leave by the earliest deadline, and what was exchanged with a hotline is kept and chained
-- (docs/decisions/0024-forwarding-that-never-lies.md).
ALTER TABLE outbox ADD COLUMN deadline INTEGER NOT NULL DEFAULT 0;    -- forward: when the promise to the driver ends
ALTER TABLE outbox ADD COLUMN retry_from INTEGER NOT NULL DEFAULT 0;  -- forward: its attempts are counted from here
ALTER TABLE outbox ADD COLUMN evidence TEXT NOT NULL DEFAULT '';      -- forward: chain of its newest exchange
UPDATE outbox SET deadline = created, retry_from = created WHERE kind = 'forward';
UPDATE outbox SET evidence = 'before' WHERE kind = 'forward' AND state = 'delivered';  -- exchanges were not kept then
CREATE INDEX outbox_first ON outbox (target, deadline, id) WHERE kind = 'forward' AND state = 'pending' AND attempt = 0;
CREATE INDEX outbox_again ON outbox (target, deadline, id)
  WHERE kind = 'forward' AND state IN ('pending', 'unknown') AND attempt > 0;
CREATE INDEX outbox_forwards ON outbox (state, id) WHERE kind = 'forward';

-- One row per act on a forward that must be provable, only ever appended. `chain` is SHA-256 over the chain of the ticket's row
-- before and every column but the bytes, so that the bytes can be erased and the chain still holds.
CREATE TABLE exchanges (
  ticket        TEXT NOT NULL,
  sequence      INTEGER NOT NULL,
  forward       INTEGER NOT NULL,
  act           TEXT NOT NULL,
  hotline       TEXT NOT NULL,
  began         INTEGER NOT NULL,
  ended         INTEGER NOT NULL,
  status        INTEGER NOT NULL,
  outcome       TEXT NOT NULL,
  number        TEXT NOT NULL,
  actor         TEXT NOT NULL,
  note          TEXT NOT NULL,
  sent_digest   TEXT NOT NULL,
  answer_digest TEXT NOT NULL,
  chain         TEXT NOT NULL,
  sent          BLOB NOT NULL,
  answer        BLOB NOT NULL,
  PRIMARY KEY (ticket, sequence)
) WITHOUT ROWID;
