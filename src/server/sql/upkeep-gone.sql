-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- from modseq (not included), to modseq, limit -> id, type, topic and modseq of what was deleted.
-- People, teams and what few there are of leave names behind that others refer to.

SELECT id, type, topic_id, modseq FROM tombstone
WHERE type IN ('Ticket', 'Message', 'Article', 'View') AND modseq > ?1 AND modseq <= ?2 ORDER BY modseq LIMIT ?3
