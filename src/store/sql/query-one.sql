-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- {table}: of base or overlay; {where}: of a compiled query; {key}: a parameter
SELECT 1 FROM {table} WHERE {table}.rowid = {key} AND {where}
