-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- blob, principal

INSERT INTO blob_upload (blob_id, principal_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING
