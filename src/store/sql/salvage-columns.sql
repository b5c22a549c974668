-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The columns of the table ?1 in their order
SELECT name FROM pragma_table_info (?1) ORDER BY cid
