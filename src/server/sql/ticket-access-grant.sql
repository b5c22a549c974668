-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- principal, ticket, modseq

INSERT INTO ticket_access (principal_id, ticket_id, granted_modseq, revoked_modseq) VALUES (?1, ?2, ?3, NULL)
