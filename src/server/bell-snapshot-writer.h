/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-compression.h"
#include "bell-server-private.h"

G_BEGIN_DECLS

typedef enum
{
  BELL_SNAPSHOT_PHASE_PRINCIPALS,
  BELL_SNAPSHOT_PHASE_TEAMS,
  BELL_SNAPSHOT_PHASE_NOTICES,
  BELL_SNAPSHOT_PHASE_VIEWS,
  BELL_SNAPSHOT_PHASE_CALENDARS,
  BELL_SNAPSHOT_PHASE_POLICIES,
  BELL_SNAPSHOT_PHASE_RULES,
  BELL_SNAPSHOT_PHASE_OPEN_TICKETS,
  BELL_SNAPSHOT_PHASE_OTHER_TICKETS,
  BELL_SNAPSHOT_PHASE_ARTICLES,
  BELL_SNAPSHOT_PHASE_HISTORY,
  BELL_SNAPSHOT_N_PHASES,
} BellSnapshotPhase;

typedef struct
{
  BellServer *server;
  BellSignedIn *who;
  BellHttpStream *stream;
  BellCompressor *compressor; /* NULL: plain */
  BellReader reader;

  gint64 at; /* the modseq of the snapshot */
  gint64 version;
  BellSnapshotPhase phase;
  char *last_id; /* where to go on in the phase */
  gboolean resumed;
  gint64 counts[BELL_TYPE_NONE];

  BellJsonWriter *writer;
  GByteArray *out;
  guint since_cursor;
  char *cursor; /* as it was asked for */
} BellSnapshotWriter;

gboolean bell_snapshot_writer_place (BellSnapshotWriter  *self,
                                     GError             **error);
gboolean bell_snapshot_writer_write (BellSnapshotWriter  *self,
                                     GError             **error);
void     bell_snapshot_writer_free  (BellSnapshotWriter  *self);

G_END_DECLS
