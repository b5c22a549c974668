-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Those of base that the overlay hides. {table}, {overlay}; {where}: of a compiled query
SELECT count (*) FROM {table} WHERE rowid IN (SELECT key FROM {overlay}) AND {where}
