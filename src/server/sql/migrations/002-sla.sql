-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Calendars and policies.
-- Released files never change.

.include /org/deskbell/db/sql/objects-002.sql
.include /org/deskbell/db/sql/objects-modseq-002.sql
