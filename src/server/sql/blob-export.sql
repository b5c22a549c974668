-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- -> id, media type, content of the blobs that messages use

SELECT id, media_type, content FROM blob WHERE id IN (SELECT blob_id FROM blob_use) ORDER BY id
