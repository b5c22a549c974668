-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 object
SELECT seq, id, group_id, type, object_id, content, inverse, blobs, state, attempts, modseq, reason_type, reason, due_at
FROM change WHERE object_id = ?1 ORDER BY seq
