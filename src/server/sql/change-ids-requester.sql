-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- topic, object or NULL for all of the topic, reader, limit, offset -> ids

SELECT c.id FROM change_log c
WHERE c.topic_id = ?1 AND (CAST(?2 AS TEXT) IS NULL OR c.object_id = ?2) AND c.shared = 1 AND EXISTS (
  SELECT 1 FROM ticket_access a WHERE a.principal_id = ?3 AND a.ticket_id = c.topic_id AND a.revoked_modseq IS NULL)
ORDER BY c.modseq LIMIT ?4 OFFSET ?5
