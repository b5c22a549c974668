-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Cache. ?1 the last seq that is known
SELECT seq, type, id FROM journal WHERE seq > ?1 ORDER BY seq
