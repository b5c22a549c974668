-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What the messages themselves tell is left out: their creation, and what that
-- did to the ticket unless it moved its status.
--
-- ticket, modseq, reader -> the columns of its changes up to then that are shared

SELECT modseq, id, type, object_id, kind, patch, expected, author_id, device, acted_at, received_at, cause_id
FROM change_log WHERE topic_id = ?1 AND modseq <= ?2 AND shared = 1 AND CAST(?3 AS TEXT) IS NOT NULL
  AND type <> 'Message' AND (cause_id IS NULL OR patch LIKE '%"status":%') ORDER BY modseq
