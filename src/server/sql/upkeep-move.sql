-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- modseq: where history begins

UPDATE organisation SET history_from = ?1 WHERE history_from < ?1
