-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- change id, digest, author, object, error, time

INSERT INTO refusal (change_id, digest, author_id, object_id, error, received_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
