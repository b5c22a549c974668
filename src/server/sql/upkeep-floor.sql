-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- type, modseq

INSERT INTO history_floor (type, modseq) VALUES (?1, ?2)
ON CONFLICT (type) DO UPDATE SET modseq = ?2
