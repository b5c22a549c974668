-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 id, ?2 group, ?3 type, ?4 object, ?5 content, ?6 inverse, ?7 blobs, ?8 due,
-- ?9 whether the server's time is known
INSERT INTO change (id, group_id, type, object_id, content, inverse, blobs, state, due_at, clock_known)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'queued', ?8, ?9)
