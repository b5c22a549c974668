-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- When a ticket is next to be looked at for a step of an escalation; 0: at once, because
-- something has happened to it. Not in the log: a row too many costs a look, and what a
-- step does is a change whose id says which step it was.
-- Released files never change.

CREATE TABLE sla_step (
  ticket_id TEXT PRIMARY KEY NOT NULL,
  due_at    BIGINT NOT NULL
);

CREATE INDEX sla_step_due ON sla_step (due_at, ticket_id);
