-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- change id -> 1 if it is in the log, 2 if it was refused; no row for one that is new

SELECT 1 FROM change_log WHERE id = ?1
UNION ALL
SELECT 2 FROM refusal WHERE change_id = ?1
