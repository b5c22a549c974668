-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- token -> role, access version; nothing if it no longer counts

SELECT p.role, COALESCE(r.version, 1)
FROM token t JOIN principal p ON p.id = t.principal_id
             JOIN account c ON c.principal_id = p.id
             LEFT JOIN reader r ON r.principal_id = p.id
WHERE t.id = ?1 AND t.revoked_at IS NULL AND c.disabled = 0 AND p.active = 1
