-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 how many parts of one size before they are merged at once
INSERT INTO search (search, rank) VALUES ('crisismerge', ?1)
