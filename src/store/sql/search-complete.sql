-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The words of the base index that lie between two, the first ones. Each is
-- sought with the one before it: to count or to group them would read all places
-- where they stand. No word has the character 1. ?1 from, ?2 to before, ?3 at most
WITH RECURSIVE found (word) AS (
  SELECT (SELECT term FROM search_word WHERE term >= ?1 LIMIT 1)
  UNION ALL
  SELECT (SELECT term FROM search_word WHERE term >= found.word || char (1) LIMIT 1) FROM found WHERE found.word < ?2
)
SELECT word FROM found WHERE word < ?2 LIMIT ?3
