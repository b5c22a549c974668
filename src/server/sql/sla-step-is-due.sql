-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ticket, time -> 1 if it is still to be looked at

SELECT 1 FROM sla_step WHERE ticket_id = ?1 AND due_at <= ?2
