-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 id, ?2 content, ?3 due
UPDATE change SET content = ?2, due_at = ?3, clock_known = 1 WHERE id = ?1
