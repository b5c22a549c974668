-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- counter, next_number: the last statement of a transaction that writes changes

UPDATE organisation SET counter = ?1, next_number = ?2
