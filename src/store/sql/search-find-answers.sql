-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A word in the title says more than one in the text.
-- ?1 expression, ?2 at most
SELECT search.rowid, d.type, d.key, bm25(search, 6.0, 1.0, 3.0) AS score
FROM search JOIN search_document AS d ON d.docid = search.rowid
WHERE search MATCH ?1 ORDER BY score LIMIT ?2
