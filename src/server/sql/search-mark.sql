-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- the mark -> a row if the index is complete

SELECT 1 FROM search_docsize WHERE id = ?1
