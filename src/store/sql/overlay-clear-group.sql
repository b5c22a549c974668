-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- {table}: an overlay. ?1 group
DELETE FROM {table} WHERE group_id = ?1
