-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What was destroyed.

INSERT INTO tombstone (id, type, topic_id, shared, owner_id, created_modseq, modseq) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
