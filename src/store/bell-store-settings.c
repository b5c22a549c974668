/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-private.h"

#include "bell-store-sync.h"

#include <string.h>

/* After a write that failed. */
#define RETRY_SECONDS 10

/* What is the person's own and small: the account, settings, read marks, drafts.
 * The truth while the program runs is in memory; what was changed is written at
 * once, or, while a write is under way, right after it. So typing costs one
 * write at a time, and a draft on disk is never older than that write. */

typedef enum
{
  WRITE_SETTING,
  WRITE_MARK,
  WRITE_DRAFT,
} BellWriteKind;

typedef struct
{
  BellWriteKind kind;
  char *key;
  char *value;
  BellDraft *draft;
} BellSmallWrite;

static void
bell_small_write_free (gpointer data)
{
  BellSmallWrite *write = data;

  g_free (write->key);
  g_free (write->value);
  g_clear_pointer (&write->draft, bell_draft_free);
  g_free (write);
}

static BellStatement *
bell_small_write_prepare (const BellSmallWrite  *write,
                          BellFiles             *files,
                          GError               **error)
{
  gboolean remove = write->value == NULL && write->draft == NULL;
  g_autoptr (BellStatement) statement = NULL;

  switch (write->kind)
    {
    case WRITE_SETTING:
      statement = bell_files_prepare (files->outbox, remove ? "setting-unset" : "setting-set", error);
      break;
    case WRITE_MARK:
      statement = bell_files_prepare (files->outbox, "read-mark-set", error);
      break;
    case WRITE_DRAFT:
      statement = bell_files_prepare (files->outbox, remove ? "draft-delete" : "draft-save", error);
      break;
    default:
      g_assert_not_reached ();
    }

  if (statement == NULL)
    return NULL;

  bell_statement_bind_text (statement, 1, write->key);
  if (write->draft != NULL)
    {
      const BellDraft *draft = write->draft;
      g_autofree char *attachments = draft->attachments != NULL
        ? bell_value_to_column_text (bell_message_property (BELL_MESSAGE_ATTACHMENTS), draft->attachments)
        : NULL;

      bell_statement_bind_text (statement, 2, draft->kind);
      bell_statement_bind_text (statement, 3, draft->title);
      bell_statement_bind_text (statement, 4, draft->text);
      bell_statement_bind_text (statement, 5, attachments);
      bell_statement_bind_text (statement, 6, draft->extra);
      bell_statement_bind_int64 (statement, 7, draft->updated_at);
    }
  else if (!remove)
    bell_statement_bind_text (statement, 2, write->value);

  return g_steal_pointer (&statement);
}

static gboolean
bell_store_small_writes_run (BellFiles  *files,
                             gpointer    data,
                             GError    **error)
{
  static const char *const names[] = { "setting", "read", "draft" };
  GPtrArray *writes = data;
  g_autoptr (BellTransaction) transaction = bell_transaction_begin (files->outbox, error);

  if (transaction == NULL)
    return FALSE;

  for (guint i = 0; i < writes->len; i++)
    {
      const BellSmallWrite *write = g_ptr_array_index (writes, i);
      g_autoptr (BellStatement) statement = bell_small_write_prepare (write, files, error);

      if (statement == NULL || !bell_statement_run (statement, error) ||
          !bell_outbox_file_note (files, names[write->kind], write->key, NULL, error))
        return FALSE;
    }

  return bell_transaction_commit (transaction, error);
}

static gboolean
bell_store_retry_cb (gpointer user_data)
{
  BellStore *self = user_data;

  g_clear_pointer (&self->retry_source, g_source_unref);
  if (!self->writing)
    bell_store_write_dirty (self);

  return G_SOURCE_REMOVE;
}

/* The disk may be full, and then no longer. */
static void
bell_store_retry_later (BellStore *self)
{
  if (!self->open || self->retry_source != NULL)
    return;

  self->retry_source = g_timeout_source_new_seconds (RETRY_SECONDS);
  g_source_set_callback (self->retry_source, bell_store_retry_cb, self, NULL);
  g_source_attach (self->retry_source, self->context);
}

