/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-snapshot.h"

#include <string.h>

struct _BellSnapshotReader
{
  gsize max_line;
  GByteArray *buffer;
  gsize start;    /* of what was not read yet */
  gsize scanned;  /* from @start, where no line ends */

  gboolean begun;
  gboolean ended;
  GError *error;  /* stays */

  BellSnapshotSummary summary;
  BellRecord *record;
  BellChange *change;
  char *cursor;
  gint64 counts[BELL_TYPE_NONE];
  gint64 lines_left; /* that may still come */
};

#define MAX_CURSOR 1024

/* Lines that a snapshot may have beyond two for each object: some are sent first
 * and come again, and cursors stand between them. */
#define MORE_LINES 10000

/**
 * bell_snapshot_summary_clear:
 * @self: a summary
 *
 * Frees what is in it; @self itself is the caller's.
 */
void
bell_snapshot_summary_clear (BellSnapshotSummary *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (self->states); i++)
    g_clear_pointer (&self->states[i], g_free);
  memset (self->counts, 0, sizeof self->counts);
}

static void
write_counts (BellJsonWriter *writer,
              const gint64   *counts)
{
  bell_json_writer_begin_object_member (writer, "counts");
  for (guint type = 0; type < BELL_TYPE_NONE; type++)
    bell_json_writer_integer_member (writer, bell_type_get_wire_name (type), counts[type]);
  bell_json_writer_end_object (writer);
}

/**
 * bell_snapshot_write_begin:
 * @writer: where to write
 * @summary: states and counts
 *
 * Writes the first line.
 */
void
bell_snapshot_write_begin (BellJsonWriter            *writer,
                           const BellSnapshotSummary *summary)
{
  g_return_if_fail (writer != NULL && summary != NULL);

  bell_json_writer_begin_object (writer);
  bell_json_writer_begin_object_member (writer, "snapshot");
  bell_json_writer_begin_object_member (writer, "states");
  for (guint type = 0; type < BELL_TYPE_NONE; type++)
    if (summary->states[type] != NULL)
      bell_json_writer_string_member (writer, bell_type_get_wire_name (type), summary->states[type]);
  bell_json_writer_end_object (writer);
  write_counts (writer, summary->counts);
  bell_json_writer_end_object (writer);
  bell_json_writer_end_object (writer);
  bell_json_writer_end_line (writer);
}

static void
begin_object_line (BellJsonWriter *writer,
                   BellType        type)
{
  bell_json_writer_begin_object (writer);
  bell_json_writer_string_member (writer, "t", bell_type_get_wire_name (type));
  bell_json_writer_name (writer, "o");
}

/**
 * bell_snapshot_write_record:
 * @writer: where to write
 * @record: an object
 * @role: who reads it
 *
 * Writes a line with an object.
 */
void
bell_snapshot_write_record (BellJsonWriter   *writer,
                            const BellRecord *record,
                            BellRole          role)
{
  g_return_if_fail (writer != NULL && record != NULL);

  begin_object_line (writer, bell_record_get_data_type (record));
  bell_wire_record_to_json (writer, record, role, BELL_WIRE_ALL_PROPERTIES);
  bell_json_writer_end_object (writer);
  bell_json_writer_end_line (writer);
}

/**
 * bell_snapshot_write_change:
 * @writer: where to write
 * @change: a change
 * @role: who reads it
 *
 * Writes a line with a change.
 */
void
bell_snapshot_write_change (BellJsonWriter   *writer,
                            const BellChange *change,
                            BellRole          role)
{
  g_return_if_fail (writer != NULL && change != NULL);

  begin_object_line (writer, BELL_TYPE_CHANGE);
  bell_wire_change_to_json (writer, change, role, BELL_WIRE_ALL_PROPERTIES);
  bell_json_writer_end_object (writer);
  bell_json_writer_end_line (writer);
}

/**
 * bell_snapshot_write_cursor:
 * @writer: where to write
 * @cursor: what a broken download gives as `since` to go on behind this line
 *
 * Writes a line with a cursor.
 */
