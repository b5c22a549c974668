-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Nothing at all, in the shape of the others.

SELECT '' AS id, 0 AS at, 0 AS what WHERE ?1 IS NULL AND ?2 IS NULL LIMIT ?3
