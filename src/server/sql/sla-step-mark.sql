-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ticket

INSERT INTO sla_step (ticket_id, due_at) VALUES (?1, 0) ON CONFLICT (ticket_id) DO UPDATE SET due_at = 0
