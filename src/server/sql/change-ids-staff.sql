-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- topic, object or NULL for all of the topic, reader, limit, offset -> ids

SELECT id FROM change_log
WHERE topic_id = ?1 AND (CAST(?2 AS TEXT) IS NULL OR object_id = ?2) AND (owner_id IS NULL OR owner_id = ?3)
ORDER BY modseq LIMIT ?4 OFFSET ?5
