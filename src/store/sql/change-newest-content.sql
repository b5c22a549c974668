-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
SELECT content FROM change ORDER BY modseq DESC LIMIT 1
