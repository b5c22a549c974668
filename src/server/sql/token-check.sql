-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- JSON list of tokens -> token, role, access version of those that still count

SELECT t.id, p.role, COALESCE(r.version, 1)
FROM token t JOIN principal p ON p.id = t.principal_id
             JOIN account c ON c.principal_id = p.id
             LEFT JOIN reader r ON r.principal_id = p.id
WHERE t.id IN (SELECT value FROM json_each (?1)) AND t.revoked_at IS NULL AND c.disabled = 0 AND p.active = 1
