-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- -> the highest modseq in the log, the number of changes

SELECT COALESCE(MAX(modseq), 0), COUNT(*) FROM change_log
