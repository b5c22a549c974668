-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Which device of a person tells them something. Not computed from the change
-- log and no part of it; without it everything works, but may be told twice.
-- Released files never change.

CREATE TABLE claim (
  principal_id TEXT NOT NULL,
  key          TEXT NOT NULL,
  granted_at   BIGINT NOT NULL,
  token_id     TEXT NOT NULL,
  PRIMARY KEY (principal_id, key)
);
