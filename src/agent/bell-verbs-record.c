/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-verbs-private.h"

#include "bell-merge.h"

/* Rules, hours and people: whatever is edited in a form and saved whole. */

/**
 * bell_verbs_save_record:
 * @desk: where it is done
 * @before: (nullable): as the person found it, or %NULL for something new
 * @after: as they want it
 * @sentence: (nullable) (transfer full): what to tell once it is safe
 *
 * Saves an object. Only what differs is a change, expected to be still what
 * they found.
 */
void
bell_verbs_save_record (BellDesk   *desk,
                        BellRecord *before,
                        BellRecord *after,
                        char       *sentence)
{
  g_autoptr (BellPatch) patch = NULL;
  g_autoptr (BellPatch) expected = NULL;
  g_autoptr (GPtrArray) changes = NULL;

  g_return_if_fail (BELL_IS_DESK (desk));
  g_return_if_fail (after != NULL);

  /* What is new is sent whole: on the wire there are no members of what is not there yet. */
  patch = before != NULL ? bell_patch_new_between (before, after) : bell_patch_new_from_record (after);
  if (bell_patch_get_size (patch) == 0)
    {
      g_free (sentence);
      return;
    }
  if (before != NULL)
    expected = bell_merge_expect (patch, NULL, before);
  changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_ptr_array_add (changes, bell_store_new_change (bell_desk_get_store (desk),
                                                   before != NULL ? BELL_CHANGE_KIND_UPDATE : BELL_CHANGE_KIND_CREATE,
                                                   bell_record_get_data_type (after), bell_record_get_id (after), patch, expected));
  bell_verbs_commit (desk, changes, 0, sentence);
}

/**
 * bell_verbs_order_policies:
 * @desk: where it is done
 * @policies: (element-type BellRecord): all of them, in the order that the person wants
 * @sentence: (nullable) (transfer full): what to tell once it is safe
 *
 * Gives policies positions in their new order. Those that already stand right keep
 * theirs, so that moving one changes few.
 */
void
bell_verbs_order_policies (BellDesk  *desk,
                           GPtrArray *policies,
                           char      *sentence)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  gint64 last = G_MININT64;

  g_return_if_fail (BELL_IS_DESK (desk));
  g_return_if_fail (policies != NULL);

  for (guint i = 0; i < policies->len; i++)
    {
      BellRecord *policy = policies->pdata[i];
      gint64 position = bell_sla_policy_get_position (BELL_SLA_POLICY (policy)), room = G_MAXINT64;
      g_autoptr (BellPatch) patch = NULL;
      g_autoptr (BellPatch) expected = NULL;

      /* One that was moved up must leave room for the one that is next. */
      if (i + 1 < policies->len)
        room = bell_sla_policy_get_position (BELL_SLA_POLICY (policies->pdata[i + 1]));
      if (position <= last || (position >= room && room > last + 1))
        position = last == G_MININT64 ? room - 1 : room > last + 1 && room != G_MAXINT64 ? last + (room - last) / 2 : last + 1;
      last = position;
      if (position == bell_sla_policy_get_position (BELL_SLA_POLICY (policy)))
        continue;

      patch = bell_patch_new (BELL_TYPE_SLA_POLICY);
      bell_patch_set_integer (patch, BELL_SLA_POLICY_POSITION, position);
      expected = bell_merge_expect (patch, NULL, policy);
      g_ptr_array_add (changes, bell_store_new_change (bell_desk_get_store (desk), BELL_CHANGE_KIND_UPDATE, BELL_TYPE_SLA_POLICY,
                                                       bell_record_get_id (policy), patch, expected));
    }

  if (changes->len > 0)
    bell_verbs_commit (desk, changes, 0, sentence);
  else
    g_free (sentence);
}

/**
 * bell_verbs_delete_record:
 * @desk: where it is done
 * @record: what is to go
 * @sentence: (nullable) (transfer full): what to tell once it is safe
 */
void
bell_verbs_delete_record (BellDesk   *desk,
                          BellRecord *record,
                          char       *sentence)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);

  g_return_if_fail (BELL_IS_DESK (desk));
  g_return_if_fail (record != NULL);

  g_ptr_array_add (changes, bell_store_new_change (bell_desk_get_store (desk), BELL_CHANGE_KIND_DESTROY,
                                                   bell_record_get_data_type (record), bell_record_get_id (record), NULL, NULL));
  bell_verbs_commit (desk, changes, 0, sentence);
}
