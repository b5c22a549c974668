/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bell-id.h"
#include "bell-method-set-private.h"

/* What was done longer ago than this, by its author's word, counts as of when it
 * was received: their clock is wrong, and was never set right by ours. */
#define BELL_ACTED_AT_LONGEST (G_GINT64_CONSTANT (90) * 24 * 60 * 60 * 1000)

/* Foo/set (RFC 8620 section 5.3), for every type, with preconditions
 * (draft-ietf-jmap-conditional-02) and changes that are known by their ids.
 *
 * The whole call is one transaction. First every item is read and every
 * condition is looked at; then the items are applied in their order. An item
 * that is refused leaves nothing behind and does not stop the others, unless
 * the call is `atomic`: then the transaction is given up, and the method fails by
 * `stateMismatch` or `atomicFailure` (section 4.2 of the draft). As every call that
 * is not too large (`requestTooLarge`) is one transaction, `cannotApplyAtomically`
 * is never said. Nothing of such a call is remembered either, so that it can be
 * asked again when what stood in its way is gone. What an earlier call had done
 * already stays done, and is answered so. */

static void
item_clear (BellSetEntry *item)
{
  g_clear_pointer (&item->id, g_free);
  g_clear_pointer (&item->change, bell_change_unref);
  g_clear_pointer (&item->error, bell_set_error_free);
  g_clear_pointer (&item->result, bell_change_result_free);
}

/* When something was done is its author's word, by a clock that may be wrong. It
 * is believed between the making of what it was done to and now, and for no
 * more than what any device may reasonably have been away for. */
static gint64
believe_acted_at (gint64      acted_at,
                  gint64      now,
                  BellRecord *current)
{
  const BellProperty *made = current != NULL ? bell_type_find_property (bell_record_get_data_type (current), "createdAt") : NULL;
  gint64 earliest = now - BELL_ACTED_AT_LONGEST;

  if (acted_at == BELL_TIME_UNSET || acted_at > now || acted_at < earliest)
    return now;
  if (made != NULL)
    {
      g_autoptr (GVariant) value = bell_record_get (current, made);

      if (value != NULL)
        acted_at = MIN (MAX (acted_at, g_variant_get_int64 (value)), now);
    }
  return acted_at;
}

/* The change that an item asks for, as somebody of @role may ask; %NULL with
 * @reason for what they may not. */
static BellChange *
make_change (BellSetRun          *set,
             const BellSetEntry  *item,
             BellRole             role,
             BellRecord          *current,
             BellSetError       **reason)
{
  const BellSetItem *asked = item->item;
  const BellSignedIn *who = set->call->who;
  BellClock *clock = bell_organisation_get_clock (set->call->server->organisation);
  gint64 now = bell_clock_now (clock);
  BellType type = set->set->type;
  BellWirePatchOptions options = { .role = role, .object_id = item->id, .resolve = bell_set_run_resolve, .resolve_data = set };
  g_autoptr (BellPatch) patch = NULL;
  g_autoptr (BellPatch) condition = NULL;
  g_autofree char *new_change_id = NULL;

  if (asked->kind != BELL_CHANGE_KIND_DESTROY)
    {
      options.mode = asked->kind == BELL_CHANGE_KIND_CREATE ? BELL_WIRE_PATCH_CREATE : BELL_WIRE_PATCH_UPDATE;
      options.current = current;
      patch = bell_wire_patch_from_json (asked->object, type, &options, reason);
      if (patch == NULL)
        return NULL;
    }
  if (item->condition != NULL && !bell_set_entry_wants_absence (item))
    {
      BellType about = bell_change_get_expected_type (asked->kind, type);

      options.mode = BELL_WIRE_PATCH_CONDITION;
      if (about != type)
        options.object_id = NULL;
      condition = bell_wire_patch_from_json (item->condition, about, &options, reason);
      if (condition == NULL)
        return NULL;
    }

  if (asked->change_id == NULL)
    new_change_id = bell_id_new (BELL_TYPE_CHANGE, clock);
  return bell_change_new (asked->change_id != NULL ? asked->change_id : new_change_id, asked->kind, type, item->id,
                          patch, condition, who->principal_id, who->device,
                          believe_acted_at (asked->acted_at, now, current));
}

