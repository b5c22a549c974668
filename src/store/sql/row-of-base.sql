-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- {table}: of base; {columns}: those of its records; {by}: rowid or id. ?1 that
SELECT {table}.rowid, {columns} FROM {table} WHERE {table}.{by} = ?1
