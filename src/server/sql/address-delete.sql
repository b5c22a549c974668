-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- principal

DELETE FROM address WHERE principal_id = ?1
