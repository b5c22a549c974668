/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sync-peer.h"

#include "bell-soup-transport.h"
#include "bell-test-folder.h"

static void
on_ready (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

gboolean
peer_on_deadline (gpointer data)
{
  g_error ("Waited too long for %s", (const char *) data);

  return G_SOURCE_REMOVE;
}

/* Opens the files again, without signing in. */
void
peer_open (Peer *self)
{
  g_autoptr (GError) error = NULL;

  self->store = bell_store_new (self->clock, self->folder, self->folder);
  bell_store_open_sync (self->store, &error);
  g_assert_no_error (error);
  self->transport = bell_soup_transport_new (bell_test_server_get_url (self->server), NULL, FALSE);
  self->sign_in = bell_sign_in_new (self->store, self->transport, NULL);
  self->sync = bell_sync_new (self->store, self->transport, self->clock, NULL);
}

void
peer_close (Peer *self)
{
  gpointer sync = self->sync, transport = self->transport;

  g_object_add_weak_pointer (G_OBJECT (self->sync), &sync);
  g_object_add_weak_pointer (G_OBJECT (self->transport), &transport);
  bell_sync_stop (self->sync);
  g_clear_object (&self->sync);
  g_clear_object (&self->sign_in);
  g_clear_object (&self->transport);

  /* The listener's thread and a job that was cancelled end by themselves. */
  while (sync != NULL || g_atomic_pointer_get (&transport) != NULL)
    {
      g_main_context_iteration (NULL, FALSE);
      g_thread_yield ();
    }

  bell_store_close (self->store);
  g_clear_object (&self->store);
}

gboolean
peer_sign_in (Peer    *self,
              GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bell_sign_in_run (self->sign_in, self->email, BELL_TEST_PASSWORD, NULL, on_ready, &result);
  if (!bell_sign_in_run_finish (self->sign_in, wait_for (&result), error))
    return FALSE;

  /* One that was signed out waits for a token; a new one has it. */
  if (bell_sync_get_state (self->sync) == BELL_SYNC_STATE_NEEDS_SIGN_IN)
    {
      g_object_unref (self->sync);
      self->sync = bell_sync_new (self->store, self->transport, self->clock, NULL);
    }

  return TRUE;
}

Peer *
peer_new (BellTestServer *server,
          const char     *email,
          BellClock      *clock)
{
  g_autoptr (GError) error = NULL;
  Peer *self = g_new0 (Peer, 1);

  self->server = server;
  self->email = g_strdup (email);
  self->folder = g_dir_make_tmp ("bell-peer-XXXXXX", &error);
  g_assert_no_error (error);
  self->clock = clock != NULL ? g_object_ref (clock) : bell_clock_new_system ();
  peer_open (self);
  peer_sign_in (self, &error);
  g_assert_no_error (error);

  return self;
}

void
peer_free (Peer *self)
{
  peer_close (self);
  bell_test_remove_folder (self->folder);
  g_clear_object (&self->clock);
  g_free (self->email);
  g_free (self->folder);
  g_free (self);
}

gboolean
peer_try_round (Peer    *self,
                GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bell_sync_now (self->sync, NULL, on_ready, &result);

  return bell_sync_now_finish (self->sync, wait_for (&result), error);
}

void
peer_round (Peer *self)
{
  g_autoptr (GError) error = NULL;

  peer_try_round (self, &error);
  g_assert_no_error (error);
}

/* Takes @change over. */
void
peer_commit (Peer       *self,
             BellChange *change)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (changes, change);
  bell_store_commit (self->store, changes, NULL, on_ready, &result);
  bell_store_commit_finish (self->store, wait_for (&result), &error);
  g_assert_no_error (error);
}

char *
peer_create_ticket (Peer       *self,
                    const char *subject)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);
  char *id = bell_store_new_id (self->store, BELL_TYPE_TICKET);

  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, subject);
  bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID, bell_test_server_get_person (self->server, BELL_TEST_REQUESTER));
  peer_commit (self, bell_store_new_change (self->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_TICKET, id, patch, NULL));

  return id;
}

char *
peer_write (Peer            *self,
            const char      *ticket_id,
            BellMessageKind  kind,
            const char      *body)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_MESSAGE);
  char *id = bell_store_new_id (self->store, BELL_TYPE_MESSAGE);

  bell_patch_set_text (patch, BELL_MESSAGE_TICKET_ID, ticket_id);
  bell_patch_set_integer (patch, BELL_MESSAGE_KIND, kind);
  bell_patch_set_text (patch, BELL_MESSAGE_BODY, body);
  peer_commit (self, bell_store_new_change (self->store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, id, patch, NULL));

  return id;
}

/* Takes @patch over. */
void
peer_update (Peer       *self,
             BellType    type,
             const char *id,
             BellPatch  *patch)
{
  g_autoptr (BellPatch) taken = patch;

  peer_commit (self, bell_store_new_change (self->store, BELL_CHANGE_KIND_UPDATE, type, id, taken, NULL));
}

BellRecord *
peer_lookup (Peer       *self,
             BellType    type,
             const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;

  bell_store_lookup (self->store, type, id, NULL, on_ready, &result);

  return bell_store_lookup_finish (self->store, wait_for (&result), NULL);
}

guint
peer_count_outbox (Peer *self)
{
  return g_list_model_get_n_items (bell_store_get_outbox (self->store));
}

/* The id of the first change that waits for a person, or NULL. */
char *
peer_find_parked (Peer *self)
{
  GListModel *outbox = bell_store_get_outbox (self->store);

  for (guint i = 0; i < g_list_model_get_n_items (outbox); i++)
    {
      g_autoptr (BellOutboxItem) item = g_list_model_get_item (outbox, i);

      if (bell_outbox_item_get_state (item) == BELL_OUTBOX_STATE_PARKED)
        return g_strdup (bell_change_get_id (bell_outbox_item_get_change (item)));
    }

  return NULL;
}

BellConflict *
peer_get_conflict (Peer       *self,
                   const char *change_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  BellConflict *conflict;

  bell_store_get_conflict (self->store, change_id, NULL, on_ready, &result);
  conflict = bell_store_get_conflict_finish (self->store, wait_for (&result), &error);
  g_assert_no_error (error);

  return conflict;
}

void
peer_reapply (Peer       *self,
              const char *change_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  bell_store_reapply (self->store, change_id, NULL, on_ready, &result);
  bell_store_reapply_finish (self->store, wait_for (&result), &error);
  g_assert_no_error (error);
}

void
peer_undo (Peer       *self,
           const char *change_id)
{
  const char *const ids[] = { change_id, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  bell_store_undo (self->store, ids, NULL, on_ready, &result);
  bell_store_undo_finish (self->store, wait_for (&result), &error);
  g_assert_no_error (error);
}

void
peer_discard (Peer       *self,
              const char *change_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  bell_store_discard (self->store, change_id, NULL, on_ready, &result);
  bell_store_discard_finish (self->store, wait_for (&result), &error);
  g_assert_no_error (error);
}
