/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sync-private.h"

/* A device that was revoked has its copy taken away. What keeps it from that (a
 * disk that is full, another program that writes) passes: it is tried until it is
 * done, or until the device's owner has signed in again. */

#define SEAL_AGAIN (10 * 1000) /* milliseconds */

static gboolean
on_seal_again (gpointer user_data)
{
  BellSync *self = user_data;

  bell_sync_clear_source (&self->seal_timer);
  bell_sync_seal (self);

  return G_SOURCE_REMOVE;
}

static void
on_sealed (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (BellSync) self = user_data;
  g_autoptr (GError) error = NULL;

  self->sealing = FALSE;
  if (bell_store_sync_seal_finish (BELL_STORE (object), result, &error))
    return;

  g_warning ("This device was revoked, and its copy cannot be taken away yet: %s", error->message);
  if (!g_cancellable_is_cancelled (self->closing) && self->revoked)
    bell_sync_set_source (self, &self->seal_timer, SEAL_AGAIN, on_seal_again);
}

/**
 * bell_sync_seal:
 *
 * Takes the copy away, now or as soon as that can be done.
 */
void
bell_sync_seal (BellSync *self)
{
  self->revoked = TRUE;
  bell_sync_clear_source (&self->seal_timer);
  if (self->sealing || bell_store_is_sealed (self->store))
    return;

  self->sealing = TRUE;
  bell_store_sync_seal (self->store, NULL, on_sealed, g_object_ref (self));
}

/**
 * bell_sync_unseal:
 *
 * The server has taken this device's token: it is its owner's again.
 */
void
bell_sync_unseal (BellSync *self)
{
  self->revoked = FALSE;
  bell_sync_clear_source (&self->seal_timer);
  bell_store_sync_unseal (self->store);
}
