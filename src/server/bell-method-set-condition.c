/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>

#include "bell-method-set-private.h"

/* The preconditions of Foo/set: `ifUnchangedBy` of draft-ietf-jmap-conditional-02
 * section 3, and our own `ifTicketUnchangedBy`. What they ask of is what the asker
 * may see: an object out of sight is one that is not there, a property out of
 * sight no property. A condition on what the call neither updates nor destroys is
 * not looked at. */

static BellSetError *
mismatch (const BellPatch *condition)
{
  g_autoptr (GString) names = g_string_new (NULL);

  if (condition == NULL)
    return bell_set_error_new (BELL_SET_ERROR_STATE_MISMATCH, _("There is something else of that id already."));
  for (guint i = 0; i < bell_patch_get_size (condition); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", bell_patch_get_entry (condition, i)->property->wire_name);
  return bell_set_error_new (BELL_SET_ERROR_STATE_MISMATCH, _("It has changed in the meantime (%s)."), names->str);
}

/* Whether the object of an update or destroy is one that this call creates. */
static gboolean
is_made_here (BellSetRun         *self,
              const BellSetEntry *entry)
{
  const char *key = entry->item->key;

  return entry->item->kind != BELL_CHANGE_KIND_CREATE &&
         g_hash_table_contains (self->made, *key == '#' ? key + 1 : key);
}

/* Whether what is asked for is what stood before the call. Of what is not there,
 * or not in sight, the entry itself is refused, unless the call makes it: that had
 * no property that could be as expected. */
static gboolean
holds (BellSetRun         *self,
       const BellSetEntry *entry,
       BellRecord         *current)
{
  if (bell_set_entry_wants_absence (entry))
    return current == NULL;
  if (current == NULL)
    return !is_made_here (self, entry);
  return !bell_patch_would_change (bell_change_get_expected (entry->change), current);
}

/* Refuses an entry whose condition does not hold for @current. One that was
 * applied before is answered as it was, whatever has become of its condition. */
static gboolean
check_against (BellSetRun    *self,
               BellSetEntry  *entry,
               BellRecord    *current,
               GError       **error)
{
  g_autoptr (BellChangeResult) known = NULL;

  if (entry->item->change_id != NULL)
    {
      if (!bell_work_look_up (self->work, entry->change, &known, error))
        return FALSE;
      if (known != NULL)
        return TRUE;
    }
  if (holds (self, entry, current))
    return TRUE;

  entry->error = mismatch (bell_change_get_expected (entry->change));
  if (entry->item->change_id != NULL)
    {
      g_autoptr (BellChangeResult) refused =
        bell_work_refuse (self->work, entry->change, bell_set_error_copy (entry->error), TRUE, error);

      return refused != NULL;
    }
  return TRUE;
}

/* The id of @creation_id, of this call or an earlier one of the request, if it is
 * of @type: a BellWirePatchOptions.resolve. */
const char *
bell_set_run_resolve (const char *creation_id,
                      BellType    type,
                      gpointer    user_data)
{
  BellSetRun *self = user_data;
  const char *id = g_hash_table_lookup (self->made, creation_id);

  if (id == NULL)
    id = bell_jmap_response_find_created_id (self->call->response, creation_id);
  return id != NULL && (type == BELL_TYPE_NONE || id[0] == bell_type_get_letter (type)) ? id : NULL;
}

/* Sets @record to the object as it is now, or to NULL if the asker cannot see it. */
gboolean
bell_set_run_get_visible (BellSetRun  *self,
                          const char  *id,
                          BellRecord **record,
                          GError     **error)
{
  BellRecord *ticket = NULL;

  if (!bell_work_get_record (self->work, self->set->type, id, record, error))
    return FALSE;
  if (*record != NULL && self->set->type == BELL_TYPE_MESSAGE &&
      !bell_work_get_record (self->work, BELL_TYPE_TICKET, bell_message_get_ticket_id (BELL_MESSAGE (*record)), &ticket, error))
    return FALSE;
  if (*record != NULL && !bell_access_can_read (&self->call->who->actor, *record, ticket))
    *record = NULL;
  return TRUE;
}

/* An object may be named by its creation id in one argument and by its id in the
 * other (section 3.1). */
void
bell_set_run_find_conditions (BellSetRun *self)
{
  g_autoptr (GHashTable) by_id = NULL;

  if (self->set->conditions == NULL)
    return;
  by_id = g_hash_table_new (g_str_hash, g_str_equal);
  for (const BellJsonNode *node = bell_json_node_get_first (self->set->conditions); node != NULL; node = bell_json_node_get_next (node))
    {
      const char *key = bell_json_node_get_name (node);
      const char *id = *key == '#' ? bell_set_run_resolve (key + 1, self->set->type, self) : key;

      if (id != NULL && !g_hash_table_contains (by_id, id))
        g_hash_table_insert (by_id, (char *) id, (gpointer) node);
    }
  for (guint i = 0; i < self->items->len; i++)
    {
      BellSetEntry *entry = &g_array_index (self->items, BellSetEntry, i);

      if (entry->condition == NULL && entry->id != NULL && entry->item->kind != BELL_CHANGE_KIND_CREATE)
        entry->condition = g_hash_table_lookup (by_id, entry->id);
    }
}

/* After all are prepared and before any is applied. */
gboolean
bell_set_run_check_condition (BellSetRun    *self,
                              BellSetEntry  *entry,
                              GError       **error)
{
  BellRecord *current;

  if (entry->change == NULL || entry->condition == NULL || entry->item->kind == BELL_CHANGE_KIND_CREATE)
    return TRUE;
  return bell_set_run_get_visible (self, entry->id, &current, error) && check_against (self, entry, current, error);
}

/* When its turn has come: what was written before it in the same call is part
 * of what its author saw. */
gboolean
bell_set_run_check_ticket_condition (BellSetRun    *self,
                                     BellSetEntry  *entry,
                                     GError       **error)
{
  const BellPatchEntry *named;
  BellRecord *ticket = NULL;

  if (bell_change_get_expected (entry->change) == NULL || entry->item->kind != BELL_CHANGE_KIND_CREATE)
    return TRUE;
  named = bell_patch_find (bell_change_get_patch (entry->change), bell_message_property (BELL_MESSAGE_TICKET_ID));
  if (named != NULL && named->value != NULL &&
      !bell_work_get_record (self->work, BELL_TYPE_TICKET, g_variant_get_string (named->value, NULL), &ticket, error))
    return FALSE;

  /* A ticket that is not there, or not in sight, is refused for that. */
  if (ticket != NULL && !bell_access_can_read (&self->call->who->actor, ticket, NULL))
    ticket = NULL;
  return check_against (self, entry, ticket, error);
}

/* Whether the condition is that there is no such object: null in place of a
 * PatchObject. */
gboolean
bell_set_entry_wants_absence (const BellSetEntry *self)
{
  return self->condition != NULL && self->item->kind != BELL_CHANGE_KIND_CREATE &&
         bell_json_node_get_kind (self->condition) == BELL_JSON_NULL;
}
