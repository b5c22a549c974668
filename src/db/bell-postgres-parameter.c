/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-postgres-private.h"

/* A value on its way to PostgreSQL. */

enum
{
  BOUND_NULL,
  BOUND_INTEGER,
  BOUND_DOUBLE,
  BOUND_TEXT,
  BOUND_BLOB,
};

void
bell_postgres_parameter_clear (BellPostgresParameter *self)
{
  g_clear_pointer (&self->owned, g_free);
  self->text = NULL;
  self->length = 0;
  self->kind = BOUND_NULL;
}

void
bell_postgres_parameter_set_int64 (BellPostgresParameter *self,
                                   gint64                 value)
{
  bell_postgres_parameter_clear (self);
  self->kind = BOUND_INTEGER;
  self->integer = value;
}

/* Not-a-number is null. */
void
bell_postgres_parameter_set_double (BellPostgresParameter *self,
                                    double                 value)
{
  bell_postgres_parameter_clear (self);
  if (value == value)
    self->kind = BOUND_DOUBLE;
  self->number = value;
}

void
bell_postgres_parameter_set_text (BellPostgresParameter *self,
                                  const char            *text,
                                  gboolean               copy)
{
  bell_postgres_parameter_clear (self);
  if (text == NULL)
    return;
  self->kind = BOUND_TEXT;
  self->owned = copy ? g_strdup (text) : NULL;
  self->text = copy ? self->owned : text;
  self->length = strlen (text);
}

void
bell_postgres_parameter_set_blob (BellPostgresParameter *self,
                                  const void            *data,
                                  gsize                  length)
{
  bell_postgres_parameter_clear (self);
  if (data == NULL)
    return;
  self->kind = BOUND_BLOB;
  self->owned = g_malloc (length + 1);
  memcpy (self->owned, data, length);
  self->owned[length] = '\0';
  self->text = self->owned;
  self->length = length;
}

static void
write_64 (BellPostgresParameter *self,
          guint64                bits)
{
  bits = GUINT64_TO_BE (bits);
  memcpy (self->sent, &bits, sizeof bits);
}

/* A number travels in binary to a parameter of its type, else in words that the
 * server reads or refuses. Returns: the format */
static int
encode_number (BellPostgresParameter *self,
               Oid                    type,
               int                   *length)
{
  double number = self->kind == BOUND_DOUBLE ? self->number : (double) self->integer;
  guint64 bits;

  if (type == BELL_POSTGRES_INT8 && self->kind == BOUND_INTEGER)
    {
      write_64 (self, (guint64) self->integer);
      *length = 8;
      return 1;
    }
  if (type == BELL_POSTGRES_FLOAT8)
    {
      memcpy (&bits, &number, sizeof bits);
      write_64 (self, bits);
      *length = 8;
      return 1;
    }
  if (self->kind == BOUND_DOUBLE)
    g_ascii_dtostr (self->sent, sizeof self->sent, self->number);
  else
    g_snprintf (self->sent, sizeof self->sent, "%" G_GINT64_FORMAT, self->integer);
  return 0;
}

/* @type: that the server gives the parameter
 * @value: (out) (transfer none) (nullable): what libpq takes, with its length and format */
void
bell_postgres_parameter_encode (BellPostgresParameter  *self,
                                Oid                     type,
                                const char            **value,
                                int                    *length,
                                int                    *format)
{
  *value = self->text;
  *length = (int) self->length;
  *format = 0;
  if (self->kind == BOUND_INTEGER || self->kind == BOUND_DOUBLE)
    {
      *format = encode_number (self, type, length);
      *value = self->sent;
    }
  else if (self->kind == BOUND_BLOB || (self->kind == BOUND_TEXT && type == BELL_POSTGRES_BYTEA))
    {
      *format = 1;
    }
}