void
bell_snapshot_write_cursor (BellJsonWriter *writer,
                            const char     *cursor)
{
  g_return_if_fail (writer != NULL && cursor != NULL);

  bell_json_writer_begin_object (writer);
  bell_json_writer_string_member (writer, "cursor", cursor);
  bell_json_writer_end_object (writer);
  bell_json_writer_end_line (writer);
}

/**
 * bell_snapshot_write_end:
 * @writer: where to write
 * @counts: (array fixed-size=7): by #BellType, how many objects the whole snapshot has
 *
 * Writes the last line.
 */
void
bell_snapshot_write_end (BellJsonWriter *writer,
                         const gint64   *counts)
{
  g_return_if_fail (writer != NULL && counts != NULL);

  bell_json_writer_begin_object (writer);
  bell_json_writer_begin_object_member (writer, "end");
  write_counts (writer, counts);
  bell_json_writer_end_object (writer);
  bell_json_writer_end_object (writer);
  bell_json_writer_end_line (writer);
}

static void
damaged (BellSnapshotReader *self,
         const char         *what)
{
  if (self->error == NULL)
    self->error = g_error_new (BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE, "The snapshot is damaged: %s", what);
}

static gboolean
read_counts (const BellJsonNode *node,
             gint64             *counts)
{
  const BellJsonNode *by_type = bell_json_node_get_member (node, "counts");

  if (bell_json_node_get_kind (by_type) != BELL_JSON_OBJECT)
    return FALSE;

  for (const BellJsonNode *child = bell_json_node_get_first (by_type); child != NULL; child = bell_json_node_get_next (child))
    {
      BellType type = bell_type_from_wire_name (bell_json_node_get_name (child));
      gint64 count;

      if (!bell_json_node_get_integer (child, &count) || count < 0)
        return FALSE;
      if (type < BELL_TYPE_NONE)
        counts[type] = count;
    }

  return TRUE;
}

/* How many lines may come of all that is counted, also of types that only a newer
 * program knows. */
static gint64
count_lines (const BellJsonNode *counts)
{
  gint64 lines = MORE_LINES;

  for (const BellJsonNode *child = bell_json_node_get_first (counts); child != NULL; child = bell_json_node_get_next (child))
    {
      gint64 count;

      if (bell_json_node_get_integer (child, &count))
        lines = MIN (lines + 2 * CLAMP (count, 0, G_MAXINT32), G_MAXINT64 / 2);
    }

  return lines;
}

static BellSnapshotEvent
read_begin (BellSnapshotReader *self,
            const BellJsonNode *node)
{
  const BellJsonNode *states = bell_json_node_get_member (node, "states");

  if (!read_counts (node, self->summary.counts) || bell_json_node_get_kind (states) != BELL_JSON_OBJECT)
    {
      damaged (self, "its first line lacks states or counts");
      return BELL_SNAPSHOT_ERROR;
    }

  for (const BellJsonNode *child = bell_json_node_get_first (states); child != NULL; child = bell_json_node_get_next (child))
    {
      BellType type = bell_type_from_wire_name (bell_json_node_get_name (child));
      const char *state = bell_json_node_get_string (child);

      if (state == NULL || strlen (state) > 64)
        {
          damaged (self, "a state is no short string");
          return BELL_SNAPSHOT_ERROR;
        }
      if (type < BELL_TYPE_NONE)
        {
          g_free (self->summary.states[type]);
          self->summary.states[type] = g_strdup (state);
        }
    }

  self->lines_left = count_lines (bell_json_node_get_member (node, "counts"));
  self->begun = TRUE;
  return BELL_SNAPSHOT_BEGIN;
}

