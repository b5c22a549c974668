/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-accounts.h"
#include "bell-organisation-private.h"
#include "bell-states.h"

G_BEGIN_DECLS

/**
 * BellReader:
 * @organisation: whose data
 * @database: a connection: one that reads, or the writer's in its transaction
 * @who: who reads
 * @states: (nullable): the states that @database has read, if it only reads
 *
 * The data as one person sees it. What that is, is said in two places: by
 * bell_access_can_read() for one object, and by the SQL here for whole types;
 * a test holds the two together.
 */
typedef struct
{
  BellOrganisation *organisation;
  BellDatabase *database;
  const BellSignedIn *who;
  BellStates *states;
} BellReader;

typedef enum
{
  BELL_NEWS_CREATED,
  BELL_NEWS_UPDATED,
  BELL_NEWS_DESTROYED,
} BellNewsKind;

/**
 * BellChangesPage:
 * @new_state: what to ask about next
 * @more: whether to ask at once
 * @ids: (element-type utf8): by #BellNewsKind
 *
 * What changed since a state.
 */
typedef struct
{
  char *new_state;
  gboolean more;
  GPtrArray *ids[3];
} BellChangesPage;

gboolean     bell_reader_begin       (const BellReader  *self,
                                      GError           **error);
void         bell_reader_end         (const BellReader  *self);
gboolean     bell_reader_is_staff    (const BellReader  *self);
char        *bell_reader_get_state   (const BellReader  *self,
                                      BellType           type,
                                      GError           **error);
gboolean     bell_reader_mark        (const BellReader  *self,
                                      gint64             modseq,
                                      gint64            *mark,
                                      GError           **error);
gint64       bell_reader_add_mark    (gint64             version,
                                      gint64             mark);
gboolean     bell_reader_get_record  (const BellReader  *self,
                                      BellType           type,
                                      const char        *id,
                                      BellRecord       **record,
                                      GError           **error);
gboolean     bell_reader_get_change  (const BellReader  *self,
                                      const char        *id,
                                      BellChange       **change,
                                      GError           **error);
const char  *bell_reader_get_scope   (const BellReader  *self,
                                      BellType           type,
                                      gboolean          *with_principal);
gboolean     bell_reader_get_changes (const BellReader  *self,
                                      BellType           type,
                                      const char        *since_state,
                                      guint              max_changes,
                                      BellChangesPage   *page,
                                      GError           **error);
void         bell_changes_page_clear (BellChangesPage   *page);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BellChangesPage, bell_changes_page_clear)

G_END_DECLS
