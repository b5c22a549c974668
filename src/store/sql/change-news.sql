-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 the last modseq that was told, ?2 who is signed in, ?3 at most
SELECT modseq, content FROM change
WHERE modseq > ?1 AND author_id IS NOT ?2
ORDER BY modseq LIMIT ?3
