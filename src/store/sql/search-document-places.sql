-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 the first number, ?2 the last
SELECT docid, type, key FROM search_document WHERE docid BETWEEN ?1 AND ?2 ORDER BY docid
