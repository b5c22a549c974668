-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Blobs that are on the server and that nothing waiting needs. ?1 not younger than this
DELETE FROM blob
WHERE uploaded AND created_at < ?1
  AND NOT EXISTS (SELECT 1 FROM change WHERE instr (' ' || blobs || ' ', ' ' || blob.id || ' ') > 0)
  AND NOT EXISTS (SELECT 1 FROM acknowledged WHERE instr (' ' || blobs || ' ', ' ' || blob.id || ' ') > 0)
  AND NOT EXISTS (SELECT 1 FROM draft WHERE instr (attachments, blob.id) > 0)
