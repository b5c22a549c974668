-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The server's database. The change log is the truth; the object tables and
-- what stands under "Derived" are computed from it, and `deskbell-server
-- rebuild` makes them anew.
-- Released files never change.

.include /org/deskbell/db/sql/objects-001.sql
.include /org/deskbell/db/sql/objects-modseq-001.sql

CREATE INDEX ticket_created_modseq ON ticket (created_modseq);

-- One row. The counter is the modseq of the last change; the transaction that
-- writes changes moves it as its last statement. History that was dropped
-- ends at history_from.
CREATE TABLE organisation (
  id           TEXT PRIMARY KEY NOT NULL,
  name         TEXT NOT NULL,
  counter      BIGINT NOT NULL,
  next_number  BIGINT NOT NULL,
  history_from BIGINT NOT NULL,
  created_at   BIGINT NOT NULL
);

-- Everything that was ever done. topic_id is the ticket for what belongs to a
-- ticket, otherwise the object itself. shared: 1 where people who ask for help may
-- read it too, if they may read the ticket. owner_id: who alone may read it.
CREATE TABLE change_log (
  modseq      INTEGER PRIMARY KEY NOT NULL,
  id          TEXT NOT NULL,
  type        TEXT NOT NULL,
  object_id   TEXT NOT NULL,
  topic_id    TEXT NOT NULL,
  shared      BIGINT NOT NULL,
  owner_id    TEXT,
  kind        TEXT NOT NULL,
  patch       TEXT NOT NULL,
  expected    TEXT,
  digest      BLOB NOT NULL,
  author_id   TEXT,
  device      TEXT,
  acted_at    BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  cause_id    TEXT
);

CREATE UNIQUE INDEX change_log_id ON change_log (id);
CREATE INDEX change_log_topic ON change_log (topic_id, modseq);

-- Changes that were refused for good: asked again, they are answered the same.
CREATE TABLE refusal (
  change_id   TEXT PRIMARY KEY NOT NULL,
  digest      BLOB NOT NULL,
  author_id   TEXT,
  object_id   TEXT NOT NULL,
  error       TEXT NOT NULL,
  received_at BIGINT NOT NULL
);

-- Derived.

CREATE TABLE type_state (
  type   TEXT PRIMARY KEY NOT NULL,
  modseq BIGINT NOT NULL
);

CREATE TABLE tombstone (
  id             TEXT PRIMARY KEY NOT NULL,
  type           TEXT NOT NULL,
  topic_id       TEXT NOT NULL,
  shared         BIGINT NOT NULL,
  owner_id       TEXT,
  created_modseq BIGINT NOT NULL,
  modseq         BIGINT NOT NULL
);

CREATE INDEX tombstone_modseq ON tombstone (type, modseq);
CREATE INDEX tombstone_topic ON tombstone (topic_id);

-- Who asks or watches a ticket, and when that began and ended.
CREATE TABLE ticket_access (
  principal_id   TEXT NOT NULL,
  ticket_id      TEXT NOT NULL,
  granted_modseq BIGINT NOT NULL,
  revoked_modseq BIGINT,
  PRIMARY KEY (principal_id, ticket_id, granted_modseq)
);

CREATE INDEX ticket_access_ticket ON ticket_access (ticket_id);

-- When an article was public.
CREATE TABLE article_access (
  article_id     TEXT NOT NULL,
  granted_modseq BIGINT NOT NULL,
  revoked_modseq BIGINT,
  PRIMARY KEY (article_id, granted_modseq)
);

-- version: rises when the person's role changes, and with it all that is seen.
-- modseq: the last time a ticket came into or left the person's sight.
CREATE TABLE reader (
  principal_id TEXT PRIMARY KEY NOT NULL,
  version      BIGINT NOT NULL,
  modseq       BIGINT NOT NULL
);

-- Each email address once, whatever its case.
CREATE TABLE address (
  address      TEXT PRIMARY KEY NOT NULL,
  principal_id TEXT NOT NULL
);

CREATE TABLE blob_use (
  blob_id    TEXT NOT NULL,
  message_id TEXT NOT NULL,
  PRIMARY KEY (blob_id, message_id)
);

-- Not in the log.

CREATE TABLE blob (
  id         TEXT PRIMARY KEY NOT NULL,
  size       BIGINT NOT NULL,
  media_type TEXT,
  created_at BIGINT NOT NULL,
  content    BLOB NOT NULL
);

-- Who brought it: they may read it before it is part of a message.
CREATE TABLE blob_upload (
  blob_id      TEXT NOT NULL,
  principal_id TEXT NOT NULL,
  PRIMARY KEY (blob_id, principal_id)
);

CREATE TABLE account (
  principal_id  TEXT PRIMARY KEY NOT NULL,
  password_hash TEXT,
  disabled      BIGINT NOT NULL,
  created_at    BIGINT NOT NULL,
  changed_at    BIGINT NOT NULL
);

-- The token itself is nowhere: only its SHA-256.
CREATE TABLE token (
  hash         BLOB PRIMARY KEY NOT NULL,
  id           TEXT NOT NULL,
  principal_id TEXT NOT NULL,
  device       TEXT,
  created_at   BIGINT NOT NULL,
  last_used_at BIGINT,
  revoked_at   BIGINT
);

CREATE UNIQUE INDEX token_id ON token (id);
CREATE INDEX token_principal ON token (principal_id);
