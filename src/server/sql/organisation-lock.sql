-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- As organisation-get, at the beginning of a transaction that writes changes.

.include /org/deskbell/server/sql/organisation-get.sql
