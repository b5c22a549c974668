/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-event-stream.h"

#include <string.h>

struct _BellEventReader
{
  gsize max_size;
  GString *line;       /* the line that is not whole yet */
  gboolean after_cr;   /* a line feed now belongs to the line before */
  gboolean at_start;   /* a byte order mark may stand here */

  GString *data;       /* of the event that is not whole yet */
  gboolean has_data;
  char *type;
  char *id;            /* stays from event to event */
  gint64 retry;

  GQueue events;
  gsize queued;        /* bytes that wait to be popped */
};

/* What one event takes until it is popped: its id is copied into each. */
static gsize
get_event_size (const BellEvent *event)
{
  return sizeof *event + strlen (event->data) + strlen (event->type) + (event->id != NULL ? strlen (event->id) : 0);
}

static void
dispatch (BellEventReader *self)
{
  BellEvent *event;

  if (!self->has_data && self->retry < 0)
    {
      g_clear_pointer (&self->type, g_free);
      return;
    }

  event = g_new0 (BellEvent, 1);
  event->type = self->type != NULL ? g_steal_pointer (&self->type) : g_strdup ("message");
  event->data = g_strndup (self->data->str, self->data->len);
  event->id = g_strdup (self->id);
  event->retry = self->retry;

  self->queued += get_event_size (event);
  g_string_truncate (self->data, 0);
  self->has_data = FALSE;
  self->retry = -1;
  g_queue_push_tail (&self->events, event);
}

static void
take_field (BellEventReader *self,
            const char      *field,
            const char      *value)
{
  if (strcmp (field, "data") == 0)
    {
      if (self->has_data)
        g_string_append_c (self->data, '\n');
      g_string_append (self->data, value);
      self->has_data = TRUE;
    }
  else if (strcmp (field, "event") == 0)
    {
      g_free (self->type);
      self->type = *value != '\0' ? g_strdup (value) : NULL;
    }
  else if (strcmp (field, "id") == 0)
    {
      g_free (self->id);
      self->id = g_strdup (value);
    }
  else if (strcmp (field, "retry") == 0)
    {
      guint64 milliseconds;

      if (g_ascii_string_to_unsigned (value, 10, 0, 24 * 60 * 60 * 1000, &milliseconds, NULL))
        self->retry = (gint64) milliseconds;
    }
}

static gboolean
take_line (BellEventReader  *self,
           GError          **error)
{
  char *line = self->line->str;
  char *colon;

  if (self->at_start && g_str_has_prefix (line, "\xef\xbb\xbf"))
    line += 3;
  self->at_start = FALSE;

  if (strlen (self->line->str) != self->line->len || !g_utf8_validate (line, -1, NULL))
    {
      g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE,
                           "The event stream holds a line that is not UTF-8 text");
      return FALSE;
    }

  if (*line == '\0')
    {
      dispatch (self);
      return TRUE;
    }

  /* A line that starts with a colon is a comment. */
  colon = strchr (line, ':');
  if (colon == NULL)
    {
      take_field (self, line, "");
    }
  else if (colon != line)
    {
      *colon = '\0';
      take_field (self, line, colon[1] == ' ' ? colon + 2 : colon + 1);
    }

  return TRUE;
}

static gboolean
check_size (BellEventReader  *self,
            gsize             more,
            GError          **error)
{
  if (self->line->len + self->data->len + self->queued + more <= self->max_size)
    return TRUE;

  g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_TOO_LARGE,
               "The event stream holds an event of more than %" G_GSIZE_FORMAT " bytes", self->max_size);
  return FALSE;
}

/**
 * bell_event_reader_new:
 * @max_size: how many bytes to keep at most, or 0 for %BELL_EVENT_MAX_SIZE
 *
 * Returns: (transfer full): a reader at the start of a stream
 */
