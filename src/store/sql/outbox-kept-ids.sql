-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What is offered again: id and group.
SELECT id, group_id FROM acknowledged
UNION ALL
SELECT id, group_id FROM change WHERE state = 'acknowledged'
