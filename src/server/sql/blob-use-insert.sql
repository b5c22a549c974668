-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- blob, message

INSERT INTO blob_use (blob_id, message_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING
