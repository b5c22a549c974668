/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-cli.h"

#include <glib/gi18n.h>
#include <string.h>

#include "bell-wire.h"

static const char *const escapes[] = {
  [BELL_STYLE_PLAIN] = "",
  [BELL_STYLE_BOLD] = "\033[1m",
  [BELL_STYLE_DIM] = "\033[2m",
  [BELL_STYLE_RED] = "\033[31m",
  [BELL_STYLE_YELLOW] = "\033[33m",
  [BELL_STYLE_GREEN] = "\033[32m",
  [BELL_STYLE_BLUE] = "\033[34m",
};

/* Text of others may try to steer the terminal: control characters are shown,
 * not sent. Newlines and tabs stay. */
static char *
dup_harmless (const char *text)
{
  GString *clean = g_string_sized_new (strlen (text) + 1);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\n' || c == '\t')
        g_string_append_unichar (clean, c);
      else if (c < 0x20 || c == 0x7f)
        g_string_append_unichar (clean, 0x2400 + (c == 0x7f ? 0x21 : c));
      else if (c >= 0x80 && c < 0xa0)
        g_string_append_unichar (clean, 0xfffd);
      else
        g_string_append_unichar (clean, c);
    }

  return g_string_free (clean, FALSE);
}

/* Prints in a style, if there are colours. */
void
bell_cli_print (BellCli    *cli,
                BellStyle   style,
                const char *format,
                ...)
{
  g_autofree char *text = NULL;
  g_autofree char *clean = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  clean = dup_harmless (text);

  if (cli->colours && style != BELL_STYLE_PLAIN)
    g_print ("%s%s\033[0m", escapes[style], clean);
  else
    g_print ("%s", clean);
}

/* Says something beside the result: on standard error, and not with --json. */
void
bell_cli_say (BellCli    *cli,
              const char *format,
              ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  if (cli->json)
    return;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  g_printerr ("%s\n", text);
}

/* Prints @text in a column of @width, cut off with an ellipsis. */
void
bell_cli_print_cell (BellCli    *cli,
                     BellStyle   style,
                     const char *text,
                     guint       width)
{
  g_autofree char *line = g_strdelimit (g_strdup (text != NULL ? text : ""), "\n\t", ' ');
  glong length = g_utf8_strlen (line, -1);

  if (length > (glong) width)
    {
      g_autofree char *start = g_utf8_substring (line, 0, width - 1);

      bell_cli_print (cli, style, "%s…", start);
    }
  else
    bell_cli_print (cli, style, "%s%*s", line, (int) (width - (guint) length), "");

  g_print ("  ");
}

/* Prints several lines, each after @indent. */
void
bell_cli_print_text (BellCli    *cli,
                     const char *text,
                     const char *indent)
{
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    bell_cli_print (cli, BELL_STYLE_PLAIN, "%s%s\n", indent, lines[i]);
}

/* Prints what @writer holds as one line, and empties it. */
void
bell_cli_print_json (BellJsonWriter *writer)
{
  gsize length;
  const char *text = bell_json_writer_peek (writer, &length);

  g_print ("%.*s\n", (int) length, text);
  bell_json_writer_clear (writer);
}

static void
write_name (BellCli        *cli,
            BellJsonWriter *writer,
            const char     *member,
            const char     *id)
{
  bell_json_writer_string_member (writer, member,
                                  id != NULL ? bell_directory_get_name (bell_store_get_directory (cli->store), id) : NULL);
}

/* Writes a record as the wire has it, and beside its members what a script
 * would have to look up: names, the short name, and whether it is confirmed. */
