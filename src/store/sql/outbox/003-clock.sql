-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Whether the server's time was known when a change was made. One that was
-- not goes by this computer's clock, and is set right when the server is heard.
ALTER TABLE change ADD COLUMN clock_known INTEGER NOT NULL DEFAULT 0;
