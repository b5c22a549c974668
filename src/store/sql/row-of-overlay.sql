-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- {table}: an overlay; {columns}: those of its records; {by}: rowid or id. ?1 that
SELECT {table}.key, gone, pending, refused, {columns} FROM {table} WHERE {table}.{by} = ?1
