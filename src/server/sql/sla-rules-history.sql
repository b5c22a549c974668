-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- -> the changes of all policies and calendars, also of those that were deleted, in the
-- columns of log-scan.sql

SELECT modseq, id, type, object_id, kind, patch, expected, author_id, device, acted_at, received_at, cause_id
FROM change_log
WHERE topic_id IN (SELECT id FROM sla_policy UNION ALL SELECT id FROM calendar
                   UNION ALL SELECT id FROM tombstone WHERE type IN ('SlaPolicy', 'Calendar'))
  AND type IN ('SlaPolicy', 'Calendar')
ORDER BY modseq
