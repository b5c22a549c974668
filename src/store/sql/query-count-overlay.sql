-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- {table}: an overlay; {where}: of a compiled query
SELECT count (*) FROM {table} WHERE gone = 0 AND {where}
