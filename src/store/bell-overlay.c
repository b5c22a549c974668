/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-overlay.h"

#include "bell-base.h"

#include "bell-due.h"
#include "bell-search-index.h"
#include "bell-sql.h"
#include "bell-workflow.h"

/* What people see is base with the outbox replayed. This computes it for one
 * group (a ticket with its messages, or another object) at a time and keeps the
 * result in the overlay tables, so that reading needs no replay. The effects of
 * a change are forecast by the same code that the server runs.
 *
 * A replay begins from base every time, so nothing is applied twice, and an
 * outbox row that is taken away leaves no trace. On the writer's thread,
 * inside a transaction of the cache. */

/* An object while the changes of its group are replayed. */
typedef struct
{
  BellType type;
  BellRecord *base;    /* NULL if base does not have it */
  BellRecord *record;  /* NULL once it is deleted, or not made yet */
  int pending;
  int refused;
} BellReplayObject;

typedef struct
{
  BellFiles *files;
  BellRole role;
  GHashTable *objects; /* id -> BellReplayObject */
  GPtrArray *order;    /* of ids, as they were met */
} BellReplay;

static void
bell_replay_object_free (BellReplayObject *self)
{
  g_clear_pointer (&self->base, bell_record_unref);
  g_clear_pointer (&self->record, bell_record_unref);
  g_free (self);
}

