-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- -> id, name, email, role, active, has a password, disabled, last use

SELECT p.id, p.name, p.email, p.role, p.active, c.password_hash IS NOT NULL, COALESCE(c.disabled, 0),
       (SELECT MAX(t.last_used_at) FROM token t WHERE t.principal_id = p.id)
FROM principal p LEFT JOIN account c ON c.principal_id = p.id
ORDER BY p.name, p.id
