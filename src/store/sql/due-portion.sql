-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 id, ?2 how many -> as due-tickets, after that id
SELECT id FROM ticket WHERE (status NOT IN ('solved', 'closed') OR next_due_at IS NOT NULL OR sla_policy_id IS NOT NULL) AND id > ?1
ORDER BY id LIMIT ?2
