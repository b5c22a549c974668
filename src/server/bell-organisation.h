/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-access.h"
#include "bell-clock.h"
#include "bell-database.h"
#include "bell-server-error.h"
#include "bell-set-error.h"

G_BEGIN_DECLS

/**
 * BellOutcome:
 * @BELL_OUTCOME_APPLIED: it was applied just now
 * @BELL_OUTCOME_KNOWN: a change of that id with the same content was there already; nothing was done
 * @BELL_OUTCOME_REFUSED: it was not applied, and error says why
 *
 * What came of a change.
 */
typedef enum
{
  BELL_OUTCOME_APPLIED,
  BELL_OUTCOME_KNOWN,
  BELL_OUTCOME_REFUSED,
} BellOutcome;

/**
 * BellChangeResult:
 * @outcome: what came of it
 * @confirmed: (nullable): the change as it stands in the log: with its modseq, its time
 *   of receipt and everything that the server set; %NULL where it was refused
 * @error: (nullable): why it was refused
 *
 * What came of one change.
 */
typedef struct
{
  BellOutcome outcome;
  BellChange *confirmed;
  BellSetError *error;
} BellChangeResult;

void bell_change_result_free (BellChangeResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellChangeResult, bell_change_result_free)

#define BELL_TYPE_ORGANISATION (bell_organisation_get_type ())
G_DECLARE_FINAL_TYPE (BellOrganisation, bell_organisation, BELL, ORGANISATION, GObject)

BellOrganisation *bell_organisation_create        (const char           *uri,
                                                   BellClock            *clock,
                                                   const char           *name,
                                                   GError              **error);
BellOrganisation *bell_organisation_open          (const char           *uri,
                                                   BellClock            *clock,
                                                   GError              **error);

const char       *bell_organisation_get_id        (BellOrganisation     *self);
const char       *bell_organisation_get_name      (BellOrganisation     *self);
BellClock        *bell_organisation_get_clock     (BellOrganisation     *self);

const char       *bell_organisation_get_place     (BellOrganisation     *self);
gboolean          bell_organisation_check_home    (BellOrganisation     *self,
                                                   GError              **error);

/* Reading: a connection of one's own, given back when done. Any thread. */
BellDatabase     *bell_organisation_take_reader   (BellOrganisation     *self,
                                                   GError              **error);
void              bell_organisation_return_reader (BellOrganisation     *self,
                                                   BellDatabase         *reader);

/* The people and teams that an import or a command names. */
char             *bell_organisation_find_person   (BellOrganisation     *self,
                                                   const char           *email,
                                                   GError              **error);

/**
 * bell_organisation_import_batch:
 * @self: an organisation
 * @changes: (element-type BellChange): in the order in which they happened. Each has its id
 *   (made by bell_id_new_for_name(), so that the same row has it in every run), type, object,
 *   kind, patch, acted_at, and, where it is known, received_at; without one, received_at is
 *   acted_at. The author may be %NULL. The patch may set server-set properties (createdAt,
 *   number, authorId, firstResponseAt …): they stand above what the server would compute.
 *   Everything else is computed as for a change that a client sends, the caused changes too:
 *   a message moves its ticket's lastMessageId, messageCount, updatedAt, status.
 *   A modseq in a change is not looked at: the changes get new ones in their order.
 * @results: (nullable) (element-type BellChangeResult): an array (free function
 *   bell_change_result_free()) to which one result for each change is appended; %NULL if only
 *   the counts matter
 * @counts: (nullable) (array fixed-size=3): added to by #BellOutcome
 * @error: nothing of the batch was applied then
 *
 * Applies many changes in one transaction, on nobody's behalf: what the property tables demand of
 * values is checked, who may do what and which status may follow which is not.
 * An update or destroy of an object that is not there, a reference to a person, team or ticket that is not there,
 * a create of an object that is there already under another change: refused in its result, and the
 * others go on. A change whose id is there with the same content is "known" and nothing is done.
 *
 * A thousand to ten thousand changes a batch is a good measure. Blocks; any thread; other writers wait.
 *
 * Returns: whether the batch was committed
 */
gboolean          bell_organisation_import_batch  (BellOrganisation     *self,
                                                   GPtrArray            *changes,
                                                   GPtrArray            *results,
                                                   guint                *counts,
                                                   GError              **error);

/* Blobs: content by the hash of the content. */
char             *bell_organisation_add_blob      (BellOrganisation     *self,
                                                   GBytes               *content,
                                                   const char           *media_type,
                                                   const char           *principal_id,
                                                   GError              **error);

G_END_DECLS
