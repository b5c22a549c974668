-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- modseq

DELETE FROM upkeep_mark WHERE modseq < ?1
