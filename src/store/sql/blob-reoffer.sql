-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The server may have lost them too.
UPDATE blob SET uploaded = 0
WHERE EXISTS (SELECT 1 FROM change WHERE instr (' ' || blobs || ' ', ' ' || blob.id || ' ') > 0)
