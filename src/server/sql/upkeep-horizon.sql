-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- time -> how far the counter was then, or before

SELECT COALESCE(MAX(modseq), 0) FROM upkeep_mark WHERE at <= ?1
