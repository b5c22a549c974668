-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Of how many parts the index is
SELECT count (DISTINCT segid) FROM search_idx
