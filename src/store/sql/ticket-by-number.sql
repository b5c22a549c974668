-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 number
SELECT id FROM visible_ticket WHERE number = ?1
