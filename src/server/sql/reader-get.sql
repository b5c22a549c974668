-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- principal -> version, modseq

SELECT version, modseq FROM reader WHERE principal_id = ?1
