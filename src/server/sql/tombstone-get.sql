-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- id -> whether there was such an object

SELECT modseq FROM tombstone WHERE id = ?1
