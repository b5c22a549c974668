-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 a number -> the first one in use from there on, if any
SELECT min (docid) FROM search_document WHERE docid >= ?1
