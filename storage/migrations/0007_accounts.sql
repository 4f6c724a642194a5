-- Who may use the console, what they did, and what they asked for (docs/decisions/0027-console.md).
CREATE TABLE accounts (
  id        INTEGER PRIMARY KEY,
  name      TEXT NOT NULL UNIQUE,
  display   TEXT NOT NULL,
  role      TEXT NOT NULL,
  password  TEXT NOT NULL,     -- a salted hash with its parameters
  totp      TEXT NOT NULL,     -- shared secret, '' = none
  totp_step INTEGER NOT NULL,  -- the newest time step whose code was used
  disabled  INTEGER NOT NULL,
  created   INTEGER NOT NULL
);

CREATE TABLE desk_sessions (
  id      TEXT PRIMARY KEY,    -- hash of what the browser holds
  account INTEGER NOT NULL REFERENCES accounts (id),
  token   TEXT NOT NULL,       -- sent with every write, against forged requests
  begun   INTEGER NOT NULL,
  seen    INTEGER NOT NULL,
  ends    INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX desk_sessions_account ON desk_sessions (account);

-- Answers of writes by their idempotency key; status 0: still being answered.
CREATE TABLE desk_requests (
  account INTEGER NOT NULL,
  key     TEXT NOT NULL,
  digest  TEXT NOT NULL,
  status  INTEGER NOT NULL,
  body    BLOB NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (account, key)
) WITHOUT ROWID;
CREATE INDEX desk_requests_at ON desk_requests (at);

-- Chained by hash: each row holds the hash of the one before. Only ever appended.
CREATE TABLE audit (
  number   INTEGER PRIMARY KEY,
  at       INTEGER NOT NULL,
  actor    TEXT NOT NULL,
  role     TEXT NOT NULL,
  action   TEXT NOT NULL,
  object   TEXT NOT NULL,
  note     TEXT NOT NULL,
  request  TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash     TEXT NOT NULL
);
CREATE TABLE audit_head (
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  number INTEGER NOT NULL,
  hash   TEXT NOT NULL
);
INSERT INTO audit_head (one, number, hash) VALUES (1, 0, '');
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN
  SELECT RAISE(ABORT, 'the audit log is only appended');
END;
CREATE TRIGGER audit_stands BEFORE UPDATE ON audit BEGIN
  SELECT RAISE(ABORT, 'the audit log is only appended');
END;
