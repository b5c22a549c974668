/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sla-json-private.h"

#include "bell-enums.h"

void
bell_sla_json_refuse (GError     **error,
        const char  *place,
        const char  *format,
        ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);

  g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_ARGUMENTS, "%s%s%s",
               place, *place != '\0' ? ": " : "", what);
}

/* An error of the model, which names its field, in the terms of the wire. */
void
bell_sla_json_refuse_model (GError     **error,
                            const char  *place,
                            GError      *model)
{
  g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_INVALID_ARGUMENTS, "%s%s%s",
               place, *place != '\0' ? "." : "", model->message);
  g_error_free (model);
}

char *
bell_sla_json_shorten (const char *text)
{
  return g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), 64));
}

char *
bell_sla_json_place_in (const char *place,
                        const char *name)
{
  return *place != '\0' ? g_strconcat (place, ".", name, NULL) : g_strdup (name);
}

gboolean
bell_sla_json_check_kind (const BellJsonNode  *node,
                          BellJsonKind         kind,
                          const char          *place,
                          GError             **error)
{
  BellJsonKind found = bell_json_node_get_kind (node);

  if (found == kind)
    return TRUE;

  if (found == BELL_JSON_ABSENT)
    bell_sla_json_refuse (error, place, "is missing");
  else
    bell_sla_json_refuse (error, place, "must be of the type %s, not %s",
                          bell_json_kind_get_name (kind), bell_json_kind_get_name (found));

  return FALSE;
}

/* An object with no members but @names. */
gboolean
bell_sla_json_check_object (const BellJsonNode  *node,
                            const char *const   *names,
                            const char          *place,
                            GError             **error)
{
  if (!bell_sla_json_check_kind (node, BELL_JSON_OBJECT, place, error))
    return FALSE;

  for (const BellJsonNode *member = bell_json_node_get_first (node); member != NULL;
       member = bell_json_node_get_next (member))
    if (!g_strv_contains (names, bell_json_node_get_name (member)))
      {
        g_autofree char *shown = bell_sla_json_shorten (bell_json_node_get_name (member));
        g_autofree char *inside = bell_sla_json_place_in (place, shown);
        g_autofree char *known = g_strjoinv (", ", (char **) names);

        bell_sla_json_refuse (error, inside, "is not known here; what is known: %s", known);
        return FALSE;
      }

  return TRUE;
}

gboolean
bell_sla_json_read_enum (const BellJsonNode  *node,
                         GType                enum_type,
                         const char          *place,
                         int                 *value,
                         GError             **error)
{
  g_autoptr (GString) known = NULL;
  g_autofree char *shown = NULL;

  if (!bell_sla_json_check_kind (node, BELL_JSON_STRING, place, error))
    return FALSE;
  if (bell_enum_from_nick (enum_type, bell_json_node_get_string (node), value))
    return TRUE;

  known = g_string_new (NULL);
  for (int i = 0; bell_enum_to_nick (enum_type, i) != NULL; i++)
    g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", bell_enum_to_nick (enum_type, i));
  shown = bell_sla_json_shorten (bell_json_node_get_string (node));
  bell_sla_json_refuse (error, place, "“%s” is none of %s", shown, known->str);

  return FALSE;
}

gboolean
bell_sla_json_read_time (const BellJsonNode  *node,
                         const char          *place,
                         gint64              *time,
                         GError             **error)
{
  const char *text = bell_json_node_get_string (node);
  g_autofree char *shown = NULL;

  if (!bell_sla_json_check_kind (node, BELL_JSON_STRING, place, error))
    return FALSE;

  shown = bell_sla_json_shorten (text);
  if (!bell_time_from_text (text, time))
    {
      bell_sla_json_refuse (error, place, "“%s” is no time like 2026-11-21T09:30:00Z", shown);
      return FALSE;
    }
  if (*time < BELL_TIMETABLE_BEGIN || *time >= BELL_TIMETABLE_END)
    {
      bell_sla_json_refuse (error, place, "“%s” is not in the years 1970 to 2199", shown);
      return FALSE;
    }

  return TRUE;
}
