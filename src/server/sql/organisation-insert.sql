-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- id, name, created_at

INSERT INTO organisation (id, name, counter, next_number, history_from, created_at)
VALUES (?1, ?2, 0, 1, 0, ?3)