/* Somebody whose role is another now asks once more for what they were allowed
 * when it was applied: it is answered as it was the first time. */
static gboolean
recall_item (BellSetRun    *set,
             BellSetEntry  *item,
             BellRecord    *current,
             GError       **error)
{
  g_autoptr (BellSetError) ignored = NULL;
  g_autoptr (BellChangeResult) known = NULL;
  g_autoptr (BellChange) change = make_change (set, item, BELL_ROLE_ADMIN, current, &ignored);

  if (change == NULL)
    return TRUE;
  if (!bell_work_look_up (set->work, change, &known, error))
    return FALSE;
  if (known != NULL && known->outcome == BELL_OUTCOME_KNOWN)
    {
      g_clear_pointer (&item->error, bell_set_error_free);
      item->change = g_steal_pointer (&change);
    }
  return TRUE;
}

/* Makes the change that an item asks for. */
static gboolean
prepare_item (BellSetRun    *set,
              BellSetEntry  *item,
              GError       **error)
{
  const BellSetItem *asked = item->item;
  BellType type = set->set->type;
  BellRecord *current = NULL;

  if (asked->kind != BELL_CHANGE_KIND_CREATE)
    {
      if (item->id == NULL || !bell_id_is_valid (item->id, type))
        {
          item->error = bell_set_error_new (BELL_SET_ERROR_NOT_FOUND, _("There is no such object."));
          return TRUE;
        }
      if (!bell_set_run_get_visible (set, item->id, &current, error))
        return FALSE;
    }

  item->change = make_change (set, item, set->call->who->actor.role, current, &item->error);
  return item->change != NULL || asked->change_id == NULL || recall_item (set, item, current, error);
}

static void
write_value (BellJsonWriter     *writer,
             const BellProperty *property,
             GVariant           *value)
{
  bell_json_writer_name (writer, property->wire_name);
  bell_wire_value_to_json (writer, property, value);
}

/* What its author does not know yet: all that stands otherwise than they sent it. */
static void
write_beyond (BellJsonWriter   *writer,
              BellRole          role,
              const BellPatch  *sent,
              const BellPatch  *effective,
              const BellRecord *created)
{
  BellType type = bell_patch_get_data_type (effective);

  for (guint i = 0; i < bell_type_get_n_properties (type); i++)
    {
      const BellProperty *property = bell_type_get_property (type, i);
      const BellPatchEntry *asked = bell_patch_find (sent, property);
      const BellPatchEntry *done = bell_patch_find (effective, property);
      g_autoptr (GVariant) value = NULL;

      if (!bell_access_can_read_property (role, property))
        continue;
      if (created != NULL)
        value = bell_record_get (created, property);
      else if (done != NULL && done->member == NULL)
        value = done->value != NULL ? g_variant_ref (done->value) : NULL;
      else
        continue;
      if (asked == NULL || asked->member != NULL || !bell_value_equal (asked->value, value))
        write_value (writer, property, value);
    }
}

static const BellSetError *
get_refusal (const BellSetEntry *item)
{
  if (item->error != NULL)
    return item->error;
  return item->result->outcome == BELL_OUTCOME_REFUSED ? item->result->error : NULL;
}

static void
tell (BellSetRun   *set,
      BellSetEntry *item,
      BellSetReply *reply)
{
  const BellSetItem *asked = item->item;
  const BellSetError *refusal = get_refusal (item);
  BellRole role = set->call->who->actor.role;
  BellPatch *effective;
  BellJsonWriter *writer;

  if (refusal != NULL)
    {
      bell_set_reply_add_error (reply, asked->kind, asked->key, refusal);
      return;
    }

  effective = bell_change_get_patch (item->result->confirmed);
  switch (asked->kind)
    {
    case BELL_CHANGE_KIND_CREATE:
      {
        g_autoptr (BellRecord) created = bell_record_new (set->set->type, item->id);

        bell_patch_apply (effective, created);
        bell_jmap_response_add_created_id (set->call->response, asked->key, item->id);
        writer = bell_set_reply_begin (reply, asked->kind, asked->key);
        bell_json_writer_string_member (writer, "id", item->id);
        write_beyond (writer, role, bell_change_get_patch (item->change), effective, created);
        bell_set_reply_end (reply);
      }
      break;
    case BELL_CHANGE_KIND_UPDATE:
      writer = bell_set_reply_begin (reply, asked->kind, item->id);
      write_beyond (writer, role, bell_change_get_patch (item->change), effective, NULL);
      bell_set_reply_end (reply);
      break;
    case BELL_CHANGE_KIND_DESTROY:
    default:
      bell_set_reply_add (reply, asked->kind, item->id);
      break;
    }
}

