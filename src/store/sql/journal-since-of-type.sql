-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Cache. ?1 the last seq that is known, ?2 type
SELECT DISTINCT id, key FROM journal WHERE seq > ?1 AND type = ?2
