-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- team -> 1 if a ticket belongs to it

SELECT 1 FROM ticket WHERE team_id = ?1 LIMIT 1
