-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- number, type, words: the index keeps no text, so what was indexed is said again.

INSERT INTO search (search, rowid, ticket, message, article)
VALUES ('delete', ?1, CASE ?2 WHEN 'Ticket' THEN ?3 END, CASE ?2 WHEN 'Message' THEN ?3 END, CASE ?2 WHEN 'Article' THEN ?3 END)
