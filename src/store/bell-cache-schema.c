/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-files.h"
#include "bell-sql.h"

static char *
list_columns (BellType type)
{
  g_autoptr (GString) columns = g_string_new ("id, created_modseq, modseq");

  for (guint i = 0; i < bell_type_get_n_properties (type); i++)
    g_string_append_printf (columns, ", %s", bell_type_get_property (type, i)->name);

  return g_string_free (g_steal_pointer (&columns), FALSE);
}

/**
 * bell_cache_schema_compose:
 *
 * Makes the overlay tables and visible views of the property tables.
 *
 * Returns: (transfer full): a script
 */
char *
bell_cache_schema_compose (void)
{
  g_autoptr (GString) script = g_string_new (NULL);

  for (int type = 0; type < BELL_N_TABLE_TYPES; type++)
    {
      g_autofree char *columns = list_columns (type);
      g_autofree char *part = bell_sql_fill ("overlay-create", "table", bell_type_get_table_name (type),
                                             "columns", columns, NULL);

      g_string_append (script, part);
    }

  return g_string_free (g_steal_pointer (&script), FALSE);
}
