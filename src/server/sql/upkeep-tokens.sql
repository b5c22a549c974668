-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- time: sign-ins that were ended before

DELETE FROM token WHERE revoked_at < ?1
