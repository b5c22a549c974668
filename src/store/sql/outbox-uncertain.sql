-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What goes by a clock that nobody had looked at.
SELECT seq, id, group_id, type, object_id, content, inverse, blobs, state, attempts, modseq, reason_type, reason, due_at
FROM change WHERE clock_known = 0 ORDER BY seq
