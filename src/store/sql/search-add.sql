-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 number, ?2 title, ?3 body, ?4 extra
INSERT INTO search (rowid, title, body, extra) VALUES (?1, ?2, ?3, ?4)
