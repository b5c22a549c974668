-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ticket -> its changes, in the columns of log-scan.sql

SELECT modseq, id, type, object_id, kind, patch, expected, author_id, device, acted_at, received_at, cause_id
FROM change_log WHERE topic_id = ?1 AND type = 'Ticket' ORDER BY modseq
