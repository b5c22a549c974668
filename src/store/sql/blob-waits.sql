-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- ?1 id
SELECT EXISTS (SELECT 1 FROM blob WHERE id = ?1 AND NOT uploaded)
