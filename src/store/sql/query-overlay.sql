-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- {table}: an overlay; {columns}: those of its records; {where}: of a compiled query
SELECT key, {columns} FROM {table} WHERE gone = 0 AND {where}
