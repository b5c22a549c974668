/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-database.h"
#include "bell-statement.h"
#include "bell-transaction.h"

G_BEGIN_DECLS

/* A folder of its own for each test, with a path for a database in it. */
typedef struct
{
  char *folder;
  char *path;
} DbFixture;

void          db_fixture_set_up      (DbFixture     *self,
                                      gconstpointer  data);
void          db_fixture_tear_down   (DbFixture     *self,
                                      gconstpointer  data);

BellDatabase *db_fixture_open        (DbFixture     *self);
void          db_fixture_insert      (BellDatabase  *database,
                                      const char    *text);
gint64        db_fixture_count       (BellDatabase  *database);
gboolean      db_fixture_try_insert  (BellDatabase  *database,
                                      const char    *text,
                                      GError       **error);

void          db_fixture_assert_sound (BellDatabase *database);
void          db_fixture_fill         (BellDatabase *database,
                                       guint         rows);

/* An error of this code that is a whole sentence and names what it is about. */
#define db_assert_error(error, code, part) \
  G_STMT_START { \
    g_assert_error (error, BELL_DATABASE_ERROR, code); \
    g_assert_nonnull (strstr ((error)->message, part)); \
    g_assert_true (g_str_has_suffix ((error)->message, ".")); \
  } G_STMT_END

G_END_DECLS
