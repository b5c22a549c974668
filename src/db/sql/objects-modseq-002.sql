-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What a server needs on top of objects-002.sql, as objects-modseq-001.sql.

CREATE INDEX calendar_modseq ON calendar (modseq);
CREATE INDEX sla_policy_modseq ON sla_policy (modseq);
