-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- {table}: of base or overlay. ?1 id
SELECT rowid FROM {table} WHERE id = ?1
