-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- article

DELETE FROM article_access WHERE article_id = ?1