/* NEED_MORE stands for a line that is passed over. */
static BellSnapshotEvent
read_object (BellSnapshotReader *self,
             const BellJsonNode *type_node,
             const BellJsonNode *object)
{
  const char *name = bell_json_node_get_string (type_node);
  BellType type = bell_type_from_wire_name (name);

  if (name == NULL || bell_json_node_get_kind (object) != BELL_JSON_OBJECT)
    {
      damaged (self, "a line has no type or no object");
      return BELL_SNAPSHOT_ERROR;
    }

  if (type == BELL_TYPE_CHANGE)
    {
      self->change = bell_wire_change_from_json (object, &self->error);
      return self->change != NULL ? BELL_SNAPSHOT_CHANGE : BELL_SNAPSHOT_ERROR;
    }

  if (type >= BELL_N_TABLE_TYPES)
    return BELL_SNAPSHOT_NEED_MORE;

  self->record = bell_wire_record_from_json (object, type, &self->error);
  return self->record != NULL ? BELL_SNAPSHOT_RECORD : BELL_SNAPSHOT_ERROR;
}

static BellSnapshotEvent
read_line (BellSnapshotReader *self,
           const char         *line,
           gsize               length)
{
  g_autoptr (BellJson) json = bell_json_parse (line, length, NULL, &self->error);
  const BellJsonNode *root, *node;

  if (json == NULL)
    return BELL_SNAPSHOT_ERROR;

  root = bell_json_get_root (json);
  if (self->ended)
    {
      damaged (self, "it goes on after its end");
      return BELL_SNAPSHOT_ERROR;
    }

  node = bell_json_node_get_member (root, "snapshot");
  if (!self->begun && node != NULL)
    return read_begin (self, node);
  if (!self->begun || node != NULL)
    {
      damaged (self, self->begun ? "it begins twice" : "it does not begin at its beginning");
      return BELL_SNAPSHOT_ERROR;
    }

  if (--self->lines_left < 0)
    {
      damaged (self, "it has more than it says at its beginning");
      return BELL_SNAPSHOT_ERROR;
    }

  node = bell_json_node_get_member (root, "t");
  if (node != NULL)
    return read_object (self, node, bell_json_node_get_member (root, "o"));

  node = bell_json_node_get_member (root, "cursor");
  if (node != NULL)
    {
      const char *cursor = bell_json_node_get_string (node);

      if (cursor == NULL || strlen (cursor) > MAX_CURSOR)
        {
          damaged (self, "a cursor is no short string");
          return BELL_SNAPSHOT_ERROR;
        }
      self->cursor = g_strdup (cursor);
      return BELL_SNAPSHOT_CURSOR;
    }

  node = bell_json_node_get_member (root, "end");
  if (node != NULL)
    {
      if (!read_counts (node, self->counts))
        {
          damaged (self, "its last line lacks counts");
          return BELL_SNAPSHOT_ERROR;
        }
      self->ended = TRUE;
      return BELL_SNAPSHOT_END;
    }

  return BELL_SNAPSHOT_NEED_MORE;
}

/**
 * bell_snapshot_reader_new:
 * @max_line: the longest line to take, or 0 for %BELL_SNAPSHOT_MAX_LINE
 *
 * Returns: (transfer full): a reader at the start of a snapshot, or of what
 *   follows a cursor: that begins with a first line too
 */
BellSnapshotReader *
bell_snapshot_reader_new (gsize max_line)
{
  BellSnapshotReader *self = g_new0 (BellSnapshotReader, 1);

  self->max_line = max_line > 0 ? max_line : BELL_SNAPSHOT_MAX_LINE;
  self->buffer = g_byte_array_new ();

  return self;
}

static void
clear_current (BellSnapshotReader *self)
{
  g_clear_pointer (&self->record, bell_record_unref);
  g_clear_pointer (&self->change, bell_change_unref);
  g_clear_pointer (&self->cursor, g_free);
}

/**
 * bell_snapshot_reader_free:
 * @self: (transfer full): a reader
 */
void
bell_snapshot_reader_free (BellSnapshotReader *self)
{
  g_return_if_fail (self != NULL);

  clear_current (self);
  bell_snapshot_summary_clear (&self->summary);
  g_clear_error (&self->error);
  g_byte_array_unref (self->buffer);
  g_free (self);
}

