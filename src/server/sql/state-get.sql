-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- type, reader -> its last change, the reader's access version, the reader's access modseq, counter, from where
-- its history is known

SELECT COALESCE((SELECT modseq FROM type_state WHERE type = ?1), 0),
       COALESCE((SELECT version FROM reader WHERE principal_id = ?2), 1),
       COALESCE((SELECT modseq FROM reader WHERE principal_id = ?2), 0),
       counter,
       COALESCE((SELECT modseq FROM history_floor WHERE type = ?1), 0)
FROM organisation
