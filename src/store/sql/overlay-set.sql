-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- {table}: an overlay. ?1 key, ?2 group, ?3 gone, ?4 pending, ?5 refused, ?6 id
UPDATE {table} SET key = ?1, group_id = ?2, gone = ?3, pending = ?4, refused = ?5 WHERE id = ?6
