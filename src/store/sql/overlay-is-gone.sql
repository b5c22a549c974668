-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- {table}: an overlay. ?1 key
SELECT gone FROM {table} WHERE key = ?1
