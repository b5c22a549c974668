-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- How many rows snapshot-history-staff has for all open tickets together.
--
-- modseq, reader -> count

SELECT COUNT(*) FROM change_log AS c JOIN ticket AS t ON t.id = c.topic_id
WHERE c.modseq <= ?1 AND t.created_modseq <= ?1 AND t.status NOT IN ('solved', 'closed')
  AND (c.owner_id IS NULL OR c.owner_id = ?2)
  AND c.type <> 'Message' AND (c.cause_id IS NULL OR c.patch LIKE '%"status":%')
