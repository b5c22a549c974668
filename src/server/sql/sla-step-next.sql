-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- -> when to look next, null for never

SELECT MIN(due_at) FROM sla_step
