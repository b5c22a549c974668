-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
INSERT INTO search (search) VALUES ('delete-all');
DELETE FROM search_document;
