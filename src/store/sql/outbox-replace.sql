-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Another change in the place of one that was refused: the server remembers a
-- refusal by its id. ?1 id, ?2 new id, ?3 content, ?4 blobs
UPDATE change SET id = ?2, content = ?3, blobs = ?4, state = 'queued', modseq = 0, reason_type = NULL, reason = NULL, due_at = NULL
WHERE id = ?1
