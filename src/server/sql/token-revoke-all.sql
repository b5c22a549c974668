-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- person, time

UPDATE token SET revoked_at = ?2 WHERE principal_id = ?1 AND revoked_at IS NULL
