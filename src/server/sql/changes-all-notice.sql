-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- state as modseq and id, limit -> id, at, what (0 created, 1 updated, 2 destroyed).
-- A new object is told at its creation and again, if it changed, at its change: so a
-- page may end anywhere and what comes after it is exact.

SELECT id, at, what FROM (
  SELECT id, created_modseq AS at, 0 AS what FROM notice
  WHERE modseq >= ?1 AND (created_modseq, id) > (?1, ?2)
  UNION ALL
  SELECT * FROM (
    SELECT id, modseq AS at, 1 AS what FROM notice
    WHERE modseq >= ?1 AND (modseq, id) > (?1, ?2) AND (created_modseq, id) <= (?1, ?2)
    ORDER BY modseq, id LIMIT ?3) AS updated
  UNION ALL
  SELECT * FROM (
    SELECT id, modseq AS at, 2 AS what FROM tombstone
    WHERE type = 'Notice' AND modseq >= ?1 AND (modseq, id) > (?1, ?2)
    ORDER BY modseq, id LIMIT ?3) AS destroyed
) AS news ORDER BY at, id LIMIT ?3
