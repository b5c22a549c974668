-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- change id -> digest, error

SELECT digest, error FROM refusal WHERE change_id = ?1
