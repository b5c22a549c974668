-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 id, ?2 modseq, ?3 object, ?4 author, ?5 content
INSERT INTO change (id, modseq, object_id, author_id, content) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (id) DO UPDATE SET modseq = excluded.modseq, content = excluded.content
