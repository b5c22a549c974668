-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- How many rows snapshot-history-requester has for all open tickets that the
-- reader may see.
--
-- modseq, reader -> count

SELECT COUNT(*) FROM ticket_access AS a JOIN ticket AS t ON t.id = a.ticket_id JOIN change_log AS c ON c.topic_id = t.id
WHERE a.principal_id = ?2 AND a.revoked_modseq IS NULL
  AND c.modseq <= ?1 AND t.created_modseq <= ?1 AND t.status NOT IN ('solved', 'closed')
  AND c.shared = 1
  AND c.type <> 'Message' AND (c.cause_id IS NULL OR c.patch LIKE '%"status":%')
