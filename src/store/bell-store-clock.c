/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdio.h>

#include "bell-outbox-file.h"
#include "bell-overlay.h"
#include "bell-server-clock.h"
#include "bell-store-private.h"
#include "bell-store-sync.h"
#include "bell-wire.h"

/* A computer's clock may be wrong by years. What was done before the server was
 * heard is set right as soon as it is, before any of it is sent; what the clock
 * said then is noted for the next start. */

#define SETTING "server-clock" /* "LOCAL SERVER", in milliseconds since 1970 */
#define NOTED_FOR (60 * 60 * 1000)

static gboolean
correct_row (BellFiles            *files,
             const BellOutboxRow  *row,
             gint64                offset,
             GError              **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (files->outbox, "outbox-set-time", error);
  BellChange *change = row->change;
  gint64 acted_at = bell_change_get_acted_at (change);
  g_autoptr (BellChange) corrected =
    bell_change_new (bell_change_get_id (change), bell_change_get_kind (change), bell_change_get_data_type (change),
                     bell_change_get_object_id (change), bell_change_get_patch (change), bell_change_get_expected (change),
                     bell_change_get_author_id (change), bell_change_get_device (change),
                     acted_at != BELL_TIME_UNSET ? acted_at + offset : acted_at);
  g_autofree char *content = bell_wire_change_to_text (corrected);

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_text (statement, 1, bell_change_get_id (change));
  bell_statement_bind_text (statement, 2, content);
  bell_statement_bind_time (statement, 3, row->due_at != BELL_TIME_UNSET ? row->due_at + offset : row->due_at);

  return bell_statement_run (statement, error) &&
         (offset == 0 || bell_outbox_file_note (files, "change", bell_change_get_id (change), row->group, error));
}

static gboolean
bell_clock_correct_run (BellFiles  *files,
                        gpointer    data,
                        GError    **error)
{
  const gint64 *offset = data;
  g_autoptr (BellTransaction) transaction = NULL;
  g_autoptr (GPtrArray) rows = bell_outbox_file_load (files, "outbox-uncertain", NULL, error);

  if (rows == NULL || rows->len == 0)
    return rows != NULL;

  transaction = bell_transaction_begin (files->outbox, error);
  if (transaction == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!correct_row (files, g_ptr_array_index (rows, i), *offset, error))
      return FALSE;

  return bell_transaction_commit (transaction, error) && (*offset == 0 || bell_overlay_catch_up (files, error));
}

/* What is noted is as old as it may be, or says another thing. */
static void
note (BellStore       *self,
      BellServerClock *clock,
      gint64           server_now)
{
  const char *noted = bell_store_get_setting (self, SETTING);
  gint64 local = bell_server_clock_get_local (clock);
  g_autofree char *text = NULL;
  gint64 then[2];

  if (noted != NULL && sscanf (noted, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, &then[0], &then[1]) == 2 &&
      server_now >= then[1] && server_now - then[1] < NOTED_FOR &&
      ABS ((server_now - local) - (then[1] - then[0])) < BELL_SERVER_CLOCK_TOLERANCE)
    return;

  text = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, local, server_now);
  bell_store_set_setting (self, SETTING, text);
}

/**
 * bell_store_recall_time:
 *
 * Takes up what was known of this computer's clock, before the server is heard.
 */
void
bell_store_recall_time (BellStore *self)
{
  const char *noted = bell_store_get_setting (self, SETTING);
  gint64 local, server;

  if (noted != NULL && BELL_IS_SERVER_CLOCK (self->clock) &&
      sscanf (noted, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, &local, &server) == 2)
    bell_server_clock_recall (BELL_SERVER_CLOCK (self->clock), local, server);
}

/**
 * bell_store_sync_learn_time:
 * @server_now: the server's time, this moment
 *
 * Goes by the server's time from now on, if the store's clock can. What waits
 * in the outbox and was done by this computer's clock alone is moved by as much
 * as that is wrong.
 */
void
bell_store_sync_learn_time (BellStore           *self,
                            gint64               server_now,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  gint64 *offset;

  g_return_if_fail (BELL_IS_STORE (self));

  offset = g_new0 (gint64, 1);
  if (BELL_IS_SERVER_CLOCK (self->clock))
    {
      bell_server_clock_learn (BELL_SERVER_CLOCK (self->clock), server_now);
      note (self, BELL_SERVER_CLOCK (self->clock), server_now);
      *offset = bell_clock_get_offset (self->clock);
    }

  bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_clock_correct_run, offset, g_free, cancellable, callback, user_data);
}

/**
 * bell_store_sync_learn_time_finish:
 * @error: BELL_DATABASE_ERROR
 *
 * Returns: whether all that waits has the right times
 */
gboolean
bell_store_sync_learn_time_finish (BellStore     *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  gint64 *offset = bell_store_run_finish (self, result, error);
  gboolean done = offset != NULL;

  g_free (offset);

  return done;
}
