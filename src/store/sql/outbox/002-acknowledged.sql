-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What the server has confirmed, kept for a while: if it is restored from an
-- older backup, this is offered to it again. seq is that of the change.
CREATE TABLE acknowledged (
  seq             INTEGER PRIMARY KEY,
  id              TEXT NOT NULL UNIQUE,
  group_id        TEXT NOT NULL,
  type            TEXT NOT NULL,
  object_id       TEXT NOT NULL,
  content         TEXT NOT NULL,
  blobs           TEXT,
  acknowledged_at INTEGER NOT NULL
);

CREATE INDEX acknowledged_at ON acknowledged (acknowledged_at);
