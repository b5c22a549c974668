-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- -> what waits of calendars (D) and policies (S)
SELECT seq, id, group_id, type, object_id, content, inverse, blobs, state, attempts, modseq, reason_type, reason, due_at
FROM change WHERE substr(object_id, 1, 1) IN ('D', 'S') ORDER BY seq
