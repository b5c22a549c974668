-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- team, as a member of a set -> the people in it who work on tickets

SELECT id, name, role FROM principal WHERE active = 1 AND role <> 'requester' AND instr(teams, ?1) > 0 ORDER BY name, id