static void
bell_store_small_writes_cb (GObject      *object,
                            GAsyncResult *result,
                            gpointer      user_data)
{
  BellStore *self = BELL_STORE (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) keys = user_data;
  g_autoptr (GPtrArray) writes = bell_store_run_finish (self, result, &error);

  self->writing = FALSE;
  if (writes == NULL)
    {
      /* It stays in memory, and goes with the next one or in a while. */
      while (keys->len > 0)
        g_hash_table_add (self->dirty, g_ptr_array_steal_index_fast (keys, keys->len - 1));
      g_clear_error (&self->unwritten);
      self->unwritten = g_error_copy (error);
      bell_store_report (self, error);
      bell_store_retry_later (self);
      return;
    }

  g_clear_error (&self->unwritten);
  if (g_hash_table_size (self->dirty) > 0)
    bell_store_write_dirty (self);
}

/**
 * bell_store_write_dirty:
 *
 * Hands what has been changed to the writer.
 */
void
bell_store_write_dirty (BellStore *self)
{
  GPtrArray *writes, *keys;
  GHashTableIter iter;
  gpointer key;

  if (g_hash_table_size (self->dirty) == 0)
    return;

  keys = g_ptr_array_new_with_free_func (g_free);
  writes = g_ptr_array_new_with_free_func (bell_small_write_free);
  g_hash_table_iter_init (&iter, self->dirty);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      BellSmallWrite *write = g_new0 (BellSmallWrite, 1);
      const char *space = strchr (key, ' ');

      g_ptr_array_add (keys, g_strdup (key));
      write->key = g_strdup (space + 1);
      if (g_str_has_prefix (key, "setting "))
        {
          write->kind = WRITE_SETTING;
          write->value = g_strdup (g_hash_table_lookup (self->settings, write->key));
        }
      else if (g_str_has_prefix (key, "read "))
        {
          write->kind = WRITE_MARK;
          write->value = g_strdup (g_hash_table_lookup (self->marks, write->key));
        }
      else
        {
          BellDraft *draft = g_hash_table_lookup (self->drafts, write->key);

          write->kind = WRITE_DRAFT;
          write->draft = draft != NULL ? bell_draft_copy (draft) : NULL;
        }
      g_ptr_array_add (writes, write);
    }

  g_hash_table_remove_all (self->dirty);
  self->writing = TRUE;
  bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_store_small_writes_run, writes,
                  (GDestroyNotify) g_ptr_array_unref, NULL, bell_store_small_writes_cb, keys);
}

/**
 * bell_store_queue_write:
 * @what: setting, read or draft
 * @key: which
 *
 * Has what is in memory under @key written.
 */
void
bell_store_queue_write (BellStore  *self,
                        const char *what,
                        const char *key)
{
  g_hash_table_add (self->dirty, g_strconcat (what, " ", key, NULL));
  if (!self->writing)
    bell_store_write_dirty (self);
}

/* --- Account and settings ------------------------------------------------ */

/**
 * bell_store_get_setting:
 * @name: a name
 *
 * Returns: (nullable): what is kept under @name
 */
