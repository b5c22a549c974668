-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The last seq that was ever given, also when its row is gone.
SELECT seq FROM sqlite_sequence WHERE name = 'journal'
