/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sync-private.h"

#include "bell-typing.h"

/* Said later it would be wrong. */
#define TYPING_SECONDS 3

typedef struct
{
  BellTransport *transport;
  GBytes *body;
} Telling;

static void
telling_free (gpointer data)
{
  Telling *telling = data;

  g_object_unref (telling->transport);
  g_bytes_unref (telling->body);
  g_free (telling);
}

/* Whether it arrived matters to nobody. */
static void
run_telling (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Telling *telling = task_data;
  BellTransportRequest post = { .method = "POST", .url = BELL_TYPING_PATH, .content_type = "application/json",
                                .body = telling->body, .max_reply = 4096, .time_limit = TYPING_SECONDS };
  g_autoptr (BellTransportReply) reply = bell_transport_send (telling->transport, &post, cancellable, NULL);

  g_task_return_boolean (task, reply != NULL);
}

/**
 * bell_sync_tell_typing:
 * @self: an engine
 * @ticket_id: where
 *
 * Tells those whom it concerns that the person writes a reply right now. To be used
 * while the state is live, once every %BELL_TYPING_INTERVAL.
 */
void
bell_sync_tell_typing (BellSync   *self,
                       const char *ticket_id)
{
  g_autoptr (BellTyping) typing = NULL;
  g_autoptr (GTask) task = NULL;
  Telling *telling;
  char *text;

  g_return_if_fail (BELL_IS_SYNC (self));
  g_return_if_fail (ticket_id != NULL);

  typing = bell_typing_new (ticket_id, NULL);
  text = bell_typing_to_text (typing);
  telling = g_new0 (Telling, 1);
  telling->transport = g_object_ref (self->transport);
  telling->body = g_bytes_new_take (text, strlen (text));
  task = g_task_new (self, self->closing, NULL, NULL);
  g_task_set_source_tag (task, bell_sync_tell_typing);
  g_task_set_task_data (task, telling, telling_free);
  g_task_run_in_thread (task, run_telling);
}
