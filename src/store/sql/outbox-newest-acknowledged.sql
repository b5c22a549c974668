-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The newest of our own that is confirmed and not in base yet
SELECT id FROM change WHERE state = 'acknowledged' ORDER BY modseq DESC, seq DESC LIMIT 1
