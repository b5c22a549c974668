-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- -> the confirmed changes of calendars (D) and policies (S), also of those that were deleted
SELECT content FROM change WHERE (object_id >= 'D' AND object_id < 'E') OR (object_id >= 'S' AND object_id < 'T')
ORDER BY modseq
