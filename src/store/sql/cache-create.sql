-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- cache.db, apart from the tables and views that the property tables give
-- (see bell-cache-schema.c). May be deleted at any time.

.include /org/deskbell/db/sql/objects-001.sql
.include /org/deskbell/db/sql/objects-002.sql
.include /org/deskbell/db/sql/objects-003.sql
.include /org/deskbell/db/sql/objects-004.sql

-- By the next deadline.
CREATE INDEX ticket_next_due ON ticket (next_due_at, id);

CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- How far base is, by type.
CREATE TABLE state (
  type  TEXT PRIMARY KEY,
  state TEXT NOT NULL
) WITHOUT ROWID;

-- What changed in what people see, in the transaction that changed it; no id
-- means: anything of that type. A key is one that the object had before and may
-- have no more. Kept short: who falls behind reads all again.
CREATE TABLE journal (
  seq  INTEGER PRIMARY KEY AUTOINCREMENT,
  type INTEGER NOT NULL,
  id   TEXT,
  key  INTEGER
);

-- History: confirmed changes.
CREATE TABLE change (
  id        TEXT PRIMARY KEY,
  modseq    INTEGER NOT NULL,
  object_id TEXT NOT NULL,
  author_id TEXT,
  content   TEXT NOT NULL
);
CREATE INDEX change_object ON change (object_id, modseq);
CREATE INDEX change_modseq ON change (modseq);

-- What a bulk load over an older cache has brought so far.
CREATE TABLE bulk_seen (
  type INTEGER NOT NULL,
  id   TEXT NOT NULL,
  PRIMARY KEY (type, id)
) WITHOUT ROWID;

-- Full text. A document's number begins with the time in its object's id, so
-- that the newest come first when the numbers run down. The base index keeps
-- no text; the small one beside it is over the overlay.
CREATE VIRTUAL TABLE search USING fts5 (
  title, body, extra,
  content = '', prefix = '1 2 3', tokenize = "unicode61 remove_diacritics 2"
);
-- The words of the base index, each as often as it stands somewhere.
CREATE VIRTUAL TABLE search_word USING fts5vocab (search, instance);
CREATE TABLE search_document (
  docid INTEGER PRIMARY KEY,
  type  INTEGER NOT NULL,
  key   INTEGER NOT NULL
);
CREATE VIRTUAL TABLE search_overlay USING fts5 (
  title, body, extra,
  prefix = '1 2 3', tokenize = "unicode61 remove_diacritics 2"
);
CREATE TABLE search_overlay_document (
  docid INTEGER PRIMARY KEY,
  type  INTEGER NOT NULL,
  key   INTEGER NOT NULL
);
CREATE INDEX search_overlay_document_key ON search_overlay_document (type, key);
