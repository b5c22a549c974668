/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-files.h"

/* What the cache has for each type beside its base table: a table over it and
 * a view of both. Made of nothing but the property tables. */

static void
append_columns (GString  *script,
                BellType  type)
{
  g_string_append (script, "id, created_modseq, modseq");
  for (guint i = 0; i < bell_type_get_n_properties (type); i++)
    g_string_append_printf (script, ", %s", bell_type_get_property (type, i)->name);
}

/**
 * bell_cache_schema_compose:
 *
 * Composes the overlay tables and visible views.
 *
 * An overlay row has the same key as the row of base that it stands before;
 * without one, a key from %BELL_FIRST_OVERLAY_KEY on. `gone` marks an object
 * that a waiting change deletes, `pending` and `refused` count changes.
 *
 * Returns: (transfer full): a script
 */
char *
bell_cache_schema_compose (void)
{
  g_autoptr (GString) script = g_string_new (NULL);

  for (int type = 0; type < BELL_N_TABLE_TYPES; type++)
    {
      const char *name = bell_type_get_table_name (type);

      g_string_append_printf (script,
                              "CREATE TABLE overlay_%s (key INTEGER PRIMARY KEY, group_id TEXT, gone INTEGER DEFAULT 0, "
                              "pending INTEGER DEFAULT 0, refused INTEGER DEFAULT 0, ", name);
      append_columns (script, type);
      g_string_append (script, ", UNIQUE (id));\n");
      g_string_append_printf (script, "CREATE INDEX overlay_%s_group ON overlay_%s (group_id);\n", name, name);

      g_string_append_printf (script, "CREATE VIEW visible_%s AS SELECT rowid AS key, ", name);
      append_columns (script, type);
      g_string_append_printf (script, " FROM %s WHERE rowid NOT IN (SELECT key FROM overlay_%s) UNION ALL SELECT key, ",
                              name, name);
      append_columns (script, type);
      g_string_append_printf (script, " FROM overlay_%s WHERE gone = 0;\n", name);
    }

  return g_string_free (g_steal_pointer (&script), FALSE);
}
