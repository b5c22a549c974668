-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- -> the modseqs that still stand somewhere

SELECT modseq FROM type_state UNION SELECT modseq FROM reader
