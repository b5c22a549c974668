-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A word in the title says more than one in the text. With how many people each has helped.
-- ?1 expression, ?2 at most
SELECT f.docid, d.type, d.key, f.score, COALESCE (a.helpful, 0)
FROM (SELECT rowid AS docid, bm25(search, 6.0, 1.0, 3.0) AS score
      FROM search WHERE search MATCH ?1 ORDER BY score LIMIT ?2) AS f
JOIN search_document AS d ON d.docid = f.docid
LEFT JOIN article AS a ON a.rowid = d.key
