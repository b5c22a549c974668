-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 how many parts of one size before they are merged bit by bit; 0: never
INSERT INTO search (search, rank) VALUES ('automerge', ?1)
