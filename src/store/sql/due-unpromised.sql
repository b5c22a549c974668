-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- -> the tickets that could have a deadline, and that no policy is for
SELECT id FROM ticket WHERE status NOT IN ('solved', 'closed') AND sla_policy_id IS NULL
