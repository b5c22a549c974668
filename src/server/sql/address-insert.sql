-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- address, principal

INSERT INTO address (address, principal_id) VALUES (?1, ?2)
