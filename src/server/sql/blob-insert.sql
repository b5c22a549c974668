-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- id, size, media type, time, content

INSERT INTO blob (id, size, media_type, created_at, content) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING
