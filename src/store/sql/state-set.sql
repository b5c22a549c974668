-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 wire name of the type, ?2 state
INSERT INTO state (type, state) VALUES (?1, ?2)
ON CONFLICT (type) DO UPDATE SET state = excluded.state