static void
bell_replay_clear (BellReplay *self)
{
  g_clear_pointer (&self->objects, g_hash_table_unref);
  g_clear_pointer (&self->order, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BellReplay, bell_replay_clear)

/**
 * bell_overlay_is_confirmed:
 * @row: a row of the outbox
 * @confirmed: (out): whether base holds what the row says
 *
 * Returns: %FALSE on error
 */
gboolean
bell_overlay_is_confirmed (BellFiles            *files,
                           const BellOutboxRow  *row,
                           gboolean             *confirmed,
                           GError              **error)
{
  g_autoptr (BellStatement) exists = NULL;
  gboolean found;

  *confirmed = FALSE;

  if (row->state == BELL_OUTBOX_STATE_PARKED)
    return TRUE;

  if (row->state == BELL_OUTBOX_STATE_ACKNOWLEDGED)
    {
      g_autoptr (BellStatement) state = bell_files_prepare (files->cache, "state-get", error);

      if (state == NULL)
        return FALSE;

      bell_statement_bind_text (state, 1, bell_type_get_wire_name (bell_change_get_data_type (row->change)));
      if (!bell_statement_step (state, &found, error))
        return FALSE;

      if (found && bell_state_get_modseq (bell_statement_get_text (state, 0)) >= row->modseq)
        {
          *confirmed = TRUE;
          return TRUE;
        }
    }

  /* News of it may come before the answer. */
  exists = bell_files_prepare (files->cache, "change-exists", error);
  if (exists == NULL)
    return FALSE;

  bell_statement_bind_text (exists, 1, bell_change_get_id (row->change));
  if (!bell_statement_step (exists, &found, error))
    return FALSE;

  *confirmed = found && bell_statement_get_int64 (exists, 0) != 0;

  return TRUE;
}

static BellReplayObject *
bell_replay_get (BellReplay  *self,
                 BellType     type,
                 const char  *id,
                 GError     **error)
{
  BellReplayObject *object = g_hash_table_lookup (self->objects, id);
  char *key;

  if (object != NULL)
    return object;

  object = g_new0 (BellReplayObject, 1);
  object->type = type;
  if (!bell_table_get (self->files->base[type], self->files->cache, id, &object->base, error))
    {
      bell_replay_object_free (object);
      return NULL;
    }

  if (object->base != NULL)
    object->record = bell_record_copy (object->base);

  key = g_strdup (id);
  g_hash_table_insert (self->objects, key, object);
  g_ptr_array_add (self->order, key);

  return object;
}

static void
bell_replay_object_patch (BellReplayObject *object,
                          const BellPatch  *patch)
{
  if (object->record != NULL && patch != NULL)
    bell_patch_apply (patch, object->record);
}

/* Applies one change, with what it causes. */
static gboolean
bell_replay_apply (BellReplay           *self,
                   const BellOutboxRow  *row,
                   GError              **error)
{
  const BellChange *change = row->change;
  BellType type = bell_change_get_data_type (change);
  BellChangeKind kind = bell_change_get_kind (change);
  gboolean parked = row->state == BELL_OUTBOX_STATE_PARKED;
  BellReplayObject *object = bell_replay_get (self, type, bell_change_get_object_id (change), error);
  BellReplayObject *ticket = NULL;
  g_autoptr (BellEffects) effects = NULL;

  if (object == NULL)
    return FALSE;

  /* Base has it: the news were faster than the answer. */
  if (kind == BELL_CHANGE_KIND_CREATE && object->base != NULL)
    return TRUE;

  if (parked)
    object->refused++;
  else
    object->pending++;

  /* What was refused is not so. But a text that was refused stays in sight,
   * marked, until its author has decided. */
  if (parked && kind != BELL_CHANGE_KIND_CREATE)
    return TRUE;

  if (kind == BELL_CHANGE_KIND_DESTROY)
    {
      g_clear_pointer (&object->record, bell_record_unref);
      return TRUE;
    }

  if (kind == BELL_CHANGE_KIND_UPDATE && object->record == NULL)
    return TRUE; /* somebody deleted it: the server will say so */

  if (type == BELL_TYPE_MESSAGE && !g_str_equal (row->group, bell_change_get_object_id (change)))
    {
      ticket = bell_replay_get (self, BELL_TYPE_TICKET, row->group, error);
      if (ticket == NULL)
        return FALSE;
    }

  effects = bell_effects_compute (change,
                                  kind == BELL_CHANGE_KIND_CREATE ? NULL : object->record,
                                  ticket != NULL ? ticket->record : NULL,
                                  self->role,
                                  bell_change_get_acted_at (change),
                                  0);

  if (kind == BELL_CHANGE_KIND_CREATE && object->record == NULL)
    object->record = bell_record_new (type, bell_change_get_object_id (change));

  bell_replay_object_patch (object, bell_change_get_patch (change));
  bell_replay_object_patch (object, effects->own);
  if (type == BELL_TYPE_MESSAGE && kind == BELL_CHANGE_KIND_CREATE)
    bell_record_set (object->record, bell_message_property (BELL_MESSAGE_RECEIVED_AT), NULL);

  for (guint i = 0; !parked && i < effects->caused->len; i++)
    {
      const BellChange *caused = g_ptr_array_index (effects->caused, i);
      BellReplayObject *other;

      /* What happens to other groups shows when the server says so. */
      if (!g_str_equal (bell_change_get_object_id (caused), row->group))
        continue;

      other = bell_replay_get (self, bell_change_get_data_type (caused), bell_change_get_object_id (caused), error);
      if (other == NULL)
        return FALSE;

      other->pending++;
      bell_replay_object_patch (other, bell_change_get_patch (caused));
    }

  return TRUE;
}

/* The key for an overlay row: that of base, or the one it had, or a new one.
 * Below 0 on error. */
static gint64
bell_overlay_choose_key (BellFiles   *files,
                         BellType     type,
                         const char  *id,
                         gint64       old_key,
                         GError     **error)
{
  gint64 key = bell_files_get_key (files, files->base[type], id, error);

  if (key != 0)
    return key;
  if (old_key >= BELL_FIRST_OVERLAY_KEY)
    return old_key;

  if (!bell_files_get_meta_int64 (files, "overlay-key", &key, error))
    return -1;
  key = MAX (key, BELL_FIRST_OVERLAY_KEY) + 1;
  if (!bell_files_set_meta_int64 (files, "overlay-key", key, error))
    return -1;

  return key;
}

static gboolean
bell_overlay_write (BellFiles               *files,
                    const char              *group,
                    const char              *id,
                    const BellReplayObject  *object,
                    gint64                   old_key,
                    GError                 **error)
{
  const char *table = bell_table_get_name (files->overlay[object->type]);
  gboolean gone = object->record == NULL;
  const BellRecord *record = gone ? object->base : object->record;
  g_autoptr (BellStatement) statement = NULL;
  gint64 key;

  if (record == NULL)
    return TRUE;
  if (object->pending == 0 && object->refused == 0 && !gone &&
      object->base != NULL && bell_record_equal (object->base, object->record))
    return TRUE;

  key = bell_overlay_choose_key (files, object->type, id, old_key, error);
  if (key < 0 || !bell_table_upsert (files->overlay[object->type], files->cache, record, error))
    return FALSE;

  statement = bell_sql_prepare (files->cache, "overlay-set", table, error);
  if (statement == NULL)
    return FALSE;

  bell_statement_bind_int64 (statement, 1, key);
  bell_statement_bind_text (statement, 2, group);
  bell_statement_bind_int64 (statement, 3, gone);
  bell_statement_bind_int64 (statement, 4, object->pending);
  bell_statement_bind_int64 (statement, 5, object->refused);
  bell_statement_bind_text (statement, 6, id);

  if (!bell_statement_run (statement, error))
    return FALSE;

  return gone || bell_search_index_add_overlay (files, record, key, error);
}

/* Takes the overlay rows of a group away. @old_keys: id -> key, by type. */
static gboolean
bell_overlay_clear_group (BellFiles   *files,
                          const char  *group,
                          GHashTable  *old_keys[BELL_N_TABLE_TYPES],
                          GError     **error)
{
  for (int type = 0; type < BELL_N_TABLE_TYPES; type++)
    {
      const char *table = bell_table_get_name (files->overlay[type]);
      g_autoptr (BellStatement) statement = bell_sql_prepare (files->cache, "overlay-group", table, error);
      GHashTableIter iter;
      gpointer key;
      gboolean row;

      if (statement == NULL)
        return FALSE;

      bell_statement_bind_text (statement, 1, group);
      for (;;)
        {
          gint64 number;

          if (!bell_statement_step (statement, &row, error))
            return FALSE;
          if (!row)
            break;

          number = bell_statement_get_int64 (statement, 1);
          g_hash_table_insert (old_keys[type], g_strdup (bell_statement_get_text (statement, 0)),
                               g_memdup2 (&number, sizeof number));
        }
      bell_statement_reset (statement);

      if (g_hash_table_size (old_keys[type]) == 0)
        continue;

      g_hash_table_iter_init (&iter, old_keys[type]);
      while (g_hash_table_iter_next (&iter, NULL, &key))
        if (!bell_search_index_remove_overlay (files, type, *(gint64 *) key, error))
          return FALSE;

      {
        g_autoptr (BellStatement) deletion = bell_sql_prepare (files->cache, "overlay-clear-group", table, error);

        if (deletion == NULL)
          return FALSE;
        bell_statement_bind_text (deletion, 1, group);
        if (!bell_statement_run (deletion, error))
          return FALSE;
      }
    }

  return TRUE;
}

/**
 * bell_overlay_get_role:
 * @role: (out): of whoever is signed in; that of an agent where it is not known yet
 */
gboolean
bell_overlay_get_role (BellFiles   *files,
                       BellRole    *role,
                       GError     **error)
{
  g_autoptr (BellStatement) statement = bell_files_prepare (files->outbox, "setting-one", error);
  gboolean row;
  int value = BELL_ROLE_AGENT;

  if (statement == NULL)
    return FALSE;

  bell_statement_bind_text (statement, 1, "role");
  if (!bell_statement_step (statement, &row, error))
    return FALSE;

  if (row)
    bell_enum_from_nick (bell_role_get_type (), bell_statement_get_text (statement, 0), &value);
  *role = value;

  return TRUE;
}

static gboolean
bell_overlay_replay (BellFiles   *files,
                     const char  *group,
                     GHashTable  *old_keys[BELL_N_TABLE_TYPES],
                     GError     **error)
{
  g_auto (BellReplay) replay = { files, BELL_ROLE_AGENT, NULL, NULL };
  g_autoptr (GPtrArray) rows = bell_outbox_file_load (files, "outbox-group", group, error);
  gboolean sealed;

  if (rows == NULL || !bell_files_is_sealed (files, &sealed, error))
    return FALSE;
  if (sealed)
    g_ptr_array_set_size (rows, 0);

  if (!bell_overlay_get_role (files, &replay.role, error) ||
      !bell_overlay_clear_group (files, group, old_keys, error))
    return FALSE;

  replay.objects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) bell_replay_object_free);
  replay.order = g_ptr_array_new ();

  for (guint i = 0; i < rows->len; i++)
    {
      const BellOutboxRow *row = g_ptr_array_index (rows, i);
      gboolean confirmed;

      if (!bell_overlay_is_confirmed (files, row, &confirmed, error) ||
          (!confirmed && !bell_replay_apply (&replay, row, error)))
        return FALSE;
    }

  for (guint i = 0; i < replay.order->len; i++)
    {
      const char *id = g_ptr_array_index (replay.order, i);
      const BellReplayObject *object = g_hash_table_lookup (replay.objects, id);
      const gint64 *found = g_hash_table_lookup (old_keys[object->type], id);
      gint64 old_key = found != NULL ? *found : 0;

      if (object->record != NULL && !bell_due_write (files, object->record, error))
        return FALSE;
      if (!bell_overlay_write (files, group, id, object, old_key, error))
        return FALSE;

      g_hash_table_remove (old_keys[object->type], id);
      if (!bell_files_note (files, object->type, id, old_key, error))
        return FALSE;
    }

  /* What is left had a row and has none any more. */
  for (int type = 0; type < BELL_N_TABLE_TYPES; type++)
    {
      GHashTableIter iter;
      gpointer id, key;

      g_hash_table_iter_init (&iter, old_keys[type]);
      while (g_hash_table_iter_next (&iter, &id, &key))
        if (!bell_files_note (files, type, id, *(gint64 *) key, error))
          return FALSE;
    }

  return TRUE;
}

