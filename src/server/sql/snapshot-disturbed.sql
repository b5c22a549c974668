-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- modseq, reader -> whether anything was destroyed or left sight since

SELECT EXISTS (SELECT 1 FROM tombstone WHERE modseq > ?1)
    OR EXISTS (SELECT 1 FROM history_floor WHERE modseq > ?1)
    OR EXISTS (SELECT 1 FROM reader WHERE principal_id = ?2 AND modseq > ?1)
    OR EXISTS (SELECT 1 FROM article_access WHERE granted_modseq > ?1 OR revoked_modseq > ?1)
