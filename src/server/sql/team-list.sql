-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- -> id, name, tier, people in it

SELECT t.id, t.name, t.tier, (SELECT COUNT(*) FROM principal p WHERE instr(p.teams, t.id) > 0) FROM team t ORDER BY t.tier, t.name
