-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- hash, time -> token, person, role, teams, email, access version, access modseq, device; only where it still counts
-- and was used since that time

SELECT t.id, p.id, p.role, p.teams, p.email, COALESCE(r.version, 1), COALESCE(r.modseq, 0), t.device
FROM token t JOIN principal p ON p.id = t.principal_id
             JOIN account c ON c.principal_id = p.id
             LEFT JOIN reader r ON r.principal_id = p.id
WHERE t.hash = ?1 AND t.revoked_at IS NULL AND COALESCE(t.last_used_at, t.created_at) >= ?2
  AND c.disabled = 0 AND p.active = 1
