-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- It sees to its index itself. ?1 anything
SELECT 1 WHERE CAST (?1 AS bigint) IS NULL
