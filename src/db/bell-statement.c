/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-database-private.h"

#include <glib/gi18n-lib.h>

#include "bell-clock.h"

/* A prepared statement of one connection, used on the connection's thread.
 *
 * Bind its parameters (from 1), step through its rows and read their columns
 * (from 0), or run it; both leave it ready for the next round with the
 * parameters as they were. Binding in the middle of the rows starts over. A
 * fault in binding is told by the next step, so that binds need no checks of
 * their own. Releasing it, by g_autoptr mostly, puts it back into the
 * connection's cache; hold none while waiting for something else, because a
 * statement between its rows keeps old pages from being reclaimed. */

static gboolean
bell_statement_prepare_bind (BellStatement *self)
{
  if (self->started)
    bell_statement_reset (self);

  return self->bind_error == NULL;
}

/**
 * bell_statement_release:
 *
 * Gives the statement back to its connection. What its getters returned is
 * gone with it.
 */
void
bell_statement_release (BellStatement *self)
{
  g_autoptr (BellDatabase) database = NULL;

  if (self == NULL)
    return;

  bell_statement_reset (self);
  self->engine->clear (self);

  database = g_steal_pointer (&self->database);
  bell_database_return_statement (database, self);
}

/**
 * bell_statement_bind_null:
 * @index: of the parameter, from 1
 */
void
bell_statement_bind_null (BellStatement *self,
                          int            index)
{
  g_return_if_fail (self != NULL);

  if (bell_statement_prepare_bind (self))
    self->engine->bind_null (self, index, &self->bind_error);
}

/**
 * bell_statement_bind_int64:
 * @index: of the parameter, from 1
 * @value: a number; 0 and 1 for booleans
 */
void
bell_statement_bind_int64 (BellStatement *self,
                           int            index,
                           gint64         value)
{
  g_return_if_fail (self != NULL);

  if (bell_statement_prepare_bind (self))
    self->engine->bind_int64 (self, index, value, &self->bind_error);
}

/**
 * bell_statement_bind_double:
 * @index: of the parameter, from 1
 * @value: a number; not-a-number binds null
 */
void
bell_statement_bind_double (BellStatement *self,
                            int            index,
                            double         value)
{
  g_return_if_fail (self != NULL);

  if (bell_statement_prepare_bind (self))
    self->engine->bind_double (self, index, value, &self->bind_error);
}

/**
 * bell_statement_bind_text:
 * @index: of the parameter, from 1
 * @text: (nullable): UTF-8, copied; %NULL binds null
 */
void
bell_statement_bind_text (BellStatement *self,
                          int            index,
                          const char    *text)
{
  g_return_if_fail (self != NULL);

  if (bell_statement_prepare_bind (self))
    self->engine->bind_text (self, index, text, TRUE, &self->bind_error);
}

/**
 * bell_statement_bind_static_text:
 * @index: of the parameter, from 1
 * @text: (nullable): UTF-8; %NULL binds null
 *
 * As bell_statement_bind_text() without the copy: @text has to stay as it is
 * until the parameter is bound anew or the statement is released.
 */
void
bell_statement_bind_static_text (BellStatement *self,
                                 int            index,
                                 const char    *text)
{
  g_return_if_fail (self != NULL);

  if (bell_statement_prepare_bind (self))
    self->engine->bind_text (self, index, text, FALSE, &self->bind_error);
}

/**
 * bell_statement_bind_blob:
 * @index: of the parameter, from 1
 * @data: (nullable) (array length=length): bytes, copied; %NULL binds null
 * @length: how many
 */
void
bell_statement_bind_blob (BellStatement *self,
                          int            index,
                          const void    *data,
                          gsize          length)
{
  g_return_if_fail (self != NULL);

  if (bell_statement_prepare_bind (self))
    self->engine->bind_blob (self, index, data, length, &self->bind_error);
}

/**
 * bell_statement_bind_time:
 * @index: of the parameter, from 1
 * @time: milliseconds since 1970; %BELL_TIME_UNSET binds null
 */
