/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sla-versions-private.h"

#include "bell-sla-rules.h"

/* What policies and calendars were, from their changes. Where the changes do not
 * begin with the creation, what there is now has always been so. */

static void
clear_version (gpointer data)
{
  BellSlaVersion *version = data;

  g_clear_pointer (&version->record, bell_record_unref);
}

static void
versions_free (gpointer data)
{
  BellSlaVersions *self = data;

  g_free (self->id);
  g_array_unref (self->versions);
  g_free (self);
}

static BellSlaVersions *
versions_new (const char *id)
{
  BellSlaVersions *self = g_new0 (BellSlaVersions, 1);

  self->id = g_strdup (id);
  self->versions = g_array_new (FALSE, FALSE, sizeof (BellSlaVersion));
  g_array_set_clear_func (self->versions, clear_version);

  return self;
}

static const BellSlaVersion *
get_last (const BellSlaVersions *self)
{
  return self->versions->len > 0 ? &g_array_index (self->versions, BellSlaVersion, self->versions->len - 1) : NULL;
}

static void
add_version (BellSlaVersions *self,
             gint64           order,
             gint64           at,
             BellRecord      *record)
{
  BellSlaVersion version = { order, at, record };

  g_array_append_val (self->versions, version);
}

/* One change after the other. */
static void
follow (BellSlaVersions  *self,
        const BellChange *change)
{
  const BellSlaVersion *last = get_last (self);
  /* Who edits with no network is believed when the server has it. */
  gint64 at = bell_change_get_received_at (change), order = bell_change_get_modseq (change);
  BellRecord *record = NULL;

  if (last != NULL && last->at != BELL_TIME_UNSET)
    at = MAX (at, last->at);

  switch (bell_change_get_kind (change))
    {
    case BELL_CHANGE_KIND_CREATE:
      record = bell_record_new (bell_change_get_data_type (change), self->id);
      break;

    case BELL_CHANGE_KIND_UPDATE:
      if (last == NULL || last->record == NULL)
        return;
      record = bell_record_copy (last->record);
      break;

    case BELL_CHANGE_KIND_DESTROY:
    default:
      if (last != NULL && last->record != NULL)
        add_version (self, order, at, NULL);
      return;
    }

  bell_patch_apply (bell_change_get_patch (change), record);
  if (last != NULL && last->record != NULL && bell_record_equal (last->record, record))
    bell_record_unref (record);
  else
    add_version (self, order, at, record);
}

static BellSlaVersions *
find_or_add (GPtrArray  *all,
             GHashTable *by_id,
             const char *id)
{
  BellSlaVersions *found = g_hash_table_lookup (by_id, id);

  if (found == NULL)
    {
      found = versions_new (id);
      g_ptr_array_add (all, found);
      g_hash_table_insert (by_id, found->id, found);
    }

  return found;
}

/**
 * bell_sla_versions_list:
 * @records: (element-type BellRecord): what there is now, of one type
 * @changes: (nullable) (element-type BellChange): changes, to these and to others, by their modseqs
 *
 * Returns: (transfer full) (element-type BellSlaVersions): of each that there is or was
 */
GPtrArray *
bell_sla_versions_list (GPtrArray *records,
                        GPtrArray *changes)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (versions_free);
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) living = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < records->len; i++)
    {
      BellRecord *record = g_ptr_array_index (records, i);

      g_hash_table_insert (living, (gpointer) bell_record_get_id (record), record);
      find_or_add (all, by_id, bell_record_get_id (record));
    }

  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      const BellChange *change = g_ptr_array_index (changes, i);
      const char *id = bell_change_get_object_id (change);

      if (g_hash_table_contains (by_id, id) || bell_change_get_kind (change) == BELL_CHANGE_KIND_CREATE)
        follow (find_or_add (all, by_id, id), change);
    }

  for (guint i = all->len; i-- > 0;)
    {
      BellSlaVersions *self = g_ptr_array_index (all, i);
      BellRecord *record = g_hash_table_lookup (living, self->id);
      const BellSlaVersion *last = get_last (self);

      if (last == NULL && record != NULL)
        add_version (self, G_MININT64, BELL_TIME_UNSET, bell_record_ref (record));
      else if (last != NULL && record != NULL && last->record != NULL && !bell_record_equal (last->record, record))
        /* News of which the change is still on its way: behind all that is confirmed, so that no
         * ticket takes it for what it was promised. */
        add_version (self, MAX (last->order + 1, BELL_SLA_FIRST_WAITING_ORDER - 1), last->at, bell_record_ref (record));
    }

  return all;
}

/**
 * bell_sla_versions_get_at:
 * @order: a place in the log
 *
 * Returns: (nullable): what was in force there; %NULL before it was made
 */
const BellSlaVersion *
bell_sla_versions_get_at (const BellSlaVersions *self,
                          gint64                 order)
{
  const BellSlaVersion *found = NULL;

  for (guint i = 0; i < self->versions->len; i++)
    if (g_array_index (self->versions, BellSlaVersion, i).order <= order)
      found = &g_array_index (self->versions, BellSlaVersion, i);

  return found;
}
