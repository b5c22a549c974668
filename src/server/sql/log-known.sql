-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- How many of two changes there are. ?1, ?2 ids
SELECT count(*) FROM change_log WHERE id IN (?1, ?2)
