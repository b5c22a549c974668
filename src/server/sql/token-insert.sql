-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- hash, id, person, device, time

INSERT INTO token (hash, id, principal_id, device, created_at, last_used_at, revoked_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5, NULL)
