-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- -> when policies or calendars changed last

SELECT MAX(modseq) FROM type_state WHERE type IN ('Calendar', 'SlaPolicy')
