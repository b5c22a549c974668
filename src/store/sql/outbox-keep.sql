-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A confirmed change is kept. ?1 id, ?2 now
INSERT INTO acknowledged (seq, id, group_id, type, object_id, content, blobs, acknowledged_at)
SELECT seq, id, group_id, type, object_id, content, blobs, ?2 FROM change WHERE id = ?1
ON CONFLICT DO NOTHING