const char *
bell_store_get_setting (BellStore  *self,
                        const char *name)
{
  g_return_val_if_fail (BELL_IS_STORE (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return g_hash_table_lookup (self->settings, name);
}

/**
 * bell_store_set_setting:
 * @name: a name
 * @value: (nullable): a text, or %NULL to forget it
 *
 * Keeps a text under a name. It is on the disk soon, and at the latest when
 * bell_store_flush() has ended or the store is closed.
 */
void
bell_store_set_setting (BellStore  *self,
                        const char *name,
                        const char *value)
{
  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (name != NULL && *name != '\0');

  if (g_strcmp0 (g_hash_table_lookup (self->settings, name), value) == 0)
    return;

  if (value != NULL)
    g_hash_table_insert (self->settings, g_strdup (name), g_strdup (value));
  else
    g_hash_table_remove (self->settings, name);

  bell_store_queue_write (self, "setting", name);
}

/**
 * bell_store_set_account:
 * @account: who is signed in, where and on what
 *
 * Keeps whose store this is.
 */
void
bell_store_set_account (BellStore            *self,
                        const BellStoreOwner *account)
{
  g_autofree char *teams = NULL;

  g_return_if_fail (BELL_IS_STORE (self));
  g_return_if_fail (account != NULL);

  teams = account->teams != NULL ? g_strjoinv (" ", (char **) account->teams) : NULL;
  bell_store_set_setting (self, "server-url", account->server_url);
  bell_store_set_setting (self, "account-id", account->account_id);
  bell_store_set_setting (self, "principal-id", account->principal_id);
  bell_store_set_setting (self, "email", account->email);
  bell_store_set_setting (self, "device", account->device);
  bell_store_set_setting (self, "role", bell_enum_to_nick (bell_role_get_type (), account->role));
  bell_store_set_setting (self, "teams", teams);

  bell_store_settle_account (self);
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify (G_OBJECT (self), "server-url");
  g_object_notify (G_OBJECT (self), "account-id");
  g_object_notify (G_OBJECT (self), "principal-id");
  g_object_notify (G_OBJECT (self), "email");
  g_object_notify (G_OBJECT (self), "device");
  g_object_thaw_notify (G_OBJECT (self));
  bell_store_sync_unseal (self);
  g_signal_emit_by_name (self, "account-changed");
}

const char *
bell_store_get_server_url (BellStore *self)
{
  return bell_store_get_setting (self, "server-url");
}

const char *
bell_store_get_account_id (BellStore *self)
{
  return bell_store_get_setting (self, "account-id");
}

const char *
bell_store_get_principal_id (BellStore *self)
{
  return bell_store_get_setting (self, "principal-id");
}

const char *
bell_store_get_email (BellStore *self)
{
  return bell_store_get_setting (self, "email");
}

const char *
bell_store_get_device (BellStore *self)
{
  return bell_store_get_setting (self, "device");
}

/**
 * bell_store_get_role:
 *
 * Returns: the role of who is signed in: what the directory says, or until then
 *   what the account said
 */
BellRole
bell_store_get_role (BellStore *self)
{
  g_return_val_if_fail (BELL_IS_STORE (self), BELL_ROLE_REQUESTER);

  return self->role;
}

/**
 * bell_store_get_teams:
 *
 * Returns: (transfer none): ids of the teams of who is signed in
 */
const char *const *
bell_store_get_teams (BellStore *self)
{
  static const char *const none[] = { NULL };

  g_return_val_if_fail (BELL_IS_STORE (self), none);

  return self->teams != NULL ? (const char *const *) self->teams : none;
}

/**
 * bell_store_get_actor:
 *
 * Returns: who is signed in; its strings are the store's
 */
BellActor
bell_store_get_actor (BellStore *self)
{
  BellActor actor = { NULL, BELL_ROLE_REQUESTER, NULL };

  g_return_val_if_fail (BELL_IS_STORE (self), actor);

  actor.principal_id = bell_store_get_principal_id (self);
  actor.role = self->role;
  actor.teams = bell_store_get_teams (self);

  return actor;
}

/**
 * bell_store_get_clock:
 *
 * Returns: (transfer none): its clock
 */
BellClock *
bell_store_get_clock (BellStore *self)
{
  g_return_val_if_fail (BELL_IS_STORE (self), NULL);

  return self->clock;
}

static gboolean
bell_store_flush_run (BellFiles  *files,
                      gpointer    data,
                      GError    **error)
{
  return TRUE;
}

/**
 * bell_store_flush:
 * @callback: called when the disk has all that was written before
 *
 * Waits for the disk.
 */
void
bell_store_flush (BellStore           *self,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  g_return_if_fail (BELL_IS_STORE (self));

  bell_store_write_dirty (self);
  bell_store_run (self, BELL_STORE_THREAD_WRITER, bell_store_flush_run, g_strdup (""), g_free, cancellable, callback,
                  user_data);
}

/**
 * bell_store_flush_finish:
 *
 * Returns: whether the disk has it all
 */
gboolean
bell_store_flush_finish (BellStore     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_autofree char *data = bell_store_run_finish (self, result, error);

  if (data != NULL && self->unwritten != NULL)
    g_propagate_error (error, g_error_copy (self->unwritten));

  return data != NULL && self->unwritten == NULL;
}