/**
 * bell_overlay_replay_group:
 * @group: a group of the outbox, which may be empty
 * @error: BELL_DATABASE_ERROR
 *
 * Computes the overlay rows of a group anew. In a transaction of the cache.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_overlay_replay_group (BellFiles   *files,
                           const char  *group,
                           GError     **error)
{
  GHashTable *old_keys[BELL_N_TABLE_TYPES];
  gboolean done;

  for (int type = 0; type < BELL_N_TABLE_TYPES; type++)
    old_keys[type] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  done = bell_overlay_replay (files, group, old_keys, error);

  for (int type = 0; type < BELL_N_TABLE_TYPES; type++)
    g_hash_table_unref (old_keys[type]);

  return done;
}

static gboolean
bell_overlay_replay_groups (BellFiles   *files,
                            GPtrArray   *groups,
                            GError     **error)
{
  for (guint i = 0; i < groups->len; i++)
    if (!bell_overlay_replay_group (files, g_ptr_array_index (groups, i), error))
      return FALSE;

  return bell_due_follow_overlay (files, groups, error);
}

/* The groups that have rows, in the outbox or still in an overlay. */
static GPtrArray *
bell_overlay_list_all_groups (BellFiles  *files,
                              GError    **error)
{
  g_autoptr (GPtrArray) groups = bell_outbox_file_get_groups (files, error);

  for (int type = 0; groups != NULL && type < BELL_N_TABLE_TYPES; type++)
    {
      const char *table = bell_table_get_name (files->overlay[type]);
      g_autoptr (BellStatement) statement = bell_sql_prepare (files->cache, "overlay-groups", table, error);
      gboolean row;

      if (statement == NULL)
        return NULL;

      for (;;)
        {
          const char *group;

          if (!bell_statement_step (statement, &row, error))
            return NULL;
          if (!row)
            break;

          group = bell_statement_get_text (statement, 0);
          if (!g_ptr_array_find_with_equal_func (groups, group, g_str_equal, NULL))
            g_ptr_array_add (groups, g_strdup (group));
        }
    }

  return g_steal_pointer (&groups);
}

