-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- -> 1 if moved.sql was run here

SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND name = 'moved_organisation'
