-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Warnings of the resolution beside those of a response. After objects-001.sql; see there.

ALTER TABLE ticket ADD COLUMN resolution_half_used_at BIGINT;
ALTER TABLE ticket ADD COLUMN resolution_mostly_used_at BIGINT;
