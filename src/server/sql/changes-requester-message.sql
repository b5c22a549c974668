-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- state as modseq and id, limit -> id, at, what (0 created, 1 updated, 2 destroyed).
-- A new object is told at its creation and again, if it changed, at its change: so a
-- page may end anywhere and what comes after it is exact.
-- ?4 is the reader, who asks for help: replies on the tickets in sight. Those of a ticket that left
-- sight go with it, and those that were destroyed while it was in sight.

WITH mine AS (
  SELECT m.id AS id, m.created_modseq AS created_at, m.modseq AS changed_at, a.granted_modseq AS granted_at,
         CASE WHEN (m.created_modseq, m.id) <= (?1, ?2) AND EXISTS (
           SELECT 1 FROM ticket_access o
           WHERE o.principal_id = ?4 AND o.ticket_id = a.ticket_id AND (o.granted_modseq, m.id) <= (?1, ?2)
             AND (o.revoked_modseq IS NULL OR (o.revoked_modseq, m.id) > (?1, ?2))) THEN 1 ELSE 0 END AS had
  FROM ticket_access a JOIN message m ON m.ticket_id = a.ticket_id AND m.kind = 'reply'
  WHERE a.principal_id = ?4 AND a.revoked_modseq IS NULL
)
SELECT id, at, what FROM (
  SELECT id, CASE WHEN had = 1 THEN changed_at WHEN granted_at > created_at THEN granted_at ELSE created_at END AS at,
         had AS what
  FROM mine
  UNION ALL
  SELECT m.id, MAX(a.revoked_modseq), 2
  FROM ticket_access a JOIN message m ON m.ticket_id = a.ticket_id AND m.kind = 'reply' AND m.created_modseq < a.revoked_modseq
  WHERE a.principal_id = ?4 AND a.revoked_modseq IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM ticket_access o WHERE o.principal_id = ?4 AND o.ticket_id = a.ticket_id AND o.revoked_modseq IS NULL)
  GROUP BY m.id
  UNION ALL
  SELECT t.id, MAX(t.modseq), 2
  FROM ticket_access a JOIN tombstone t ON t.topic_id = a.ticket_id AND t.type = 'Message' AND t.shared = 1
  WHERE a.principal_id = ?4 AND a.granted_modseq <= t.modseq
    AND (a.revoked_modseq IS NULL OR a.revoked_modseq > t.created_modseq)
  GROUP BY t.id
) AS news WHERE (at, id) > (?1, ?2) ORDER BY at, id LIMIT ?3
