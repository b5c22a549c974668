/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-organisation.h"
#include "bell-statement.h"
#include "bell-states.h"
#include "bell-table.h"
#include "bell-writer.h"

G_BEGIN_DECLS

#define BELL_SERVER_SQL(name) "/org/deskbell/server/sql/" name ".sql"
#define BELL_SERVER_MIGRATIONS "/org/deskbell/server/sql/migrations"

/**
 * BellNews:
 * @first: the first of the changes that they are about
 * @last: the last one
 * @staff: the types of which something changed, for those who see all tickets
 * @everyone: the same for those who ask for help, whoever they are
 * @by_principal: (element-type utf8 guint): what changed for this one besides
 *
 * Who should ask again, after a transaction.
 */
typedef struct
{
  gint64 first;
  gint64 last;
  guint staff;
  guint everyone;
  GHashTable *by_principal;
} BellNews;

/* On the thread of the writer, after the commit; must be quick. */
typedef void (*BellNewsFunc) (const BellNews *news,
                              gpointer        user_data);

void          bell_organisation_set_news     (BellOrganisation *self,
                                              BellNewsFunc      func,
                                              gpointer          user_data);
BellDatabase *bell_organisation_lock_writer  (BellOrganisation *self,
                                              GError          **error);
void          bell_organisation_unlock_writer (BellOrganisation *self);
BellWriter   *bell_organisation_get_gate     (BellOrganisation *self);
BellDatabase *bell_organisation_get_writer   (BellOrganisation *self);
void          bell_organisation_tell         (BellOrganisation *self,
                                              const BellNews   *news);
void          bell_organisation_note_people  (BellOrganisation *self,
                                              const BellNews   *news);
int           bell_organisation_get_people_epoch (BellOrganisation *self);
BellTable    *bell_organisation_get_table    (BellOrganisation *self,
                                              BellType          type);
gboolean      bell_organisation_get_record   (BellOrganisation *self,
                                              BellDatabase     *database,
                                              BellType          type,
                                              const char       *id,
                                              BellRecord      **record,
                                              GError          **error);
gboolean      bell_organisation_is_shared    (BellOrganisation *self);
BellStates   *bell_organisation_get_states   (BellOrganisation *self,
                                              BellDatabase     *reader);
BellDatabase *bell_organisation_open_reader  (BellOrganisation *self,
                                              GError          **error);
BellDatabase *bell_organisation_open_writer  (BellOrganisation *self,
                                              GError          **error);

G_END_DECLS
