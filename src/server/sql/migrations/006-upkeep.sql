-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- For upkeep; no part of the log.
-- Released files never change.

-- How far the counter was at which time.
CREATE TABLE upkeep_mark (
  modseq BIGINT PRIMARY KEY NOT NULL,
  at     BIGINT NOT NULL
);

-- The last deleted object of each type that was forgotten: /changes cannot tell
-- what happened before.
CREATE TABLE history_floor (
  type   TEXT PRIMARY KEY NOT NULL,
  modseq BIGINT NOT NULL
);
