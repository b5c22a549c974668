-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- -> id, person, email, device, made, last used, revoked

SELECT t.id, t.principal_id, p.email, t.device, t.created_at, t.last_used_at, t.revoked_at
FROM token t LEFT JOIN principal p ON p.id = t.principal_id
ORDER BY p.email, t.created_at
