-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 the last seq that is known
SELECT seq, what, key, group_id FROM journal WHERE seq > ?1 ORDER BY seq
