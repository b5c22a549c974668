-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- blob, principal -> 1

SELECT 1 FROM blob_upload WHERE blob_id = ?1 AND principal_id = ?2
