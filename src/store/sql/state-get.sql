-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 wire name of the type
SELECT state FROM state WHERE type = ?1
