/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-wire.h"

G_BEGIN_DECLS

/* The snapshot that a client starts from: lines of JSON.
 *
 *   {"snapshot":{"states":{"Ticket":"12-1",…},"counts":{"Ticket":400,…}}}
 *   {"t":"Ticket","o":{…}}      an object, as Ticket/get has it
 *   {"t":"Change","o":{…}}      a change, as Change/get has it
 *   {"cursor":"…"}              a broken download resumes here
 *   {"end":{"counts":{…}}}
 *
 * What follows a cursor begins with a first line again, of the snapshot as it
 * is then; the counts at its end are those of the whole.
 */

/**
 * BellSnapshotSummary:
 * @states: by #BellType (nullable each): the state at which the snapshot was taken
 * @counts: by #BellType: how many objects
 */
typedef struct
{
  char *states[BELL_TYPE_NONE];
  gint64 counts[BELL_TYPE_NONE];
} BellSnapshotSummary;

void bell_snapshot_summary_clear  (BellSnapshotSummary       *self);

void bell_snapshot_write_begin    (BellJsonWriter            *writer,
                                   const BellSnapshotSummary *summary);
void bell_snapshot_write_record   (BellJsonWriter            *writer,
                                   const BellRecord          *record,
                                   BellRole                   role);
void bell_snapshot_write_change   (BellJsonWriter            *writer,
                                   const BellChange          *change,
                                   BellRole                   role);
void bell_snapshot_write_cursor   (BellJsonWriter            *writer,
                                   const char                *cursor);
void bell_snapshot_write_end      (BellJsonWriter            *writer,
                                   const gint64              *counts);

typedef enum
{
  BELL_SNAPSHOT_NEED_MORE, /* no whole line yet: push more bytes */
  BELL_SNAPSHOT_BEGIN,
  BELL_SNAPSHOT_RECORD,
  BELL_SNAPSHOT_CHANGE,
  BELL_SNAPSHOT_CURSOR,
  BELL_SNAPSHOT_END,
  BELL_SNAPSHOT_ERROR,
} BellSnapshotEvent;

/**
 * BellSnapshotReader:
 *
 * Takes the uncompressed bytes of a snapshot as they come and gives its lines.
 * It checks their order (the beginning first, nothing after the end) and their
 * shape; lines of a type that it does not know are passed over. The length of
 * a line is bounded. What it gives is owned by the reader until the next call.
 * After an error it stays in error. One owner, one thread.
 */
typedef struct _BellSnapshotReader BellSnapshotReader;

#define BELL_SNAPSHOT_MAX_LINE (8 * 1024 * 1024)

BellSnapshotReader *bell_snapshot_reader_new         (gsize                max_line);
void                bell_snapshot_reader_free        (BellSnapshotReader  *self);
void                bell_snapshot_reader_push        (BellSnapshotReader  *self,
                                                      const char          *bytes,
                                                      gsize                length);
BellSnapshotEvent   bell_snapshot_reader_next        (BellSnapshotReader  *self,
                                                      GError             **error);
const BellSnapshotSummary *bell_snapshot_reader_get_summary (BellSnapshotReader *self);
BellRecord         *bell_snapshot_reader_get_record  (BellSnapshotReader  *self);
BellChange         *bell_snapshot_reader_get_change  (BellSnapshotReader  *self);
const char         *bell_snapshot_reader_get_cursor  (BellSnapshotReader  *self);
const gint64       *bell_snapshot_reader_get_counts  (BellSnapshotReader  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellSnapshotReader, bell_snapshot_reader_free)

G_END_DECLS
