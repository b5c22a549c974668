-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- id -> size, media type

SELECT size, media_type FROM blob WHERE id = ?1
