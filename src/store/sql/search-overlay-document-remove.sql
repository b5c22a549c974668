-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 type, ?2 key
DELETE FROM search_overlay_document WHERE type = ?1 AND key = ?2
