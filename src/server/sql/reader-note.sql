-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- principal, how much the version rises, modseq of access or 0

INSERT INTO reader (principal_id, version, modseq) VALUES (?1, 1 + ?2, ?3)
ON CONFLICT (principal_id) DO UPDATE SET version = reader.version + ?2,
                                         modseq = CASE WHEN ?3 > reader.modseq THEN ?3 ELSE reader.modseq END
