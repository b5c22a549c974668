-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- state as modseq and id, limit -> id, at, what (0 created, 1 updated, 2 destroyed).
-- A new object is told at its creation and again, if it changed, at its change: so a
-- page may end anywhere and what comes after it is exact.
-- A message never changes, so its modseq is that of its creation.

SELECT id, at, what FROM (
  SELECT * FROM (
    SELECT id, modseq AS at, 0 AS what FROM message
    WHERE modseq >= ?1 AND (modseq, id) > (?1, ?2)
    ORDER BY modseq, id LIMIT ?3) AS created
  UNION ALL
  SELECT * FROM (
    SELECT id, modseq AS at, 2 AS what FROM tombstone
    WHERE type = 'Message' AND modseq >= ?1 AND (modseq, id) > (?1, ?2)
    ORDER BY modseq, id LIMIT ?3) AS destroyed
) AS news ORDER BY at, id LIMIT ?3
