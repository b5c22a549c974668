-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- address -> principal

SELECT principal_id FROM address WHERE address = ?1
