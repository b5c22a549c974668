-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 the last seq that is known
SELECT DISTINCT group_id FROM journal WHERE seq > ?1 AND what = 'change' AND group_id IS NOT NULL
