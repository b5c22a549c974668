-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Cache. ?1 type, ?2 id or null, ?3 former key or 0
INSERT INTO journal (type, id, key) VALUES (?1, ?2, ?3)
