-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- {table}, {columns}; {after} and {direction}: forwards or backwards. ?1 the last rowid
SELECT {columns}, rowid FROM {table} WHERE rowid {after} ?1 ORDER BY rowid {direction} LIMIT 1
