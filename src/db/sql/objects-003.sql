-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Notices, and what requesters say of what was done for them. After
-- objects-001.sql; see there.

ALTER TABLE ticket ADD COLUMN survey_score BIGINT;
ALTER TABLE ticket ADD COLUMN survey_comment TEXT;
ALTER TABLE ticket ADD COLUMN surveyed_at BIGINT;

ALTER TABLE article ADD COLUMN votes TEXT;

CREATE TABLE notice (
  id             TEXT PRIMARY KEY NOT NULL,
  created_modseq BIGINT NOT NULL,
  modseq         BIGINT NOT NULL,
  title          TEXT,
  body           TEXT,
  service        TEXT,
  kind           TEXT,
  state          TEXT,
  since          BIGINT,
  until          BIGINT,
  audience       TEXT,
  teams          TEXT,
  ticket_id      TEXT,
  affected       TEXT,
  affected_count BIGINT,
  created_at     BIGINT,
  updated_at     BIGINT
);

CREATE INDEX notice_state ON notice (state, since, id);
