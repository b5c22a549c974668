-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- -> 1 if any policy has steps

SELECT 1 FROM sla_policy WHERE active = 1 AND escalations IS NOT NULL AND escalations <> '' LIMIT 1
