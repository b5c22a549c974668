-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What a server needs on top of objects-003.sql; see objects-modseq-001.sql.

CREATE INDEX notice_modseq ON notice (modseq);
