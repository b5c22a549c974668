-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- tier -> the team of the lowest tier above it

SELECT id, name, tier FROM team WHERE tier > ?1 ORDER BY tier, id LIMIT 1
