-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 bytes of new terms that are held before they are written
INSERT INTO search (search, rank) VALUES ('hashsize', ?1)
