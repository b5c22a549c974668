-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A change, as it will stand for ever.

INSERT INTO change_log (modseq, id, type, object_id, topic_id, shared, owner_id, kind, patch, expected, digest,
                        author_id, device, acted_at, received_at, cause_id)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
