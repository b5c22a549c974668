/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-column.h"

#include <glib/gi18n-lib.h>

#include "bell-clock.h"
#include "bell-database-private.h"

/* What a value of each kind looks like in its column. */

const char *
bell_column_get_type_name (const BellProperty *property)
{
  switch (property->kind)
    {
    case BELL_KIND_INTEGER:
    case BELL_KIND_BOOLEAN:
    case BELL_KIND_TIME:
      return "BIGINT";
    case BELL_KIND_ID:
    case BELL_KIND_TEXT:
    case BELL_KIND_JSON:
    case BELL_KIND_ENUM:
    case BELL_KIND_SET:
    case BELL_KIND_MAP:
    case BELL_KIND_ATTACHMENTS:
    default:
      return "TEXT";
    }
}

/* @record has to outlive the statement's use: its texts are not copied. */
void
bell_column_bind (BellStatement      *statement,
                  int                 index,
                  const BellRecord   *record,
                  const BellProperty *property)
{
  switch (property->kind)
    {
    case BELL_KIND_ID:
    case BELL_KIND_TEXT:
    case BELL_KIND_JSON:
      bell_statement_bind_static_text (statement, index, bell_record_peek_text (record, property));
      return;

    case BELL_KIND_ENUM:
      bell_statement_bind_static_text (statement, index,
                                       bell_enum_to_nick (property->enum_type (),
                                                          (int) bell_record_peek_integer (record, property)));
      return;

    case BELL_KIND_INTEGER:
    case BELL_KIND_BOOLEAN:
      bell_statement_bind_int64 (statement, index, bell_record_peek_integer (record, property));
      return;

    case BELL_KIND_TIME:
      bell_statement_bind_time (statement, index, bell_record_peek_integer (record, property));
      return;

    case BELL_KIND_SET:
    case BELL_KIND_MAP:
    case BELL_KIND_ATTACHMENTS:
    default:
      if (property->kind == BELL_KIND_SET && *bell_record_peek_members (record, property) == NULL)
        {
          bell_statement_bind_static_text (statement, index, "");
          return;
        }
      {
        g_autofree char *text = bell_record_to_column_text (record, property);

        bell_statement_bind_text (statement, index, text);
        return;
      }
    }
}

/* Fails with CORRUPT where the column holds no value of the property. */
gboolean
bell_column_read (BellStatement       *statement,
                  int                  column,
                  BellRecord          *record,
                  const BellProperty  *property,
                  GError             **error)
{
  const char *text;
  int value;

  if (bell_statement_is_null (statement, column))
    return TRUE; /* a new record has what stands for nothing */

  switch (property->kind)
    {
    case BELL_KIND_ID:
    case BELL_KIND_TEXT:
    case BELL_KIND_JSON:
      text = bell_statement_get_text (statement, column);
      if (g_utf8_validate (text, -1, NULL))
        {
          bell_record_set_text (record, property, text);
          return TRUE;
        }
      break;

    case BELL_KIND_INTEGER:
    case BELL_KIND_BOOLEAN:
    case BELL_KIND_TIME:
      bell_record_set_integer (record, property, bell_statement_get_int64 (statement, column));
      return TRUE;

    case BELL_KIND_ENUM:
      text = bell_statement_get_text (statement, column);
      if (bell_enum_from_nick (property->enum_type (), text, &value))
        {
          bell_record_set_integer (record, property, value);
          return TRUE;
        }
      break;

    case BELL_KIND_SET:
    case BELL_KIND_MAP:
    case BELL_KIND_ATTACHMENTS:
    default:
      text = bell_statement_get_text (statement, column);
      if (*text == '\0')
        return TRUE; /* the empty one, which a new record has too */

      /* Each member stands between two separators: a text without is none. */
      if (*text == '\x1e' && g_str_has_suffix (text, "\x1e") && g_utf8_validate (text, -1, NULL) &&
          bell_record_set_column_text (record, property, text))
        return TRUE;
      break;
    }

  {
    g_autofree char *name = g_filename_display_name (bell_database_get_uri (statement->database));

    g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_CORRUPT,
                 _("“%s” is damaged: the %s of %s cannot be read."), name, property->name,
                 bell_record_get_id (record));
  }

  return FALSE;
}
