-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Warnings of each clock.
-- Released files never change.

.include /org/deskbell/db/sql/objects-004.sql
