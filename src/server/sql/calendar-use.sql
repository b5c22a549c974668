-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- calendar -> 1 if a policy counts by it

SELECT 1 FROM sla_policy WHERE calendar_id = ?1 OR escalation_calendar_id = ?1 LIMIT 1
