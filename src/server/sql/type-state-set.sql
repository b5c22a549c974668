-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- type, modseq

INSERT INTO type_state (type, modseq) VALUES (?1, ?2)
ON CONFLICT (type) DO UPDATE SET modseq = excluded.modseq
