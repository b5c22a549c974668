-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- modseq -> id of the change, when it was received

SELECT id, received_at FROM change_log WHERE modseq = ?1
