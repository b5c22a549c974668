-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ticket, time

UPDATE sla_step SET due_at = ?2 WHERE ticket_id = ?1
