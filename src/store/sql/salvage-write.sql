-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- {table}, {columns}; {marks}: a parameter for each column
INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})
