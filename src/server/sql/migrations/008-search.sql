-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The words of tickets, messages and articles (see bell-search.h). A document's number is
-- the modseq of the change that made the object. Keeps no text, and no places of words.
-- Released files never change.

CREATE VIRTUAL TABLE search USING fts5 (
  ticket, message, article,
  content = '', detail = 'column', tokenize = 'ascii'
);

CREATE INDEX message_created_modseq ON message (created_modseq);
CREATE INDEX article_created_modseq ON article (created_modseq);
