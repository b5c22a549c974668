-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 type, ?2 id
INSERT OR IGNORE INTO bulk_seen (type, id) VALUES (?1, ?2)
