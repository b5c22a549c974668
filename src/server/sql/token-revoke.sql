-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- token, time

UPDATE token SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL
