-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- state as modseq and id, limit -> id, at, what (0 created, 1 updated, 2 destroyed).
-- A new object is told at its creation and again, if it changed, at its change: so a
-- page may end anywhere and what comes after it is exact.
-- ?4 is the reader, who asks for help: what is shared of the history of the tickets in sight, and
-- that of calendars and policies, by which they know until when they wait.

SELECT id, at, what FROM (
  SELECT c.id AS id, CASE WHEN a.granted_modseq > c.modseq THEN a.granted_modseq ELSE c.modseq END AS at, 0 AS what
  FROM ticket_access a JOIN change_log c ON c.topic_id = a.ticket_id AND c.shared = 1
  WHERE a.principal_id = ?4 AND a.revoked_modseq IS NULL
  UNION ALL
  SELECT c.id, MAX(a.revoked_modseq), 2
  FROM ticket_access a JOIN change_log c ON c.topic_id = a.ticket_id AND c.shared = 1 AND c.modseq < a.revoked_modseq
  WHERE a.principal_id = ?4 AND a.revoked_modseq IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM ticket_access o WHERE o.principal_id = ?4 AND o.ticket_id = a.ticket_id AND o.revoked_modseq IS NULL)
  GROUP BY c.id
  UNION ALL
  SELECT c.id, c.modseq, 0 FROM change_log c
  WHERE c.topic_id IN (SELECT id FROM sla_policy UNION ALL SELECT id FROM calendar
                       UNION ALL SELECT id FROM tombstone WHERE type IN ('SlaPolicy', 'Calendar'))
    AND c.type IN ('SlaPolicy', 'Calendar')
) AS news WHERE (at, id) > (?1, ?2) ORDER BY at, id LIMIT ?3
