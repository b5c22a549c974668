-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Calendars and policies, and beside a ticket what is computed of its clocks
-- where it is read (see BELL_PROPERTY_LOCAL). As objects-001.sql, after it.

CREATE TABLE calendar (
  id             TEXT PRIMARY KEY NOT NULL,
  created_modseq BIGINT NOT NULL,
  modseq         BIGINT NOT NULL,
  name           TEXT,
  time_zone      TEXT,
  hours          TEXT,
  holidays       TEXT,
  created_at     BIGINT
);

CREATE TABLE sla_policy (
  id                     TEXT PRIMARY KEY NOT NULL,
  created_modseq         BIGINT NOT NULL,
  modseq                 BIGINT NOT NULL,
  name                   TEXT,
  position               BIGINT,
  active                 BIGINT,
  teams                  TEXT,
  priorities             TEXT,
  kinds                  TEXT,
  requester_teams        TEXT,
  tags                   TEXT,
  first_response         TEXT,
  next_response          TEXT,
  resolution             TEXT,
  calendar_id            TEXT,
  pausing_statuses       TEXT,
  escalations            TEXT,
  escalation_calendar_id TEXT,
  created_at             BIGINT
);

ALTER TABLE ticket ADD COLUMN sla_policy_id TEXT;
ALTER TABLE ticket ADD COLUMN sla_state TEXT;
ALTER TABLE ticket ADD COLUMN first_response_due_at BIGINT;
ALTER TABLE ticket ADD COLUMN next_response_due_at BIGINT;
ALTER TABLE ticket ADD COLUMN resolution_due_at BIGINT;
ALTER TABLE ticket ADD COLUMN next_due_at BIGINT;
ALTER TABLE ticket ADD COLUMN half_used_at BIGINT;
ALTER TABLE ticket ADD COLUMN mostly_used_at BIGINT;
