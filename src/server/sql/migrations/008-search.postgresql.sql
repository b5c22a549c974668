-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The words of tickets, messages and articles (see bell-search.h). A document's number is
-- the modseq of the change that made the object.
-- Released files never change.

CREATE TABLE search (
  docid BIGINT PRIMARY KEY NOT NULL,
  type  TEXT NOT NULL,
  words TSVECTOR NOT NULL
);

CREATE INDEX search_words ON search USING gin (words);

CREATE INDEX message_created_modseq ON message (created_modseq);
CREATE INDEX article_created_modseq ON article (created_modseq);
