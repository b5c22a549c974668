-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
UPDATE change SET state = 'queued', modseq = 0 WHERE state = 'acknowledged'
