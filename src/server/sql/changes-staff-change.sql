-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- state as modseq and id, limit -> id, at, what (0 created, 1 updated, 2 destroyed).
-- A new object is told at its creation and again, if it changed, at its change: so a
-- page may end anywhere and what comes after it is exact.
-- ?4 is the reader.

SELECT id, modseq AS at, 0 AS what FROM change_log
WHERE modseq >= ?1 AND (modseq, id) > (?1, ?2) AND (owner_id IS NULL OR owner_id = ?4)
ORDER BY modseq LIMIT ?3
