-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- state as modseq and id, limit -> id, at, what (0 created, 1 updated, 2 destroyed).
-- A new object is told at its creation and again, if it changed, at its change: so a
-- page may end anywhere and what comes after it is exact.
-- For those who ask for help: articles while they are published for everybody.

WITH seen AS (
  SELECT article_id AS id,
         MAX(CASE WHEN revoked_modseq IS NULL THEN granted_modseq END) AS open_at,
         MAX(revoked_modseq) AS closed_at,
         MAX(CASE WHEN (granted_modseq, article_id) <= (?1, ?2)
                   AND (revoked_modseq IS NULL OR (revoked_modseq, article_id) > (?1, ?2)) THEN 1 ELSE 0 END) AS had
  FROM article_access GROUP BY article_id
)
SELECT id, at, what FROM (
  SELECT s.id AS id,
         CASE WHEN s.had = 1 AND a.modseq > s.open_at THEN a.modseq ELSE s.open_at END AS at,
         s.had AS what
  FROM seen s JOIN article a ON a.id = s.id WHERE s.open_at IS NOT NULL
  UNION ALL
  SELECT id, closed_at, 2 FROM seen WHERE open_at IS NULL
) AS news WHERE (at, id) > (?1, ?2) ORDER BY at, id LIMIT ?3
