-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A row that was sent waits again, and the sending does not count. ?1 its id
UPDATE change SET state = 'queued', attempts = max (attempts - 1, 0) WHERE id = ?1 AND state = 'sent'