/**
 * bell_overlay_replay_all:
 * @error: BELL_DATABASE_ERROR
 *
 * Computes every overlay row anew. In a transaction of the cache.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_overlay_replay_all (BellFiles  *files,
                         GError    **error)
{
  g_autoptr (GPtrArray) groups = bell_overlay_list_all_groups (files, error);

  return groups != NULL && bell_overlay_replay_groups (files, groups, error);
}

/**
 * bell_overlay_catch_up:
 * @error: BELL_DATABASE_ERROR
 *
 * Brings the overlay to where the outbox is, whoever wrote there: this
 * process, another one, or one that died between its two files.
 *
 * Returns: %FALSE on error
 */
gboolean
bell_overlay_catch_up (BellFiles  *files,
                       GError    **error)
{
  g_autoptr (BellTransaction) transaction = NULL;
  g_autoptr (GPtrArray) groups = NULL;
  g_autofree char *noted = NULL;
  gint64 reached, first, last;

  if (!bell_files_get_meta (files, "overlay-seq", &noted, error) ||
      !bell_files_query_int64 (files->outbox, "journal-last", &last, error))
    return FALSE;
  if (noted != NULL && g_ascii_strtoll (noted, NULL, 10) == last)
    return TRUE;

  transaction = bell_transaction_begin (files->cache, error);
  if (transaction == NULL)
    return FALSE;

  /* Again, now that nobody else can move it. */
  g_clear_pointer (&noted, g_free);
  if (!bell_files_get_meta (files, "overlay-seq", &noted, error) ||
      !bell_files_query_int64 (files->outbox, "journal-first", &first, error) ||
      !bell_files_query_int64 (files->outbox, "journal-last", &last, error))
    return FALSE;
  reached = noted != NULL ? g_ascii_strtoll (noted, NULL, 10) : -1;

  if (reached < 0 || reached > last || (first > 0 && reached < first - 1) || (first == 0 && reached < last))
    {
      groups = bell_overlay_list_all_groups (files, error);
      if (groups == NULL)
        return FALSE;
    }
  else
    {
      g_autoptr (BellStatement) statement = bell_files_prepare (files->outbox, "outbox-journal-groups", error);
      gboolean row;

      if (statement == NULL)
        return FALSE;

      groups = g_ptr_array_new_with_free_func (g_free);
      bell_statement_bind_int64 (statement, 1, reached);
      for (;;)
        {
          if (!bell_statement_step (statement, &row, error))
            return FALSE;
          if (!row)
            break;

          g_ptr_array_add (groups, g_strdup (bell_statement_get_text (statement, 0)));
        }
    }

  return bell_overlay_replay_groups (files, groups, error) &&
         bell_files_set_meta_int64 (files, "overlay-seq", last, error) &&
         bell_transaction_commit (transaction, error);
}
