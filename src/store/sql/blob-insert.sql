-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 id, ?2 name, ?3 media type, ?4 size, ?5 content, ?6 now
INSERT INTO blob (id, name, media_type, size, content, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (id) DO NOTHING
