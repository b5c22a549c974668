-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 id of a blob
SELECT id, group_id FROM change WHERE instr (' ' || blobs || ' ', ' ' || ?1 || ' ') > 0
