-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 number, ?2 type, ?3 key
INSERT INTO search_document (docid, type, key) VALUES (?1, ?2, ?3)
