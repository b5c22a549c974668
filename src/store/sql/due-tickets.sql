-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- -> the tickets that have a deadline, or could have one
SELECT id FROM ticket WHERE status NOT IN ('solved', 'closed') OR next_due_at IS NOT NULL OR sla_policy_id IS NOT NULL
