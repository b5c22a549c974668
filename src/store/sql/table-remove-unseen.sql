-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- {table}: of base, or the history. ?1 type
DELETE FROM {table} WHERE id NOT IN (SELECT id FROM bulk_seen WHERE type = ?1)
