-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Empties the index.

INSERT INTO search (search) VALUES ('delete-all');
