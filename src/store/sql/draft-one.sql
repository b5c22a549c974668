-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 key
SELECT key, kind, title, text, attachments, extra, updated_at FROM draft WHERE key = ?1
