-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The object tables, alike on the server and in the client's cache. A
-- migration takes them in with the line
--   .include /org/deskbell/db/sql/objects-001.sql
--
-- After the id and the modseqs a column for each property, in the order of
-- the property tables (src/model/bell-properties.h); tests/db compares them.
-- No property is NOT NULL: a reader's cache lacks what the reader may not see.
-- No reference between them: rows arrive in any order.
-- Released files never change: a new property is a new file.

CREATE TABLE principal (
  id             TEXT PRIMARY KEY NOT NULL,
  created_modseq BIGINT NOT NULL,
  modseq         BIGINT NOT NULL,
  name           TEXT,
  email          TEXT,
  role           TEXT,
  teams          TEXT,
  locale         TEXT,
  time_zone      TEXT,
  working_hours  TEXT,
  active         BIGINT,
  created_at     BIGINT
);

CREATE INDEX principal_email ON principal (email);
CREATE INDEX principal_name ON principal (name);

CREATE TABLE team (
  id             TEXT PRIMARY KEY NOT NULL,
  created_modseq BIGINT NOT NULL,
  modseq         BIGINT NOT NULL,
  name           TEXT,
  tier           BIGINT,
  created_at     BIGINT
);

CREATE TABLE ticket (
  id                  TEXT PRIMARY KEY NOT NULL,
  created_modseq      BIGINT NOT NULL,
  modseq              BIGINT NOT NULL,
  number              BIGINT,
  subject             TEXT,
  kind                TEXT,
  status              TEXT,
  impact              TEXT,
  urgency             TEXT,
  priority            TEXT,
  priority_overridden BIGINT,
  team_id             TEXT,
  tier                BIGINT,
  assignee_id         TEXT,
  requester_id        TEXT,
  watchers            TEXT,
  tags                TEXT,
  custom_fields       TEXT,
  channel             TEXT,
  links               TEXT,
  last_message_id     TEXT,
  message_count       BIGINT,
  created_at          BIGINT,
  updated_at          BIGINT,
  first_response_at   BIGINT,
  solved_at           BIGINT,
  closed_at           BIGINT
);

-- The lists: all of it, mine, my teams', a requester's, each newest first.
CREATE INDEX ticket_updated ON ticket (updated_at, id);
CREATE INDEX ticket_status ON ticket (status, updated_at, id);
CREATE INDEX ticket_assignee ON ticket (assignee_id, status, updated_at, id);
CREATE INDEX ticket_team ON ticket (team_id, status, updated_at, id);
CREATE INDEX ticket_requester ON ticket (requester_id, updated_at, id);
CREATE INDEX ticket_number ON ticket (number);

CREATE TABLE message (
  id             TEXT PRIMARY KEY NOT NULL,
  created_modseq BIGINT NOT NULL,
  modseq         BIGINT NOT NULL,
  ticket_id      TEXT,
  kind           TEXT,
  author_id      TEXT,
  body           TEXT,
  format         TEXT,
  attachments    TEXT,
  written_at     BIGINT,
  received_at    BIGINT
);

-- A conversation has few messages: what order they come in is settled there.
CREATE INDEX message_ticket ON message (ticket_id, received_at);

CREATE TABLE article (
  id             TEXT PRIMARY KEY NOT NULL,
  created_modseq BIGINT NOT NULL,
  modseq         BIGINT NOT NULL,
  title          TEXT,
  body           TEXT,
  summary        TEXT,
  category       TEXT,
  tags           TEXT,
  audience       TEXT,
  state          TEXT,
  language       TEXT,
  author_id      TEXT,
  revision       BIGINT,
  helpful        BIGINT,
  created_at     BIGINT,
  updated_at     BIGINT,
  published_at   BIGINT
);

CREATE INDEX article_updated ON article (updated_at, id);
CREATE INDEX article_category ON article (category, updated_at);

CREATE TABLE view (
  id             TEXT PRIMARY KEY NOT NULL,
  created_modseq BIGINT NOT NULL,
  modseq         BIGINT NOT NULL,
  name           TEXT,
  owner_id       TEXT,
  filter         TEXT,
  sort           TEXT,
  position       BIGINT,
  created_at     BIGINT
);

CREATE INDEX view_owner ON view (owner_id);
