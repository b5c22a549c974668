-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- -> when the newest change was received
SELECT received_at FROM change_log ORDER BY modseq DESC LIMIT 1
