-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- person, 0 or 1, time

INSERT INTO account (principal_id, password_hash, disabled, created_at, changed_at) VALUES (?1, NULL, ?2, ?3, ?3)
ON CONFLICT (principal_id) DO UPDATE SET disabled = ?2, changed_at = ?3
