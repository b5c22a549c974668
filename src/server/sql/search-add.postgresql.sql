-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- number, type, words

INSERT INTO search (docid, type, words) VALUES (?1, ?2, array_to_tsvector(string_to_array(CAST(?3 AS TEXT), ' ')))
