-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What the cache has for each type beside its table of base. {table}: the
-- type's; {columns}: id, modseqs and properties.
--
-- An overlay row has the same key as the row of base that it stands before;
-- without one, a key from BELL_FIRST_OVERLAY_KEY on. gone marks an object that
-- a waiting change deletes; pending and refused count changes.
CREATE TABLE overlay_{table} (
  key      INTEGER PRIMARY KEY,
  group_id TEXT,
  gone     INTEGER DEFAULT 0,
  pending  INTEGER DEFAULT 0,
  refused  INTEGER DEFAULT 0,
  {columns},
  UNIQUE (id)
);

CREATE INDEX overlay_{table}_group ON overlay_{table} (group_id);

-- What people see.
CREATE VIEW visible_{table} AS
SELECT rowid AS key, {columns} FROM {table} WHERE rowid NOT IN (SELECT key FROM overlay_{table})
UNION ALL
SELECT key, {columns} FROM overlay_{table} WHERE gone = 0;
