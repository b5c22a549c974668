-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- principal, role nick -> 1 if somebody else of that role is active

SELECT 1 FROM principal WHERE id <> ?1 AND role = ?2 AND active = 1 LIMIT 1
