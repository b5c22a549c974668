-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- {table}: of base; {where} and {order}: of a compiled query
SELECT {table}.rowid FROM {table} WHERE {where} ORDER BY {order}
