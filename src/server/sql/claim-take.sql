-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- principal, key, now, token, the moment that it is about -> a row if it is granted
--
-- Granted again to the device that has it, since its answer may have been lost.

INSERT INTO claim (principal_id, key, granted_at, token_id) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (principal_id, key) DO UPDATE
  SET granted_at = excluded.granted_at, token_id = excluded.token_id
  WHERE claim.granted_at < ?5 OR claim.token_id = excluded.token_id
RETURNING granted_at
