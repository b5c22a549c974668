-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- -> how many objects are in the index, how many should be

SELECT (SELECT count(*) FROM search_docsize WHERE id > 0),
       (SELECT count(*) FROM ticket) + (SELECT count(*) FROM message) + (SELECT count(*) FROM article)