void
bell_statement_bind_time (BellStatement *self,
                          int            index,
                          gint64         time)
{
  if (time == BELL_TIME_UNSET)
    bell_statement_bind_null (self, index);
  else
    bell_statement_bind_int64 (self, index, time);
}

/**
 * bell_statement_bind_variant:
 * @index: of the parameter, from 1
 * @value: (nullable): of type `s`, `b`, `i`, `u`, `x`, `d` or `ay`; %NULL binds
 *   null. A floating reference stays floating.
 */
void
bell_statement_bind_variant (BellStatement *self,
                             int            index,
                             GVariant      *value)
{
  g_return_if_fail (self != NULL);

  if (value == NULL)
    bell_statement_bind_null (self, index);
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    bell_statement_bind_text (self, index, g_variant_get_string (value, NULL));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    bell_statement_bind_int64 (self, index, g_variant_get_int64 (value));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT32))
    bell_statement_bind_int64 (self, index, g_variant_get_int32 (value));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
    bell_statement_bind_int64 (self, index, g_variant_get_uint32 (value));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    bell_statement_bind_int64 (self, index, g_variant_get_boolean (value) ? 1 : 0);
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE))
    bell_statement_bind_double (self, index, g_variant_get_double (value));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_BYTESTRING))
    {
      gsize length;
      const void *data = g_variant_get_fixed_array (value, &length, 1);

      bell_statement_bind_blob (self, index, data != NULL ? data : "", length);
    }
  else if (self->bind_error == NULL)
    g_set_error (&self->bind_error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_STATEMENT,
                 _("A value of type “%s” cannot be stored."), g_variant_get_type_string (value));
}

/**
 * bell_statement_bind_values:
 * @first: index of the first parameter, from 1
 * @values: (element-type GVariant): as bell_statement_bind_variant()
 *
 * Binds @values to the parameters from @first on.
 */
void
bell_statement_bind_values (BellStatement *self,
                            int            first,
                            GPtrArray     *values)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (values != NULL);

  for (guint i = 0; i < values->len; i++)
    bell_statement_bind_variant (self, first + (int) i, g_ptr_array_index (values, i));
}

/**
 * bell_statement_stream:
 * @portion: how many rows are fetched at a time
 *
 * For what may have many rows, or large ones: a database server then sends
 * them in portions, if the statement is used within one transaction, instead
 * of all at once. Holds until the statement is released.
 */
void
bell_statement_stream (BellStatement *self,
                       int            portion)
{
  g_return_if_fail (self != NULL && !self->started);
  g_return_if_fail (portion > 0);

  if (self->engine->stream != NULL)
    self->engine->stream (self, portion);
}

/**
 * bell_statement_step:
 * @row: (out): whether there is a (further) row, to be read with the getters
 * @error: any of #BellDatabaseError but OPEN and NEWER_SCHEMA
 *
 * Goes to the first or the next row. After the last one, and after an error,
 * the statement is reset.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_statement_step (BellStatement  *self,
                     gboolean       *row,
                     GError        **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (row != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  *row = FALSE;

  if (self->bind_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->bind_error));
      bell_statement_reset (self);
      return FALSE;
    }

  if (bell_database_is_lost (self->database))
    {
      g_set_error_literal (error, BELL_DATABASE_ERROR, BELL_DATABASE_ERROR_FAILED,
                           _("Nothing of this change was saved, because a part of it failed before."));
      return FALSE;
    }

  self->started = TRUE;

  if (!self->engine->step (self, row, error))
    {
      bell_statement_reset (self);
      bell_database_note_failure (self->database);
      return FALSE;
    }

  if (!*row)
    bell_statement_reset (self);

  return TRUE;
}

/**
 * bell_statement_run:
 * @error: as bell_statement_step()
 *
 * Runs the statement to its end, for those whose rows do not matter.
 *
 * In a transaction on a database server one that writes is only sent: a fault
 * of it may be told by a later statement, at the latest by the commit.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_statement_run (BellStatement  *self,
                    GError        **error)
{
  gboolean row, sent;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (self->engine->send != NULL && self->bind_error == NULL && !bell_database_is_lost (self->database))
    {
      bell_statement_reset (self);
      if (!self->engine->send (self, &sent, error))
        {
          bell_database_note_failure (self->database);
          return FALSE;
        }
      if (sent)
        return TRUE;
    }

  do
    {
      if (!bell_statement_step (self, &row, error))
        return FALSE;
    }
  while (row);

  return TRUE;
}

/**
 * bell_statement_reset:
 *
 * Leaves the rows, so that the next step begins anew. The parameters stay.
 */
