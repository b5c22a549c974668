-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Never goes back: ids of messages rise with time. ?1 ticket, ?2 message
INSERT INTO read_mark (ticket_id, message_id) VALUES (?1, ?2)
ON CONFLICT (ticket_id) DO UPDATE SET message_id = excluded.message_id
WHERE excluded.message_id > message_id
