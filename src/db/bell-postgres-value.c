/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "bell-postgres-private.h"

/* Values as PostgreSQL sends them: in network order. A NUMERIC, which sums of
 * numbers are, comes in groups of four decimal digits. */

#define NUMERIC_HEADER 8
#define NUMERIC_NEGATIVE 0x4000

static guint16
read_16 (const char *data)
{
  guint16 value;

  memcpy (&value, data, sizeof value);
  return GUINT16_FROM_BE (value);
}

static guint32
read_32 (const char *data)
{
  guint32 value;

  memcpy (&value, data, sizeof value);
  return GUINT32_FROM_BE (value);
}

static guint64
read_64 (const char *data)
{
  guint64 value;

  memcpy (&value, data, sizeof value);
  return GUINT64_FROM_BE (value);
}

static double
numeric_to_double (const char *data,
                   int         length)
{
  int n_groups, weight;
  double value = 0, unit = 1;

  if (length < NUMERIC_HEADER)
    return 0;
  n_groups = read_16 (data);
  weight = (gint16) read_16 (data + 2);
  for (int i = 0; i < weight; i++)
    unit *= 10000;
  for (int i = weight; i < 0; i++)
    unit /= 10000;
  for (int i = 0; i < n_groups && NUMERIC_HEADER + 2 * (i + 1) <= length; i++)
    {
      value += unit * read_16 (data + NUMERIC_HEADER + 2 * i);
      unit /= 10000;
    }
  return read_16 (data + 4) == NUMERIC_NEGATIVE ? -value : value;
}

/* What stands before the decimal point. */
static gint64
numeric_to_int64 (const char *data,
                  int         length)
{
  int n_groups, weight;
  guint64 value = 0;

  if (length < NUMERIC_HEADER)
    return 0;
  n_groups = read_16 (data);
  weight = (gint16) read_16 (data + 2);
  for (int i = 0; i <= weight; i++)
    value = value * 10000 + (i < n_groups && NUMERIC_HEADER + 2 * (i + 1) <= length ? read_16 (data + NUMERIC_HEADER + 2 * i) : 0);
  return read_16 (data + 4) == NUMERIC_NEGATIVE ? -(gint64) value : (gint64) value;
}

gboolean
bell_postgres_type_is_text (Oid type)
{
  switch (type)
    {
    case BELL_POSTGRES_BOOL:
    case BELL_POSTGRES_BYTEA:
    case BELL_POSTGRES_INT8:
    case BELL_POSTGRES_INT2:
    case BELL_POSTGRES_INT4:
    case BELL_POSTGRES_OID:
    case BELL_POSTGRES_FLOAT4:
    case BELL_POSTGRES_FLOAT8:
    case BELL_POSTGRES_NUMERIC:
      return FALSE;
    default:
      return TRUE;
    }
}

gint64
bell_postgres_value_to_int64 (const char *data,
                              int         length,
                              Oid         type)
{
  switch (type)
    {
    case BELL_POSTGRES_BOOL:
      return data[0] != 0;
    case BELL_POSTGRES_INT8:
      return (gint64) read_64 (data);
    case BELL_POSTGRES_INT2:
      return (gint16) read_16 (data);
    case BELL_POSTGRES_INT4:
      return (gint32) read_32 (data);
    case BELL_POSTGRES_OID:
      return read_32 (data);
    case BELL_POSTGRES_FLOAT4:
    case BELL_POSTGRES_FLOAT8:
      return (gint64) bell_postgres_value_to_double (data, length, type);
    case BELL_POSTGRES_NUMERIC:
      return numeric_to_int64 (data, length);
    default:
      return g_ascii_strtoll (data, NULL, 10);
    }
}

double
bell_postgres_value_to_double (const char *data,
                               int         length,
                               Oid         type)
{
  union
  {
    guint64 bits;
    double value;
  } wide;
  union
  {
    guint32 bits;
    float value;
  } narrow;

  switch (type)
    {
    case BELL_POSTGRES_FLOAT8:
      wide.bits = read_64 (data);
      return wide.value;
    case BELL_POSTGRES_FLOAT4:
      narrow.bits = read_32 (data);
      return (double) narrow.value;
    case BELL_POSTGRES_NUMERIC:
      return numeric_to_double (data, length);
    case BELL_POSTGRES_BOOL:
    case BELL_POSTGRES_INT8:
    case BELL_POSTGRES_INT2:
    case BELL_POSTGRES_INT4:
    case BELL_POSTGRES_OID:
      return (double) bell_postgres_value_to_int64 (data, length, type);
    default:
      return g_ascii_strtod (data, NULL);
    }
}

/* A value that is no text itself, in the words that SQLite would find for it. */
char *
bell_postgres_value_to_text (const char *data,
                             int         length,
                             Oid         type)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  switch (type)
    {
    case BELL_POSTGRES_FLOAT4:
    case BELL_POSTGRES_FLOAT8:
      return g_strdup (g_ascii_dtostr (buffer, sizeof buffer, bell_postgres_value_to_double (data, length, type)));
    case BELL_POSTGRES_BOOL:
    case BELL_POSTGRES_INT8:
    case BELL_POSTGRES_INT2:
    case BELL_POSTGRES_INT4:
    case BELL_POSTGRES_OID:
    case BELL_POSTGRES_NUMERIC:
      return g_strdup_printf ("%" G_GINT64_FORMAT, bell_postgres_value_to_int64 (data, length, type));
    default:
      return g_strndup (data, (gsize) length);
    }
}