/**
 * bell_snapshot_reader_push:
 * @self: a reader
 * @bytes: what has come, uncompressed
 * @length: how much of it
 *
 * Takes bytes. Read the lines in them before the next push, so that what is
 * kept stays small.
 */
void
bell_snapshot_reader_push (BellSnapshotReader *self,
                           const char         *bytes,
                           gsize               length)
{
  g_return_if_fail (self != NULL);

  if (self->start > 0)
    {
      g_byte_array_remove_range (self->buffer, 0, (guint) self->start);
      self->start = 0;
    }

  if (self->error == NULL && length > 0)
    g_byte_array_append (self->buffer, (const guint8 *) bytes, (guint) length);
}

/**
 * bell_snapshot_reader_next:
 * @self: a reader
 * @error: return location
 *
 * Reads the next line.
 *
 * Returns: what it is; its content is had by one of the getters until the next
 *   call. With %BELL_SNAPSHOT_ERROR a %BELL_JMAP_ERROR is set
 */
BellSnapshotEvent
bell_snapshot_reader_next (BellSnapshotReader  *self,
                           GError             **error)
{
  BellSnapshotEvent event = BELL_SNAPSHOT_NEED_MORE;

  g_return_val_if_fail (self != NULL, BELL_SNAPSHOT_ERROR);

  clear_current (self);

  while (event == BELL_SNAPSHOT_NEED_MORE && self->error == NULL)
    {
      const char *line = (const char *) self->buffer->data + self->start;
      gsize left = self->buffer->len - self->start;
      const char *end = left > self->scanned ? memchr (line + self->scanned, '\n', left - self->scanned) : NULL;
      gsize length = end != NULL ? (gsize) (end - line) : left;

      if (length > self->max_line)
        {
          self->error = g_error_new (BELL_JMAP_ERROR, BELL_JMAP_ERROR_TOO_LARGE,
                                     "The snapshot has a line of more than %" G_GSIZE_FORMAT " bytes", self->max_line);
          break;
        }
      if (end == NULL)
        {
          self->scanned = left;
          return BELL_SNAPSHOT_NEED_MORE;
        }

      self->start += length + 1;
      self->scanned = 0;
      if (length > 0)
        event = read_line (self, line, length);
    }

  if (self->error != NULL)
    {
      if (error != NULL)
        *error = g_error_copy (self->error);
      return BELL_SNAPSHOT_ERROR;
    }

  return event;
}

/**
 * bell_snapshot_reader_get_summary:
 * @self: a reader past %BELL_SNAPSHOT_BEGIN
 *
 * Returns: (transfer none): the states and counts of the first line
 */
const BellSnapshotSummary *
bell_snapshot_reader_get_summary (BellSnapshotReader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->summary;
}

/**
 * bell_snapshot_reader_get_record:
 * @self: a reader at %BELL_SNAPSHOT_RECORD
 *
 * Returns: (transfer none) (nullable): the object
 */
BellRecord *
bell_snapshot_reader_get_record (BellSnapshotReader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->record;
}

/**
 * bell_snapshot_reader_get_change:
 * @self: a reader at %BELL_SNAPSHOT_CHANGE
 *
 * Returns: (transfer none) (nullable): the change
 */
BellChange *
bell_snapshot_reader_get_change (BellSnapshotReader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->change;
}

/**
 * bell_snapshot_reader_get_cursor:
 * @self: a reader at %BELL_SNAPSHOT_CURSOR
 *
 * Returns: (transfer none) (nullable): the cursor
 */
const char *
bell_snapshot_reader_get_cursor (BellSnapshotReader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->cursor;
}

/**
 * bell_snapshot_reader_get_counts:
 * @self: a reader at %BELL_SNAPSHOT_END
 *
 * Returns: (transfer none): by #BellType, how many objects there should be
 */
const gint64 *
bell_snapshot_reader_get_counts (BellSnapshotReader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->counts;
}
