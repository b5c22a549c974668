-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- In its old place, before what was done since.
INSERT INTO change (seq, id, group_id, type, object_id, content, blobs, state)
SELECT seq, id, group_id, type, object_id, content, blobs, 'queued' FROM acknowledged WHERE true
ON CONFLICT DO NOTHING
