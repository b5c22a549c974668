-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Notices, surveys, votes for articles.
-- Released files never change.

.include /org/deskbell/db/sql/objects-003.sql
.include /org/deskbell/db/sql/objects-modseq-003.sql