void
bell_cli_write_record (BellCli        *cli,
                       BellJsonWriter *writer,
                       BellRecord     *record)
{
  g_autoptr (BellJsonWriter) inner = bell_json_writer_new ();
  BellOutboxState state;
  gboolean pending;
  const char *text;
  gsize length;

  bell_wire_record_to_json (inner, record, BELL_ROLE_NOBODY, BELL_WIRE_ALL_PROPERTIES);
  text = bell_json_writer_peek (inner, &length);

  state = bell_cli_pending (cli, bell_record_get_id (record), &pending);

  bell_json_writer_begin_object (writer);
  bell_json_writer_string_member (writer, "type", bell_type_get_wire_name (bell_record_get_data_type (record)));
  bell_json_writer_boolean_member (writer, "pending", pending && state != BELL_OUTBOX_STATE_PARKED);
  bell_json_writer_boolean_member (writer, "refused", state == BELL_OUTBOX_STATE_PARKED);

  if (bell_record_get_data_type (record) == BELL_TYPE_TICKET)
    {
      const BellTicket *ticket = BELL_TICKET (record);
      g_autofree char *name = bell_cli_ticket_name (record);

      bell_json_writer_string_member (writer, "shortName", name);
      write_name (cli, writer, "requesterName", bell_ticket_get_requester_id (ticket));
      write_name (cli, writer, "assigneeName", bell_ticket_get_assignee_id (ticket));
      write_name (cli, writer, "teamName", bell_ticket_get_team_id (ticket));
      /* Computed here, and so not of the object that the server has. */
      bell_json_writer_time_member (writer, "nextDueAt", bell_ticket_get_next_due_at (ticket));
      bell_json_writer_string_member (writer, "slaState",
                                      bell_enum_to_nick (bell_sla_state_get_type (), (int) bell_ticket_get_sla_state (ticket)));
    }
  else if (bell_record_get_data_type (record) == BELL_TYPE_MESSAGE)
    write_name (cli, writer, "authorName", bell_message_get_author_id (BELL_MESSAGE (record)));
  else if (bell_record_get_data_type (record) == BELL_TYPE_ARTICLE)
    write_name (cli, writer, "authorName", bell_article_get_author_id (BELL_ARTICLE (record)));

  bell_json_writer_name (writer, "object");
  bell_json_writer_raw (writer, text, (gssize) length);
  bell_json_writer_end_object (writer);
}

/* A time as the person's clock on the wall would show it. */
char *
bell_cli_time_text (gint64 time)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;

  if (time == BELL_TIME_UNSET)
    return g_strdup ("");

  utc = g_date_time_new_from_unix_utc (time / 1000);
  local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M") : g_strdup ("?");
}

/* How long ago, in a few characters. */
char *
bell_cli_age_text (BellCli *cli,
                   gint64   time)
{
  gint64 minutes = time == BELL_TIME_UNSET ? 0 : MAX (bell_clock_now (cli->clock) - time, 0) / 60000;

  if (minutes < 60)
    /* Translators: minutes, hours and days, as short as they can be. */
    return g_strdup_printf (_("%d min"), (int) minutes);
  if (minutes < 48 * 60)
    return g_strdup_printf (_("%d h"), (int) (minutes / 60));

  return g_strdup_printf (_("%d d"), (int) (minutes / (24 * 60)));
}

BellStyle
bell_cli_status_style (BellStatus status)
{
  switch (status)
    {
    case BELL_STATUS_NEW: return BELL_STYLE_BLUE;
    case BELL_STATUS_OPEN: return BELL_STYLE_PLAIN;
    case BELL_STATUS_PENDING:
    case BELL_STATUS_ON_HOLD: return BELL_STYLE_YELLOW;
    case BELL_STATUS_SOLVED: return BELL_STYLE_GREEN;
    case BELL_STATUS_CLOSED: return BELL_STYLE_DIM;
    }

  return BELL_STYLE_PLAIN;
}

BellStyle
bell_cli_priority_style (BellPriority priority)
{
  switch (priority)
    {
    case BELL_PRIORITY_LOW: return BELL_STYLE_DIM;
    case BELL_PRIORITY_NORMAL: return BELL_STYLE_PLAIN;
    case BELL_PRIORITY_HIGH: return BELL_STYLE_YELLOW;
    case BELL_PRIORITY_URGENT: return BELL_STYLE_RED;
    }

  return BELL_STYLE_PLAIN;
}

/* The ticket that a change concerns, or NULL. */
const char *
bell_cli_ticket_of (const BellChange *change)
{
  const BellPatchEntry *entry;

  if (bell_change_get_data_type (change) == BELL_TYPE_TICKET)
    return bell_change_get_object_id (change);

  if (bell_change_get_data_type (change) != BELL_TYPE_MESSAGE || bell_change_get_patch (change) == NULL)
    return NULL;

  entry = bell_patch_find (bell_change_get_patch (change), bell_message_property (BELL_MESSAGE_TICKET_ID));

  return entry != NULL && entry->value != NULL ? g_variant_get_string (entry->value, NULL) : NULL;
}
