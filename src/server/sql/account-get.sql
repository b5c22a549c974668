-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- casefolded address -> person, password hash

SELECT p.id, c.password_hash
FROM address a JOIN principal p ON p.id = a.principal_id JOIN account c ON c.principal_id = p.id
WHERE a.address = ?1 AND c.disabled = 0 AND p.active = 1
