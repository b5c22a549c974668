-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- article, modseq

UPDATE article_access SET revoked_modseq = ?2 WHERE article_id = ?1 AND revoked_modseq IS NULL
