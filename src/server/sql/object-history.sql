-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- object that is its own topic -> its changes, in the columns of log-scan.sql

SELECT modseq, id, type, object_id, kind, patch, expected, author_id, device, acted_at, received_at, cause_id
FROM change_log WHERE topic_id = ?1 AND object_id = ?1 ORDER BY modseq
