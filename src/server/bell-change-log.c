/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "bell-wire.h"
#include "bell-work-private.h"

G_STATIC_ASSERT (BELL_DIGEST_LENGTH == crypto_hash_sha256_BYTES);

static void
feed (crypto_hash_sha256_state *state,
      const char               *text)
{
  /* With its NUL: no two lists of texts run together to the same bytes. */
  crypto_hash_sha256_update (state, (const unsigned char *) (text != NULL ? text : "\x01"),
                             strlen (text != NULL ? text : "\x01") + 1);
}

/* By what a change is known again: everything that its author decided, but
 * not when, because a client may leave that to the server. */
void
bell_change_digest (const BellChange *change,
                    guint8           *digest)
{
  BellPatch *expected = bell_change_get_expected (change);
  g_autofree char *patch = bell_change_get_patch (change) != NULL ? bell_wire_patch_to_text (bell_change_get_patch (change)) : NULL;
  g_autofree char *condition = expected != NULL ? bell_wire_patch_to_text (expected) : NULL;
  crypto_hash_sha256_state state;

  crypto_hash_sha256_init (&state);
  feed (&state, bell_type_get_wire_name (bell_change_get_data_type (change)));
  feed (&state, bell_enum_to_nick (bell_change_kind_get_type (), bell_change_get_kind (change)));
  feed (&state, bell_change_get_object_id (change));
  feed (&state, bell_change_get_author_id (change));
  feed (&state, patch);
  feed (&state, condition);
  crypto_hash_sha256_final (&state, digest);
}

gboolean
bell_work_log (BellWork         *self,
               const BellChange *confirmed,
               const guint8     *digest,
               GError          **error)
{
  BellPatch *expected = bell_change_get_expected (confirmed);
  g_autofree char *patch = bell_change_get_patch (confirmed) != NULL ? bell_wire_patch_to_text (bell_change_get_patch (confirmed)) : NULL;
  g_autofree char *condition = expected != NULL ? bell_wire_patch_to_text (expected) : NULL;
  g_autofree char *topic_id = NULL, *owner_id = NULL;
  g_autoptr (BellStatement) statement = NULL;
  gboolean shared;

  if (!bell_work_get_topic (self, confirmed, &topic_id, &shared, &owner_id, error))
    return FALSE;
  statement = bell_work_prepare (self, BELL_SERVER_SQL ("log-insert"), error);
  if (statement == NULL)
    return FALSE;
  bell_statement_bind_int64 (statement, 1, bell_change_get_modseq (confirmed));
  bell_statement_bind_static_text (statement, 2, bell_change_get_id (confirmed));
  bell_statement_bind_static_text (statement, 3, bell_type_get_wire_name (bell_change_get_data_type (confirmed)));
  bell_statement_bind_static_text (statement, 4, bell_change_get_object_id (confirmed));
  bell_statement_bind_static_text (statement, 5, topic_id);
  bell_statement_bind_int64 (statement, 6, shared);
  bell_statement_bind_static_text (statement, 7, owner_id);
  bell_statement_bind_static_text (statement, 8,
                                   bell_enum_to_nick (bell_change_kind_get_type (), bell_change_get_kind (confirmed)));
  bell_statement_bind_static_text (statement, 9, patch != NULL ? patch : "{}");
  bell_statement_bind_static_text (statement, 10, condition);
  bell_statement_bind_blob (statement, 11, digest, BELL_DIGEST_LENGTH);
  bell_statement_bind_static_text (statement, 12, bell_change_get_author_id (confirmed));
  bell_statement_bind_static_text (statement, 13, bell_change_get_device (confirmed));
  bell_statement_bind_int64 (statement, 14, bell_change_get_acted_at (confirmed));
  bell_statement_bind_int64 (statement, 15, bell_change_get_received_at (confirmed));
  bell_statement_bind_static_text (statement, 16, bell_change_get_cause_id (confirmed));
  return bell_statement_run (statement, error);
}

/* The change in a row that has the columns of log-scan.sql. */
BellChange *
bell_change_log_read (BellStatement *statement,
                      GError       **error)
{
  BellType type = bell_type_from_wire_name (bell_statement_get_text (statement, 2));
  const char *condition = bell_statement_get_text (statement, 6);
  g_autoptr (BellPatch) patch = NULL;
  g_autoptr (BellPatch) expected = NULL;
  g_autoptr (BellChange) change = NULL;
  int kind;

  if (type >= BELL_N_TABLE_TYPES ||
      !bell_enum_from_nick (bell_change_kind_get_type (), bell_statement_get_text (statement, 4), &kind))
    {
      g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_DAMAGED,
                   _("Change %" PRId64 " of the log makes no sense."), bell_statement_get_int64 (statement, 0));
      return NULL;
    }

  if (kind != BELL_CHANGE_KIND_DESTROY)
    {
      patch = bell_wire_patch_from_text (type, bell_statement_get_text (statement, 5), error);
      if (patch == NULL)
        return NULL;
    }
  if (condition != NULL)
    {
      expected = bell_wire_patch_from_text (bell_change_get_expected_type ((BellChangeKind) kind, type), condition, error);
      if (expected == NULL)
        return NULL;
    }

  change = bell_change_new (bell_statement_get_text (statement, 1), (BellChangeKind) kind, type,
                            bell_statement_get_text (statement, 3), patch, expected,
                            bell_statement_get_text (statement, 7), bell_statement_get_text (statement, 8),
                            bell_statement_get_int64 (statement, 9));
  return bell_change_new_confirmed (change, patch, bell_statement_get_int64 (statement, 0),
                                    bell_statement_get_int64 (statement, 10), bell_statement_get_text (statement, 11));
}
