-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- modseq -> whether a ticket changed since

SELECT EXISTS (SELECT 1 FROM ticket WHERE modseq > ?1)
