-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- -> the columns of changes that are no consequence of another, in their order

SELECT modseq, id, type, object_id, kind, patch, expected, author_id, device, acted_at, received_at, cause_id
FROM change_log WHERE cause_id IS NULL ORDER BY modseq
