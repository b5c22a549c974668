-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 object
SELECT content FROM change WHERE object_id = ?1 ORDER BY modseq
