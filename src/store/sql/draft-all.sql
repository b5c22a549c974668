-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
SELECT key, kind, title, text, attachments, extra, updated_at FROM draft ORDER BY updated_at
