-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The index keeps no text: what was indexed has to be said again.
-- ?1 number, ?2 title, ?3 body, ?4 extra
INSERT INTO search (search, rowid, title, body, extra) VALUES ('delete', ?1, ?2, ?3, ?4)
