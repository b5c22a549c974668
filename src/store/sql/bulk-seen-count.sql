-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 type
SELECT count (*) FROM bulk_seen WHERE type = ?1
