-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 key, ?2 kind, ?3 title, ?4 text, ?5 attachments, ?6 extra, ?7 now
INSERT INTO draft (key, kind, title, text, attachments, extra, updated_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, title = excluded.title, text = excluded.text,
  attachments = excluded.attachments, extra = excluded.extra, updated_at = excluded.updated_at
