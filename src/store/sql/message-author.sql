-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 id of a message
SELECT author_id FROM visible_message WHERE id = ?1
