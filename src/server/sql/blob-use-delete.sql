-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- message

DELETE FROM blob_use WHERE message_id = ?1
