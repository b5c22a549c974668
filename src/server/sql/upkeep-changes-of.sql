-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- topic, object -> modseqs

SELECT modseq FROM change_log WHERE topic_id = ?1 AND object_id = ?2
