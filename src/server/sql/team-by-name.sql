-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- name -> id

SELECT id FROM team WHERE name = ?1 ORDER BY id LIMIT 1
