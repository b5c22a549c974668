-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 expression, ?2 at most, ?3 the lowest number, ?4 the highest
SELECT s.rowid, d.type, d.key, s.rank
FROM search AS s JOIN search_document AS d ON d.docid = s.rowid
WHERE s.search MATCH ?1 AND s.rowid BETWEEN ?3 AND ?4 ORDER BY s.rank LIMIT ?2
