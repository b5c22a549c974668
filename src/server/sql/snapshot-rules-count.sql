-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- modseq -> how many rows snapshot-rules has

SELECT COUNT(*)
FROM change_log
WHERE topic_id IN (SELECT id FROM sla_policy UNION ALL SELECT id FROM calendar
                   UNION ALL SELECT id FROM tombstone WHERE type IN ('SlaPolicy', 'Calendar'))
  AND type IN ('SlaPolicy', 'Calendar') AND modseq <= ?1
