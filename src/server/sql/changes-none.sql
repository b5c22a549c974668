-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Nothing at all, in the shape of the others.

SELECT '' AS id, 0 AS at, 0 AS what WHERE CAST(?1 AS BIGINT) IS NULL AND CAST(?2 AS TEXT) IS NULL LIMIT ?3
