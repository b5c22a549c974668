-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- outbox.db: what the person did and the server has not confirmed, and what
-- belongs to the person alone. Never dropped, only migrated.

-- A row of journal for each row that was written elsewhere, in the same
-- transaction: who reads it from where they were knows what is new, in this
-- process or another.
CREATE TABLE journal (
  seq      INTEGER PRIMARY KEY AUTOINCREMENT,
  what     TEXT NOT NULL,      -- change, draft, setting, read
  key      TEXT NOT NULL,
  group_id TEXT                -- of a change
);

CREATE TABLE change (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  id          TEXT NOT NULL UNIQUE,
  group_id    TEXT NOT NULL,   -- what has to be sent in order: the ticket, or the object itself
  type        TEXT NOT NULL,   -- of the object
  object_id   TEXT NOT NULL,
  content     TEXT NOT NULL,   -- the change, as JSON
  inverse     TEXT,            -- the patch that takes it back, as JSON
  blobs       TEXT,            -- ids of the blobs that it needs, by spaces
  state       TEXT NOT NULL,   -- queued, sent, acknowledged, parked
  attempts    INTEGER NOT NULL DEFAULT 0,
  modseq      INTEGER NOT NULL DEFAULT 0,
  reason_type TEXT,
  reason      TEXT,
  due_at      INTEGER          -- not to be sent before
);

CREATE INDEX change_group ON change (group_id, seq);

CREATE TABLE blob (
  id         TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size       INTEGER NOT NULL,
  content    BLOB NOT NULL,
  uploaded   INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
);

CREATE TABLE draft (
  key         TEXT PRIMARY KEY,
  kind        TEXT,
  title       TEXT,
  text        TEXT NOT NULL,
  attachments TEXT,
  extra       TEXT,
  updated_at  INTEGER NOT NULL
);

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE read_mark (
  ticket_id  TEXT PRIMARY KEY,
  message_id TEXT NOT NULL
);
