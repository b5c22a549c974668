-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 about how many pages are written; below 0: of a merge of all parts that begins with this
INSERT INTO search (search, rank) VALUES ('merge', ?1)
