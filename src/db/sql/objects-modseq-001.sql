-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What a server needs on top of objects-001.sql: to find what changed since.
-- A client's cache never asks that and saves the cost.

CREATE INDEX principal_modseq ON principal (modseq);
CREATE INDEX team_modseq ON team (modseq);
CREATE INDEX ticket_modseq ON ticket (modseq);
CREATE INDEX message_modseq ON message (modseq);
CREATE INDEX article_modseq ON article (modseq);
CREATE INDEX view_modseq ON view (modseq);
