-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- from modseq (not included) -> the columns of changes in their order

SELECT modseq, id, type, object_id, kind, patch, expected, author_id, device, acted_at, received_at, cause_id
FROM change_log WHERE modseq > ?1 ORDER BY modseq
