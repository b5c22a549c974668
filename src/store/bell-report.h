/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-draft.h"
#include "bell-files.h"
#include "bell-outbox-file.h"

G_BEGIN_DECLS

/* A key and what stands under it now: NULL if nothing does. */
typedef struct
{
  char *key;
  char *value;
} BellReportPair;

typedef struct
{
  char *id;
  BellOutboxRow *row;
} BellReportRow;

typedef struct
{
  char *key;
  BellDraft *draft;
} BellReportDraft;

/**
 * BellReport:
 * @all: whether anything of a type may have changed
 * @ids: (element-type utf8) (nullable): else which objects did, by type
 * @rows: (element-type BellReportRow): of the outbox
 * @settings: (element-type BellReportPair)
 * @marks: (element-type BellReportPair): read marks
 * @drafts: (element-type BellReportDraft)
 * @directory_whole: whether @people are all there are, and sorted
 * @directory_grows: whether @people are some of many that a bulk load brings
 * @directory: (nullable): @people by id, if they are all
 * @people: (element-type BellRecord): principals and teams that changed
 * @people_gone: (element-type utf8): ids of those that are no more
 * @states: of base, by type
 * @loading: whether a bulk load is under way
 * @cursor: (nullable): of that
 *
 * What the files say that the store's own thread has not heard yet. Made on
 * the writer's thread, used up on the other.
 */
typedef struct
{
  gboolean all[BELL_TYPE_NONE];
  GPtrArray *ids[BELL_TYPE_NONE];
  GPtrArray *rows;
  GPtrArray *settings;
  GPtrArray *marks;
  GPtrArray *drafts;
  gboolean directory_whole;
  gboolean directory_grows;
  GHashTable *directory;
  GPtrArray *people;
  GPtrArray *people_gone;
  char *states[BELL_TYPE_NONE];
  gboolean loading;
  gboolean anew;    /* it is all there is: what is in memory beside it is gone */
  gboolean rebuilt; /* and that because the cache was lost */
  char *cursor;
  char *salvage_report; /* (nullable): the outbox was damaged: where it says what was saved */
} BellReport;

BellReport *bell_report_gather     (BellFiles   *files,
                                    GError     **error);
BellReport *bell_report_gather_all (BellFiles   *files,
                                    GError     **error);
void        bell_report_free       (BellReport  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellReport, bell_report_free)

G_END_DECLS
