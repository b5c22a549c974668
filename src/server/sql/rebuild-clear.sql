-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Empties everything that the log can make anew.

DELETE FROM principal; DELETE FROM team; DELETE FROM ticket; DELETE FROM message; DELETE FROM article; DELETE FROM view;
DELETE FROM calendar; DELETE FROM sla_policy; DELETE FROM notice;
DELETE FROM type_state; DELETE FROM tombstone; DELETE FROM ticket_access; DELETE FROM article_access;
DELETE FROM reader; DELETE FROM address; DELETE FROM blob_use;
