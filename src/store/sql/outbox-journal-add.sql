-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 what, ?2 key, ?3 group or null
INSERT INTO journal (what, key, group_id) VALUES (?1, ?2, ?3)
