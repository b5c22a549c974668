-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- After the rules have changed.

INSERT INTO sla_step (ticket_id, due_at) SELECT id, 0 FROM ticket WHERE status NOT IN ('solved', 'closed')
ON CONFLICT (ticket_id) DO UPDATE SET due_at = 0
