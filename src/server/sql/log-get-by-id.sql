-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- change id -> the columns of a change, digest

SELECT modseq, id, type, object_id, kind, patch, expected, author_id, device, acted_at, received_at, cause_id, digest
FROM change_log WHERE id = ?1
