-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- change, reader -> the columns of a change, shared, owner, and whether its ticket is in sight

SELECT modseq, id, type, object_id, kind, patch, expected, author_id, device, acted_at, received_at, cause_id, shared, owner_id,
       EXISTS (SELECT 1 FROM ticket_access a
               WHERE a.principal_id = ?2 AND a.ticket_id = change_log.topic_id AND a.revoked_modseq IS NULL)
FROM change_log WHERE id = ?1
