-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- hash -> a row if it was one of ours once, whether or not it still counts

SELECT id FROM token WHERE hash = ?1
