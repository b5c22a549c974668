/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-work.h"

G_BEGIN_DECLS

#define BELL_DIGEST_LENGTH 32

/**
 * BellWork:
 *
 * One transaction that writes changes: it holds the writer's lock from
 * bell_work_begin() to bell_work_commit() or bell_work_free(), hands out modseqs, and keeps the
 * records that it has read or changed, so that many changes of one ticket
 * write its row once. bell_work_commit() writes the rows, then the types'
 * states, and moves the counter as its last statement; without it everything
 * is rolled back.
 *
 * One thread.
 */
struct _BellWork
{
  BellOrganisation *organisation;
  BellDatabase     *database;
  gboolean          released; /* the lock */
  gboolean          finished; /* and all of it is there for good */
  gint64            counter;
  gint64            next_number;
  gint64            type_modseqs[BELL_TYPE_NONE]; /* 0: as it was */
  gint64            written_modseqs[BELL_TYPE_NONE]; /* what of them stands in the database */
  GHashTable       *records;                      /* id -> BellWorkRecord */
  GHashTable       *readers;                      /* principal id -> BellWorkReader */
  GHashTable       *moved_tickets;                /* ids */
  gboolean          moved_rules;                  /* policies, calendars */
  BellNews          news;
};

typedef struct
{
  BellType    type;
  BellRecord *record;  /* NULL: there is none */
  gboolean    is_new;
  gboolean    is_gone; /* its row is to be deleted */
  guint64     columns; /* that are to be written */
} BellWorkRecord;

typedef struct
{
  gint64 version; /* by how much it rises */
  gint64 modseq;
} BellWorkReader;

BellWorkRecord *bell_work_find      (BellWork          *self,
                                     BellType           type,
                                     const char        *id,
                                     GError           **error);
BellStatement  *bell_work_prepare   (BellWork          *self,
                                     const char        *resource,
                                     GError           **error);
void            bell_work_note_reader (BellWork        *self,
                                     const char        *principal_id,
                                     gint64             version,
                                     gint64             modseq);
void            bell_work_add_news  (BellWork          *self,
                                     const char        *principal_id,
                                     guint              types);

gboolean        bell_work_flush     (BellWork          *self,
                                     GError           **error);

/* bell-check.c */
gboolean        bell_work_check     (BellWork          *self,
                                     BellApplyMode      mode,
                                     const BellActor   *actor,
                                     const BellChange  *change,
                                     BellRecord       **before,
                                     BellRecord       **ticket,
                                     BellSetError     **reason,
                                     GError           **error);
BellSetError   *bell_set_error_new_existing (const char *id);

/* bell-projection.c: what a confirmed change does to everything that is derived from the log. */
gboolean        bell_work_project   (BellWork          *self,
                                     const BellChange  *confirmed,
                                     GError           **error);
gboolean        bell_work_get_topic (BellWork          *self,
                                     const BellChange  *change,
                                     char             **topic_id,
                                     gboolean          *shared,
                                     char             **owner_id,
                                     GError           **error);

/* bell-sla-steps.c */
gboolean        bell_work_mark_steps (BellWork         *self,
                                     GError           **error);

/* bell-change-log.c */
void            bell_change_digest  (const BellChange  *change,
                                     guint8            *digest);
gboolean        bell_work_log       (BellWork          *self,
                                     const BellChange  *confirmed,
                                     const guint8      *digest,
                                     GError           **error);
BellChange     *bell_change_log_read (BellStatement    *statement,
                                     GError           **error);

G_END_DECLS
