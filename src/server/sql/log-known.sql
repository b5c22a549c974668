-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- How many of some changes there are. ?1 to ?8 ids, one more than once where there are fewer
SELECT count(*) FROM change_log WHERE id IN (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