/* Decides the ids before anything else, so that objects may refer to one another. */
static void
name_items (BellSetRun *set)
{
  BellClock *clock = bell_organisation_get_clock (set->call->server->organisation);

  for (guint i = 0; i < set->set->items->len; i++)
    {
      BellSetEntry item = { .item = bell_set_call_item (set->set, i) };
      const char *key = item.item->key;

      item.condition = item.item->condition;
      if (item.item->kind == BELL_CHANGE_KIND_CREATE)
        {
          item.id = bell_id_is_valid (key, set->set->type) ? g_strdup (key) : bell_id_new (set->set->type, clock);
          g_hash_table_insert (set->made, g_strdup (key), g_strdup (item.id));
        }
      else
        {
          item.id = g_strdup (*key == '#' ? bell_set_run_resolve (key + 1, set->set->type, set) : key);
        }
      g_array_append_val (set->items, item);
    }
}

static gboolean
apply_items (BellSetRun  *set,
             GError     **error)
{
  for (guint i = 0; i < set->items->len; i++)
    if (!prepare_item (set, &g_array_index (set->items, BellSetEntry, i), error))
      return FALSE;
  for (guint i = 0; i < set->items->len; i++)
    if (!bell_set_run_check_condition (set, &g_array_index (set->items, BellSetEntry, i), error))
      return FALSE;

  for (guint i = 0; i < set->items->len; i++)
    {
      BellSetEntry *item = &g_array_index (set->items, BellSetEntry, i);

      if (item->error == NULL && !bell_set_run_check_ticket_condition (set, item, error))
        return FALSE;
      if (item->error != NULL)
        continue;
      item->result = bell_work_apply (set->work, BELL_APPLY_REQUEST, &set->call->who->actor, item->change,
                                      item->item->change_id != NULL, error);
      if (item->result == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_any_refused (BellSetRun *set)
{
  for (guint i = 0; i < set->items->len; i++)
    if (get_refusal (&g_array_index (set->items, BellSetEntry, i)) != NULL)
      return TRUE;
  return FALSE;
}

/* Something of an atomic call was refused, so nothing of it is done: the error
 * that the method fails with. Where a condition does not hold that is told alone,
 * as no item was looked at any further. */
static void
tell_failure (BellSetRun   *set,
              BellSetReply *reply)
{
  BellApiCall *call = set->call;
  BellJsonWriter *writer = bell_jmap_response_begin (call->response, call->index, "error");
  g_autoptr (GPtrArray) failed = g_ptr_array_new ();

  for (guint i = 0; i < set->items->len; i++)
    {
      BellSetEntry *item = &g_array_index (set->items, BellSetEntry, i);
      const BellSetError *refusal = get_refusal (item);
      const char *name = item->item->kind == BELL_CHANGE_KIND_CREATE || item->id == NULL ? item->item->key : item->id;

      if (refusal == NULL)
        continue;
      if (refusal->type == BELL_SET_ERROR_STATE_MISMATCH)
        g_ptr_array_add (failed, (char *) name);
      bell_set_reply_add_error (reply, item->item->kind, item->item->key, refusal);
    }
  g_ptr_array_add (failed, NULL);

  bell_json_writer_string_member (writer, "type", failed->len > 1 ? "stateMismatch" : "atomicFailure");
  bell_json_writer_string_member (writer, "description", _("Nothing of it was done, because a part of it was refused."));
  if (failed->len > 1)
    bell_json_writer_strings_member (writer, "failed", (const char *const *) failed->pdata);
  else
    bell_set_reply_write_errors (reply, writer);
  bell_jmap_response_end (call->response);
}

/* A client whose newest changes are not here knows more than we do: this is an
 * older backup. It sends again what was lost before it goes on. Or what the call
 * follows was not done, and no more is it. */
static gboolean
check_known (BellSetRun  *set,
             GError     **error)
{
  const char *const *known = set->set->if_known;
  g_autoptr (BellStatement) statement = NULL;
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean row;

  if (known[0] == NULL)
    return TRUE;
  statement = bell_database_prepare_resource (bell_work_get_database (set->work), BELL_SERVER_SQL ("log-known"), error);
  if (statement == NULL)
    return FALSE;
  for (int i = 0; i < BELL_SET_MAX_KNOWN; i++)
    {
      const char *id = *known != NULL ? *known++ : set->set->if_known[0];

      bell_statement_bind_text (statement, i + 1, id);
      g_hash_table_add (wanted, (char *) id);
    }
  if (!bell_statement_step (statement, &row, error))
    return FALSE;
  if (row && bell_statement_get_int64 (statement, 0) == g_hash_table_size (wanted))
    return TRUE;
  g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_STATE_MISMATCH,
                       _("The server runs from an older backup, and does not know what it has told of."));
  return FALSE;
}

static gboolean
run_set (BellSetRun  *set,
         GError     **error)
{
  g_autoptr (BellSetReply) reply = bell_set_reply_new ();
  g_autofree char *old_state = NULL;
  g_autofree char *new_state = NULL;
  BellApiCall *call = set->call;
  BellReader inside = set->call->reader;

  inside.database = bell_work_get_database (set->work);
  inside.states = NULL;
  old_state = bell_reader_get_state (&inside, set->set->type, error);
  if (old_state == NULL)
    return FALSE;
  if (set->set->if_in_state != NULL && strcmp (set->set->if_in_state, old_state) != 0)
    {
      g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_STATE_MISMATCH, _("The data has changed since that state."));
      return FALSE;
    }

  if (!check_known (set, error))
    return FALSE;

  name_items (set);
  bell_set_run_find_conditions (set);
  if (!apply_items (set, error))
    return FALSE;
  if (set->set->atomic && is_any_refused (set))
    {
      tell_failure (set, reply);
      return TRUE;
    }
  if (!bell_work_settle (set->work, error))
    return FALSE;
  new_state = bell_reader_get_state (&inside, set->set->type, error);
  if (new_state == NULL || !bell_work_commit (set->work, error))
    return FALSE;

  for (guint i = 0; i < set->items->len; i++)
    tell (set, &g_array_index (set->items, BellSetEntry, i), reply);
  bell_set_reply_write (reply, bell_jmap_response_begin (call->response, call->index, call->name), set->set->account_id,
                        old_state, new_state);
  bell_jmap_response_end (call->response);
  return TRUE;
}

gboolean
bell_method_set (BellApiCall *call,
                 BellType     type,
                 BellJson    *arguments,
                 GError     **error)
{
  g_autoptr (BellSetCall) parsed =
    bell_set_call_parse (type, arguments, &call->server->limits,
                         bell_jmap_request_is_using (call->request, BELL_CAPABILITY_CONDITIONAL), error);
  g_autoptr (BellWork) work = NULL;
  BellSetRun set = { .call = call, .set = parsed };
  gboolean done;

  if (parsed == NULL || !bell_api_check_account (call, parsed->account_id, error))
    return FALSE;
  work = bell_work_begin (call->server->organisation, error);
  if (work == NULL)
    return FALSE;

  set.work = work;
  set.items = g_array_new (FALSE, FALSE, sizeof (BellSetEntry));
  g_array_set_clear_func (set.items, (GDestroyNotify) item_clear);
  set.made = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  done = run_set (&set, error);
  g_hash_table_unref (set.made);
  g_array_unref (set.items);

  return done;
}
