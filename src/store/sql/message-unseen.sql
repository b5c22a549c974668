-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Public messages by others that came after one. ?1 ticket, ?2 who does not
-- count, ?3 that one, or null for all
SELECT id FROM message
WHERE ticket_id = ?1 AND kind = 'reply' AND author_id IS NOT ?2 AND id IS NOT ?3
  AND (?3 IS NULL OR received_at >= coalesce ((SELECT received_at FROM message WHERE id = ?3), 0))
ORDER BY received_at, id
