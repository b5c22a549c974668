-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 not younger than this
DELETE FROM acknowledged WHERE acknowledged_at < ?1
