-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 requester -> as due-tickets
SELECT id FROM ticket WHERE requester_id = ?1 AND (status NOT IN ('solved', 'closed') OR sla_policy_id IS NOT NULL)
