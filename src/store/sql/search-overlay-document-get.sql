-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 number
SELECT type, key FROM search_overlay_document WHERE docid = ?1
