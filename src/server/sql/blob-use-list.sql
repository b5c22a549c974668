-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- blob -> messages

SELECT message_id FROM blob_use WHERE blob_id = ?1
