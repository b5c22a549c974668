-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- time, limit -> the tickets to look at

SELECT ticket_id FROM sla_step WHERE due_at <= ?1 ORDER BY due_at, ticket_id LIMIT ?2
