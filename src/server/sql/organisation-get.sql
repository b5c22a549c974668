-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- -> id, name, counter, next_number, history_from

SELECT id, name, counter, next_number, history_from FROM organisation
