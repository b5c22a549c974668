-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- modseq -> the changes of calendars and policies up to then, also of those that were
-- deleted: what tickets were promised hangs on them

SELECT modseq, id, type, object_id, kind, patch, expected, author_id, device, acted_at, received_at, cause_id
FROM change_log
WHERE topic_id IN (SELECT id FROM sla_policy UNION ALL SELECT id FROM calendar
                   UNION ALL SELECT id FROM tombstone WHERE type IN ('SlaPolicy', 'Calendar'))
  AND type IN ('SlaPolicy', 'Calendar') AND modseq <= ?1
ORDER BY modseq
