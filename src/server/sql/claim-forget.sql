-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- principal, until when

DELETE FROM claim WHERE principal_id = ?1 AND granted_at < ?2
