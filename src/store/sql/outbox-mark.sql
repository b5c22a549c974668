-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 id, ?2 state, ?3 modseq, ?4 type of the reason, ?5 reason, ?6 due, ?7 attempts to add
UPDATE change SET state = ?2, modseq = ?3, reason_type = ?4, reason = ?5, due_at = ?6, attempts = attempts + ?7
WHERE id = ?1
