-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
SELECT seq, id, group_id, type, object_id, content, inverse, blobs, state, attempts, modseq, reason_type, reason, due_at
FROM change WHERE state = 'parked' ORDER BY seq
