-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- {table}: of base; {where}: of a compiled query
SELECT count (*) FROM {table} WHERE {where}
