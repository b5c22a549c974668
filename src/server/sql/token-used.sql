-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- token, time

UPDATE token SET last_used_at = ?2 WHERE id = ?1
