-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- article, modseq

INSERT INTO article_access (article_id, granted_modseq, revoked_modseq) VALUES (?1, ?2, NULL)
