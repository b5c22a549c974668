-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- type, reader -> its last change, the reader's access version, the reader's access modseq, counter, from where
-- its history is known; id of that last change, when it was received

SELECT COALESCE(type_state.modseq, 0),
       COALESCE((SELECT version FROM reader WHERE principal_id = ?2), 1),
       COALESCE((SELECT modseq FROM reader WHERE principal_id = ?2), 0),
       counter,
       COALESCE((SELECT modseq FROM history_floor WHERE type = ?1), 0),
       change_log.id, change_log.received_at
FROM organisation
LEFT JOIN type_state ON type_state.type = ?1
LEFT JOIN change_log ON change_log.modseq = type_state.modseq
