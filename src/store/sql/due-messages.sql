-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 ticket -> what its clocks ask of its messages
SELECT kind, author_id, received_at, created_modseq, id FROM message WHERE ticket_id = ?1
