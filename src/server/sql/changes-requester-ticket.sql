-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- state as modseq and id, limit -> id, at, what (0 created, 1 updated, 2 destroyed).
-- A new object is told at its creation and again, if it changed, at its change: so a
-- page may end anywhere and what comes after it is exact.
-- ?4 is the reader, who asks for help. A ticket comes into sight when it is granted and leaves it
-- when it is revoked; had: it was in sight at the state that is asked about.

WITH seen AS (
  SELECT ticket_id AS id,
         MAX(CASE WHEN revoked_modseq IS NULL THEN granted_modseq END) AS open_at,
         MAX(revoked_modseq) AS closed_at,
         MAX(CASE WHEN (granted_modseq, ticket_id) <= (?1, ?2)
                   AND (revoked_modseq IS NULL OR (revoked_modseq, ticket_id) > (?1, ?2)) THEN 1 ELSE 0 END) AS had
  FROM ticket_access WHERE principal_id = ?4 GROUP BY ticket_id
)
SELECT id, at, what FROM (
  SELECT s.id AS id,
         CASE WHEN s.had = 1 AND t.modseq > s.open_at THEN t.modseq ELSE s.open_at END AS at,
         s.had AS what
  FROM seen s JOIN ticket t ON t.id = s.id WHERE s.open_at IS NOT NULL
  UNION ALL
  SELECT id, closed_at, 2 FROM seen WHERE open_at IS NULL
) AS news WHERE (at, id) > (?1, ?2) ORDER BY at, id LIMIT ?3
