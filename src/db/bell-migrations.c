/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-migrations.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "bell-database-private.h"
#include "bell-transaction.h"

/* `001-name.sql`; the other dialects' words for it, `001-name.DIALECT.sql`, are
 * found when it is run. */
static gboolean
bell_migrations_is_file (const char *name)
{
  const char *dot = strchr (name, '.');

  return g_ascii_isdigit (name[0]) && dot != NULL && strcmp (dot, ".sql") == 0;
}

/* The files of a folder in the order of their numbers: element i is number
 * i + 1. A gap or a file twice is a fault of the build. */
static GPtrArray *
bell_migrations_list (const char  *folder,
                      GError     **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) names = g_resources_enumerate_children (folder, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  guint count = 0;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (bell_migrations_is_file (names[i]))
      count++;

  g_ptr_array_set_size (files, (int) count);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      guint64 number;

      if (!bell_migrations_is_file (names[i]))
        continue;

      number = g_ascii_strtoull (names[i], NULL, 10);
      if (number < 1 || number > count || g_ptr_array_index (files, number - 1) != NULL)
        {
          g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_STATEMENT,
                       _("Deskbell is faulty: “%s” is out of order."), names[i]);
          return NULL;
        }

      g_ptr_array_index (files, number - 1) = g_build_path ("/", folder, names[i], NULL);
    }

  if (count == 0)
    {
      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_STATEMENT,
                   _("Deskbell is incomplete: it has no part named “%s”."), folder);
      return NULL;
    }

  return g_steal_pointer (&files);
}

/* Runs the migration that follows @version, unless another program has been
 * faster: the number is read again under the write lock. */
static gboolean
bell_migrations_apply_next (BellDatabase  *database,
                            GPtrArray     *files,
                            int           *version,
                            GError       **error)
{
  g_autoptr (BellTransaction) transaction = bell_transaction_begin (database, error);

  if (transaction == NULL || !bell_database_get_schema_version (database, version, error))
    return FALSE;

  if (*version >= (int) files->len)
    return TRUE;

  if (!bell_database_execute_resource (database, g_ptr_array_index (files, *version), error) ||
      !bell_database_set_schema_version (database, *version + 1, error) ||
      !bell_transaction_commit (transaction, error))
    return FALSE;

  *version += 1;

  return TRUE;
}

static gboolean
bell_migrations_apply_rest (BellDatabase  *database,
                            GPtrArray     *files,
                            int           *version,
                            GError       **error)
{
  BellDatabaseClass *klass = BELL_DATABASE_GET_CLASS (database);
  gboolean done = TRUE;

  if (klass->lock_schema != NULL && !klass->lock_schema (database, TRUE, error))
    return FALSE;
  while (done && *version < (int) files->len)
    done = bell_migrations_apply_next (database, files, version, error);
  if (klass->lock_schema != NULL)
    klass->lock_schema (database, FALSE, done ? error : NULL);

  return done;
}

/**
 * bell_migrations_apply:
 * @database: a connection
 * @folder: a folder of resources with files `001-name.sql`, `002-name.sql`...
 * @error: NEWER_SCHEMA, READ_ONLY, BUSY, FULL, IO, CORRUPT or STATEMENT
 *
 * Brings the schema up to date: runs the files whose number is above that of
 * the database, each in a transaction of its own together with the new
 * number. A line `.include PATH` in a file stands for the text of another
 * resource. Files that have been released never change.
 *
 * Several programs may do this at once: one of them runs the files, and the
 * others wait for it.
 *
 * A database with a higher number than the last file is refused and left as
 * it is; a read-only one has to be up to date already.
 *
 * Returns: whether the schema is now that of the last file
 */
gboolean
bell_migrations_apply (BellDatabase  *database,
                       const char    *folder,
                       GError       **error)
{
  g_autoptr (GPtrArray) files = NULL;
  int version;

  g_return_val_if_fail (BELL_IS_DATABASE (database), FALSE);
  g_return_val_if_fail (folder != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  files = bell_migrations_list (folder, error);
  if (files == NULL || !bell_database_get_schema_version (database, &version, error))
    return FALSE;

  if (version < (int) files->len && !bell_migrations_apply_rest (database, files, &version, error))
    return FALSE;

  if (version > (int) files->len)
    {
      g_autofree char *name = g_filename_display_name (bell_database_get_uri (database));

      g_set_error (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_NEWER_SCHEMA,
                   _("“%s” was written by a newer Deskbell (its format is %d, this Deskbell knows %u). "
                     "Update Deskbell on this machine; the file has not been touched."),
                   name, version, files->len);
      return FALSE;
    }

  return TRUE;
}
