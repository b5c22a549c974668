-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 id
UPDATE blob SET uploaded = 1 WHERE id = ?1
