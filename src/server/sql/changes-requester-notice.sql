-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- state as modseq and id, limit -> id, at, what (0 created, 1 updated, 2 destroyed).
-- A new object is told at its creation and again, if it changed, at its change: so a
-- page may end anywhere and what comes after it is exact.
-- For those who ask for help: what is for everybody. Whom a notice is for never changes.

SELECT id, at, what FROM (
  SELECT id, created_modseq AS at, 0 AS what FROM notice
  WHERE modseq >= ?1 AND (created_modseq, id) > (?1, ?2) AND audience = 'public'
  UNION ALL
  SELECT id, modseq, 1 FROM notice
  WHERE modseq >= ?1 AND (modseq, id) > (?1, ?2) AND (created_modseq, id) <= (?1, ?2) AND audience = 'public'
  UNION ALL
  SELECT id, modseq, 2 FROM tombstone
  WHERE type = 'Notice' AND modseq >= ?1 AND (modseq, id) > (?1, ?2) AND shared = 1
) AS news ORDER BY at, id LIMIT ?3
