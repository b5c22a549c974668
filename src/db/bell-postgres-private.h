/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libpq-fe.h>

#include "bell-database-private.h"
#include "bell-postgres.h"

G_BEGIN_DECLS

#define BELL_TYPE_POSTGRES_DATABASE (bell_postgres_database_get_type ())
G_DECLARE_FINAL_TYPE (BellPostgresDatabase, bell_postgres_database, BELL, POSTGRES_DATABASE, BellDatabase)

/* The types of PostgreSQL that Deskbell's statements take and give, by the
 * numbers that they have in every PostgreSQL. */
typedef enum
{
  BELL_POSTGRES_BOOL = 16,
  BELL_POSTGRES_BYTEA = 17,
  BELL_POSTGRES_INT8 = 20,
  BELL_POSTGRES_INT2 = 21,
  BELL_POSTGRES_INT4 = 23,
  BELL_POSTGRES_TEXT = 25,
  BELL_POSTGRES_OID = 26,
  BELL_POSTGRES_FLOAT4 = 700,
  BELL_POSTGRES_FLOAT8 = 701,
  BELL_POSTGRES_NUMERIC = 1700,
} BellPostgresType;

/* A prepared statement with what its parameters are bound to. */
typedef struct
{
  const char        *name;
  int                n_parameters;
  const char *const *values;
  const int         *lengths;
  const int         *formats;
} BellPostgresCall;

/* How many statements were sent whose results have not been read. */
typedef struct
{
  guint n_sent;
  gsize n_bytes;
} BellPostgresPipeline;

/* What a parameter is bound to; one that is all zero is null. */
typedef struct
{
  int         kind;
  gint64      integer;
  double      number;
  const char *text;
  char       *owned;  /* what @text points to, if it is a copy */
  gsize       length;
  char        sent[G_ASCII_DTOSTR_BUF_SIZE];
} BellPostgresParameter;

/* bell-postgres-database.c */
PGconn        *bell_postgres_database_get_connection (BellPostgresDatabase *self);
guint          bell_postgres_database_get_generation (BellPostgresDatabase *self);
guint          bell_postgres_database_next_number    (BellPostgresDatabase *self);
gboolean       bell_postgres_database_ensure         (BellPostgresDatabase *self,
                                                      GError              **error);
void           bell_postgres_database_note_changes   (BellPostgresDatabase *self,
                                                      PGresult             *result);
void           bell_postgres_database_set_error      (BellPostgresDatabase *self,
                                                      PGresult             *result,
                                                      const char           *sql,
                                                      GError              **error);
gboolean       bell_postgres_database_is_lost        (BellPostgresDatabase *self);
void           bell_postgres_database_lose           (BellPostgresDatabase *self);
BellPostgresPipeline *bell_postgres_database_get_pipeline (BellPostgresDatabase *self);
GPtrArray     *bell_postgres_database_get_channels   (BellPostgresDatabase *self);
gboolean       bell_postgres_database_run            (BellPostgresDatabase *self,
                                                      const char           *sql,
                                                      GError              **error);

/* bell-postgres-pipeline.c */
gboolean       bell_postgres_pipeline_send           (BellPostgresDatabase *database,
                                                      const BellPostgresCall *call,
                                                      GError              **error);
PGresult      *bell_postgres_pipeline_execute        (BellPostgresDatabase *database,
                                                      const BellPostgresCall *call,
                                                      GError              **error);
gboolean       bell_postgres_pipeline_settle         (BellPostgresDatabase *database,
                                                      GError              **error);

/* bell-postgres-open.c */
PGconn        *bell_postgres_connect                 (const char           *uri,
                                                      const char           *name,
                                                      BellDatabaseFlags     flags,
                                                      int                   busy_timeout,
                                                      GError              **error);
gboolean       bell_postgres_configure               (PGconn               *connection,
                                                      const char           *name,
                                                      BellDatabaseFlags     flags,
                                                      int                   busy_timeout,
                                                      GError              **error);
char          *bell_postgres_make_name               (const char           *uri,
                                                      GError              **error);

/* bell-postgres-statement.c */
BellStatement *bell_postgres_statement_new           (BellPostgresDatabase *database,
                                                      const char           *sql,
                                                      GError              **error);

/* bell-postgres-parameter.c */
void           bell_postgres_parameter_clear         (BellPostgresParameter *self);
void           bell_postgres_parameter_set_int64     (BellPostgresParameter *self,
                                                      gint64                value);
void           bell_postgres_parameter_set_double    (BellPostgresParameter *self,
                                                      double                value);
void           bell_postgres_parameter_set_text      (BellPostgresParameter *self,
                                                      const char           *text,
                                                      gboolean              copy);
void           bell_postgres_parameter_set_blob      (BellPostgresParameter *self,
                                                      const void           *data,
                                                      gsize                 length);
void           bell_postgres_parameter_encode        (BellPostgresParameter *self,
                                                      Oid                   type,
                                                      const char          **value,
                                                      int                  *length,
                                                      int                  *format);

/* bell-postgres-watch.c */
gboolean       bell_postgres_database_listen_again   (BellPostgresDatabase *self,
                                                      GError              **error);
gboolean       bell_postgres_database_listen         (BellDatabase         *database,
                                                      const char           *channel,
                                                      GError              **error);
gboolean       bell_postgres_database_notify         (BellDatabase         *database,
                                                      const char           *channel,
                                                      const char           *payload,
                                                      GError              **error);
gboolean       bell_postgres_database_wait           (BellDatabase         *database,
                                                      int                   wake_fd,
                                                      int                   milliseconds,
                                                      char                **payload,
                                                      GError              **error);

/* bell-postgres-sql.c */
char          *bell_postgres_translate               (const char           *sql);

/* bell-postgres-value.c */
gint64         bell_postgres_value_to_int64          (const char           *data,
                                                      int                   length,
                                                      Oid                   type);
double         bell_postgres_value_to_double         (const char           *data,
                                                      int                   length,
                                                      Oid                   type);
char          *bell_postgres_value_to_text           (const char           *data,
                                                      int                   length,
                                                      Oid                   type);
gboolean       bell_postgres_type_is_text            (Oid                   type);

/* bell-postgres-error.c */
void           bell_postgres_set_error               (GError              **error,
                                                      PGconn               *connection,
                                                      PGresult             *result,
                                                      const char           *name,
                                                      const char           *sql);

G_END_DECLS
