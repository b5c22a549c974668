-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- person, hash, time

INSERT INTO account (principal_id, password_hash, disabled, created_at, changed_at) VALUES (?1, ?2, 0, ?3, ?3)
ON CONFLICT (principal_id) DO UPDATE SET password_hash = ?2, changed_at = ?3