BellEventReader *
bell_event_reader_new (gsize max_size)
{
  BellEventReader *self = g_new0 (BellEventReader, 1);

  self->max_size = max_size > 0 ? max_size : BELL_EVENT_MAX_SIZE;
  self->line = g_string_new (NULL);
  self->data = g_string_new (NULL);
  self->at_start = TRUE;
  self->retry = -1;
  g_queue_init (&self->events);

  return self;
}

/**
 * bell_event_reader_free:
 * @self: (transfer full): a reader
 */
void
bell_event_reader_free (BellEventReader *self)
{
  g_return_if_fail (self != NULL);

  g_queue_clear_full (&self->events, (GDestroyNotify) bell_event_free);
  g_string_free (self->line, TRUE);
  g_string_free (self->data, TRUE);
  g_free (self->type);
  g_free (self->id);
  g_free (self);
}

/**
 * bell_event_reader_push:
 * @self: a reader
 * @bytes: what has come
 * @length: how much of it
 * @error: return location
 *
 * Takes bytes; the events in them wait for bell_event_reader_pop().
 *
 * Returns: whether all is well; otherwise %BELL_JMAP_ERROR_TOO_LARGE or
 *   %BELL_JMAP_ERROR_BAD_RESPONSE, and the stream should be dropped
 */
gboolean
bell_event_reader_push (BellEventReader  *self,
                        const char       *bytes,
                        gsize             length,
                        GError          **error)
{
  const char *end;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (bytes != NULL || length == 0, FALSE);

  end = bytes + length;
  while (bytes < end)
    {
      const char *at = bytes;

      if (self->after_cr && *bytes == '\n')
        {
          self->after_cr = FALSE;
          bytes++;
          continue;
        }
      self->after_cr = FALSE;

      while (at < end && *at != '\n' && *at != '\r')
        at++;

      if (!check_size (self, (gsize) (at - bytes), error))
        return FALSE;
      g_string_append_len (self->line, bytes, at - bytes);

      if (at == end)
        return TRUE;

      self->after_cr = *at == '\r';
      if (!take_line (self, error))
        return FALSE;
      g_string_truncate (self->line, 0);
      bytes = at + 1;
    }

  return TRUE;
}

/**
 * bell_event_reader_pop:
 * @self: a reader
 *
 * Returns: (transfer full) (nullable): the next whole event
 */
BellEvent *
bell_event_reader_pop (BellEventReader *self)
{
  BellEvent *event;

  g_return_val_if_fail (self != NULL, NULL);

  event = g_queue_pop_head (&self->events);
  if (event != NULL)
    self->queued -= get_event_size (event);

  return event;
}

/**
 * bell_event_free:
 * @self: (transfer full): an event
 */
void
bell_event_free (BellEvent *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->type);
  g_free (self->data);
  g_free (self->id);
  g_free (self);
}

/**
 * bell_event_write:
 * @out: where to append
 * @type: (nullable): the type of the event
 * @id: (nullable): its id
 * @data: its data; each line becomes a line of data
 *
 * Writes one event of an event stream. @type and @id are one line each.
 */
void
bell_event_write (GString    *out,
                  const char *type,
                  const char *id,
                  const char *data)
{
  g_return_if_fail (out != NULL && data != NULL);
  g_return_if_fail (type == NULL || strpbrk (type, "\r\n") == NULL);
  g_return_if_fail (id == NULL || strpbrk (id, "\r\n") == NULL);

  if (type != NULL)
    g_string_append_printf (out, "event: %s\n", type);
  if (id != NULL)
    g_string_append_printf (out, "id: %s\n", id);

  for (;;)
    {
      gsize length = strcspn (data, "\r\n");

      g_string_append (out, "data: ");
      g_string_append_len (out, data, (gssize) length);
      g_string_append_c (out, '\n');
      data += length;
      if (*data == '\0')
        break;
      data += data[0] == '\r' && data[1] == '\n' ? 2 : 1;
    }

  g_string_append_c (out, '\n');
}
