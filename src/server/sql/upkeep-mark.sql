-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- time, a day before -> notes how far the counter is, unless that was done within the day

INSERT INTO upkeep_mark (modseq, at)
SELECT counter, CAST(?1 AS BIGINT) FROM organisation WHERE NOT EXISTS (SELECT 1 FROM upkeep_mark WHERE at > ?2)
ON CONFLICT (modseq) DO NOTHING
