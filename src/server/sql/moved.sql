-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- After a move to another database: nothing can be written here any more, also
-- by a server that is still running.

CREATE TRIGGER IF NOT EXISTS moved_organisation BEFORE UPDATE ON organisation
BEGIN SELECT RAISE(ABORT, 'the organisation has moved to another database'); END;

CREATE TRIGGER IF NOT EXISTS moved_account BEFORE INSERT ON account
BEGIN SELECT RAISE(ABORT, 'the organisation has moved to another database'); END;

CREATE TRIGGER IF NOT EXISTS moved_account_change BEFORE UPDATE ON account
BEGIN SELECT RAISE(ABORT, 'the organisation has moved to another database'); END;

CREATE TRIGGER IF NOT EXISTS moved_token BEFORE INSERT ON token
BEGIN SELECT RAISE(ABORT, 'the organisation has moved to another database'); END;

CREATE TRIGGER IF NOT EXISTS moved_token_change BEFORE UPDATE ON token
BEGIN SELECT RAISE(ABORT, 'the organisation has moved to another database'); END;

CREATE TRIGGER IF NOT EXISTS moved_blob BEFORE INSERT ON blob
BEGIN SELECT RAISE(ABORT, 'the organisation has moved to another database'); END;

CREATE TRIGGER IF NOT EXISTS moved_blob_upload BEFORE INSERT ON blob_upload
BEGIN SELECT RAISE(ABORT, 'the organisation has moved to another database'); END;

CREATE TRIGGER IF NOT EXISTS moved_refusal BEFORE INSERT ON refusal
BEGIN SELECT RAISE(ABORT, 'the organisation has moved to another database'); END;
