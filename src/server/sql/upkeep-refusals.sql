-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- time

DELETE FROM refusal WHERE received_at < ?1
