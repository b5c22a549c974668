-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 ticket
SELECT message_id FROM read_mark WHERE ticket_id = ?1
