-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ticket -> its messages

SELECT id FROM message WHERE ticket_id = ?1 ORDER BY received_at, id
