-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 expression, ?2 at most
SELECT s.rowid, d.type, d.key
FROM search AS s JOIN search_document AS d ON d.docid = s.rowid
WHERE s.search MATCH ?1 ORDER BY s.rowid DESC LIMIT ?2
