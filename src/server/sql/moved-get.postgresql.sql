-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Nothing moves away from here.

SELECT 1 WHERE FALSE
