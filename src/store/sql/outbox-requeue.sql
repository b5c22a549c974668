-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What was under way when the device was revoked.
UPDATE change SET state = 'queued' WHERE state = 'sent'
