-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ticket

DELETE FROM ticket_access WHERE ticket_id = ?1
