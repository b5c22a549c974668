-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- {table}: of base; {columns}: title, body, second body, extra. ?1 key
SELECT {columns}, id FROM {table} WHERE rowid = ?1
