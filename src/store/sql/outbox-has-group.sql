-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 group
SELECT EXISTS (SELECT 1 FROM change WHERE group_id = ?1)
