-- The history of releases: one row per publication. The newest row names the current release; its number is taken by whoever is
-- first (docs/decisions/0010-releases.md).
ALTER TABLE releases ADD COLUMN withdrawn BIGINT NOT NULL DEFAULT 0;

CREATE TABLE publications (
  number    BIGINT PRIMARY KEY,
  release   TEXT NOT NULL,
  kind      TEXT NOT NULL CHECK (kind IN ('start', 'publish', 'rollback')),
  at        BIGINT NOT NULL,
  publisher TEXT NOT NULL,
  confirmer TEXT NOT NULL,
  note      TEXT NOT NULL,
  change    TEXT NOT NULL CHECK (change IN ('', 'T', 'R', 'S')),
  moves_all BIGINT NOT NULL
);
INSERT INTO publications (number, release, kind, at, publisher, confirmer, note, change, moves_all)
  SELECT 1, r.id, 'start', r.published, 'start', '', '', '', 0 FROM meta m JOIN releases r ON r.id = m.value
  WHERE m.name = 'current_release';
DELETE FROM meta WHERE name = 'current_release';

CREATE TABLE release_drafts (
  name     TEXT PRIMARY KEY,
  revision BIGINT NOT NULL,
  base     BIGINT NOT NULL,
  sources  BYTEA NOT NULL,
  author   TEXT NOT NULL,
  at       BIGINT NOT NULL
);
