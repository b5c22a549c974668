/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "deskbell-server"

#include "bell-server-log.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Every line is logfmt, so that people read it and programs search it:
 *
 *   time=2026-11-21T09:30:00.123Z level=info event=request method=GET ...
 *
 * Under the journal the same goes there with its level. */

/* What is less grave is not even put into words. Set once, before there are threads. */
static GLogLevelFlags least_level = G_LOG_LEVEL_MESSAGE;

static const char *
level_name (GLogLevelFlags level)
{
  switch (level & G_LOG_LEVEL_MASK)
    {
    case G_LOG_LEVEL_ERROR:
      return "fatal";
    case G_LOG_LEVEL_CRITICAL:
      return "error";
    case G_LOG_LEVEL_WARNING:
      return "warning";
    case G_LOG_LEVEL_MESSAGE:
      return "notice";
    case G_LOG_LEVEL_INFO:
      return "info";
    default:
      return "debug";
    }
}

/* Values with anything unusual in them are quoted, and control characters are
 * escaped: nobody can forge a line of the log by what they send. */
static void
append_value (GString    *line,
              const char *value)
{
  gboolean plain = *value != '\0';

  for (const char *c = value; *c != '\0' && plain; c++)
    plain = g_ascii_isgraph (*c) && *c != '"' && *c != '=' && *c != '\\';

  if (plain)
    {
      g_string_append (line, value);
      return;
    }

  g_string_append_c (line, '"');
  for (const char *c = value; *c != '\0'; c++)
    {
      guchar byte = (guchar) *c;

      if (byte == '"' || byte == '\\')
        g_string_append_printf (line, "\\%c", byte);
      else if (byte < 0x20 || byte == 0x7f)
        g_string_append_printf (line, "\\x%02x", byte);
      else
        g_string_append_c (line, (char) byte);
    }
  g_string_append_c (line, '"');
}

static GLogWriterOutput
write_line (GLogLevelFlags   level,
            const GLogField *fields,
            gsize            n_fields,
            gpointer         user_data)
{
  GLogLevelFlags least = GPOINTER_TO_UINT (user_data);
  g_autoptr (GDateTime) now = NULL;
  g_autofree char *stamp = NULL;
  g_autoptr (GString) line = NULL;
  const char *message = "";
  const char *domain = "";

  if ((level & G_LOG_LEVEL_MASK) > least)
    return G_LOG_WRITER_HANDLED;

  for (gsize i = 0; i < n_fields; i++)
    {
      if (strcmp (fields[i].key, "MESSAGE") == 0)
        message = fields[i].value;
      else if (strcmp (fields[i].key, "GLIB_DOMAIN") == 0)
        domain = fields[i].value;
    }

  if (g_log_writer_is_journald (fileno (stderr)) &&
      g_log_writer_journald (level, fields, n_fields, NULL) == G_LOG_WRITER_HANDLED)
    return G_LOG_WRITER_HANDLED;

  now = g_date_time_new_now_utc ();
  stamp = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S");
  line = g_string_sized_new (256);
  g_string_printf (line, "time=%s.%03dZ level=%s ", stamp,
                   g_date_time_get_microsecond (now) / 1000, level_name (level));
  if (strcmp (domain, G_LOG_DOMAIN) == 0)
    {
      g_string_append (line, message);
    }
  else
    {
      g_string_append (line, "event=library domain=");
      append_value (line, domain);
      g_string_append (line, " message=");
      append_value (line, message);
    }
  g_string_append_c (line, '\n');

  /* One write a line, so that lines of several threads never mix. There is
   * nowhere to report that standard error is gone. */
  if (write (STDERR_FILENO, line->str, line->len) < 0)
    return G_LOG_WRITER_UNHANDLED;
  return G_LOG_WRITER_HANDLED;
}

/**
 * bell_server_log_format:
 * @event: what happened, one word
 * @pairs: (array zero-terminated=1): name, value, name, value ...; a pair whose value is empty is kept
 *
 * Returns: (transfer full): the line without its time and level
 */
char *
bell_server_log_format (const char        *event,
                        const char *const *pairs)
{
  GString *line = g_string_sized_new (128);

  g_string_append (line, "event=");
  append_value (line, event);
  for (guint i = 0; pairs[i] != NULL && pairs[i + 1] != NULL; i += 2)
    {
      g_string_append_c (line, ' ');
      g_string_append (line, pairs[i]);
      g_string_append_c (line, '=');
      append_value (line, pairs[i + 1]);
    }
  return g_string_free (line, FALSE);
}

/**
 * bell_server_log:
 * @level: how grave; %G_LOG_LEVEL_INFO for what is usual
 * @event: what happened, one word
 * @...: pairs of a name and a text; ended by %NULL
 *
 * Writes one line to the log. Any thread. Texts, passwords and tokens of
 * people are never put here, only ids.
 */
void
bell_server_log (GLogLevelFlags  level,
                 const char     *event,
                 ...)
{
  const char *pairs[33] = { NULL };
  g_autofree char *line = NULL;
  guint n = 0;
  va_list arguments;

  if ((level & G_LOG_LEVEL_MASK) > least_level)
    return;

  va_start (arguments, event);
  for (const char *word = va_arg (arguments, const char *); word != NULL && n < 32;
       word = va_arg (arguments, const char *))
    pairs[n++] = word;
  va_end (arguments);

  line = bell_server_log_format (event, pairs);
  g_log_structured (G_LOG_DOMAIN, level, "DESKBELL_EVENT", event, "MESSAGE", "%s", line);
}

/**
 * bell_server_log_install:
 * @least: the least grave level that is written
 *
 * Makes this the program's log. Once, at the start of main(), by the program
 * alone: a test keeps GLib's own.
 */
void
bell_server_log_install (GLogLevelFlags least)
{
  least_level = least;
  g_log_set_writer_func (write_line, GUINT_TO_POINTER (least), NULL);
}
