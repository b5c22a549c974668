-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- principal, ticket, modseq

UPDATE ticket_access SET revoked_modseq = ?3 WHERE principal_id = ?1 AND ticket_id = ?2 AND revoked_modseq IS NULL
