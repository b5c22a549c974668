-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 the last seq that may go
DELETE FROM journal WHERE seq <= ?1
