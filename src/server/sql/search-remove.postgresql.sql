-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- number, type, words

DELETE FROM search WHERE docid = ?1 AND type = CAST(?2 AS TEXT) AND CAST(?3 AS TEXT) IS NOT NULL
