-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- As organisation-get, at the beginning of a transaction that writes changes.
-- Nodes take turns by this row: who holds it sees all that was committed
-- before, and its numbers follow those.

.include /org/deskbell/server/sql/organisation-get.sql
FOR UPDATE