void
bell_statement_reset (BellStatement *self)
{
  g_return_if_fail (self != NULL);

  g_clear_error (&self->bind_error);

  if (self->started)
    {
      self->engine->reset (self);
      self->started = FALSE;
    }
}

/**
 * bell_statement_get_n_columns:
 *
 * Returns: how many columns its rows have
 */
int
bell_statement_get_n_columns (BellStatement *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->engine->n_columns (self);
}

/**
 * bell_statement_get_column_name:
 * @column: from 0
 *
 * Returns: (nullable): its name, valid until the statement is released
 */
const char *
bell_statement_get_column_name (BellStatement *self,
                                int            column)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->engine->column_name (self, column);
}

/**
 * bell_statement_get_column_type:
 * @column: from 0
 *
 * Returns: what stands in the column in this row
 */
BellColumnType
bell_statement_get_column_type (BellStatement *self,
                                int            column)
{
  g_return_val_if_fail (self != NULL && self->started, BELL_COLUMN_NULL);

  return self->engine->column_type (self, column);
}

/**
 * bell_statement_is_null:
 * @column: from 0
 *
 * Returns: whether the column is null in this row
 */
gboolean
bell_statement_is_null (BellStatement *self,
                        int            column)
{
  g_return_val_if_fail (self != NULL && self->started, TRUE);

  return self->engine->is_null (self, column);
}

/**
 * bell_statement_get_int64:
 * @column: from 0
 *
 * Returns: its number, 0 for null
 */
gint64
bell_statement_get_int64 (BellStatement *self,
                          int            column)
{
  g_return_val_if_fail (self != NULL && self->started, 0);

  return self->engine->get_int64 (self, column);
}

/**
 * bell_statement_get_double:
 * @column: from 0
 *
 * Returns: its number, 0 for null
 */
double
bell_statement_get_double (BellStatement *self,
                           int            column)
{
  g_return_val_if_fail (self != NULL && self->started, 0);

  return self->engine->get_double (self, column);
}

/**
 * bell_statement_get_text:
 * @column: from 0
 *
 * Returns: (nullable): its text as it is stored, which in a damaged file may
 *   be no UTF-8; %NULL for null; valid until the next step, reset or release
 */
const char *
bell_statement_get_text (BellStatement *self,
                         int            column)
{
  g_return_val_if_fail (self != NULL && self->started, NULL);

  return self->engine->get_text (self, column);
}

/**
 * bell_statement_get_blob:
 * @column: from 0
 * @length: (out): how many bytes
 *
 * Returns: (nullable) (array length=length): its bytes, %NULL for null and for
 *   none; valid until the next step, reset or release
 */
const void *
bell_statement_get_blob (BellStatement *self,
                         int            column,
                         gsize         *length)
{
  g_return_val_if_fail (self != NULL && self->started, NULL);
  g_return_val_if_fail (length != NULL, NULL);

  return self->engine->get_blob (self, column, length);
}

/**
 * bell_statement_get_time:
 * @column: from 0
 *
 * Returns: milliseconds since 1970, %BELL_TIME_UNSET for null
 */
gint64
bell_statement_get_time (BellStatement *self,
                         int            column)
{
  if (bell_statement_is_null (self, column))
    return BELL_TIME_UNSET;

  return bell_statement_get_int64 (self, column);
}
