/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-merge.h"

#include "bell-workflow.h"

/* How two edits of one thing meet: the one table of conflict rules. The column
 * MERGE of the property tables points into it. Pure, and the same for every
 * property, so that a new property needs no code.
 *
 * guarded: an edit says what its author saw, and is not done if that is no more
 * so (draft-ietf-jmap-conditional). met: what happens then, where the other's
 * value is not the same as ours. */
static const struct
{
  gboolean guarded;
  BellMeeting met;
} rules[] = {
  [BELL_MERGE_SERVER]     = { FALSE, BELL_MEETING_CLASH }, /* nobody edits it; as a condition it holds or not */
  [BELL_MERGE_FIELD]      = { TRUE,  BELL_MEETING_CLASH },
  [BELL_MERGE_TRANSITION] = { TRUE,  BELL_MEETING_CLASH }, /* and bell_access_check_change() asks whether the move is allowed */
  [BELL_MERGE_CLAIM]      = { TRUE,  BELL_MEETING_CLASH }, /* who takes it says that nobody held it */
  [BELL_MERGE_MEMBERS]    = { FALSE, BELL_MEETING_MERGE }, /* of a set; the values of a map are fields, see below */
  [BELL_MERGE_TEXT]       = { TRUE,  BELL_MEETING_TEXT },
  [BELL_MERGE_APPEND]     = { FALSE, BELL_MEETING_MERGE }, /* written once: nothing to meet */
};

static void
bell_merge_clash_free (gpointer data)
{
  BellMergeClash *clash = data;

  g_free (clash->member);
  g_clear_pointer (&clash->mine, g_variant_unref);
  g_clear_pointer (&clash->was, g_variant_unref);
  g_clear_pointer (&clash->theirs, g_variant_unref);
  g_free (clash);
}

static void
add_clash (GPtrArray          *clashes,
           const BellProperty *property,
           const char         *member,
           GVariant           *mine,
           GVariant           *was,
           GVariant           *theirs,
           gboolean            is_condition)
{
  BellMergeClash *clash = g_new0 (BellMergeClash, 1);

  clash->property = property;
  clash->member = g_strdup (member);
  clash->mine = mine != NULL ? g_variant_ref (mine) : NULL;
  clash->was = was != NULL ? g_variant_ref (was) : NULL;
  clash->theirs = theirs != NULL ? g_variant_ref (theirs) : NULL;
  clash->is_condition = is_condition;
  g_ptr_array_add (clashes, clash);
}

/* Who solves or closes a ticket has read what was last said in it. */
static void
expect_last_message (BellPatch        *expected,
                     const BellPatch  *patch,
                     const BellRecord *before)
{
  const BellPatchEntry *status = bell_patch_find (patch, bell_ticket_property (BELL_TICKET_STATUS));

  if (status == NULL || status->value == NULL || bell_status_is_active (g_variant_get_int32 (status->value)) ||
      bell_patch_find (expected, bell_ticket_property (BELL_TICKET_LAST_MESSAGE_ID)) != NULL)
    return;

  bell_patch_set_text (expected, BELL_TICKET_LAST_MESSAGE_ID, bell_ticket_get_last_message_id (BELL_TICKET (before)));
}

/* The value of @property in @record, or that of one member of it. */
static GVariant *
get_value (const BellRecord   *record,
           const BellProperty *property,
           const char         *member)
{
  g_autoptr (GVariant) whole = bell_record_get (record, property);

  return member != NULL ? bell_value_get_member (whole, member) : g_steal_pointer (&whole);
}

static const BellPatchEntry *
find_entry (const BellPatch    *patch,
            const BellProperty *property,
            const char         *member)
{
  for (guint i = 0; patch != NULL && i < bell_patch_get_size (patch); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (patch, i);

      if (entry->property == property && g_strcmp0 (entry->member, member) == 0)
        return entry;
    }

  return NULL;
}

static void
set_entry (BellPatch          *patch,
           const BellProperty *property,
           const char         *member,
           GVariant           *value)
{
  if (member != NULL)
    bell_patch_set_member (patch, property, member, value);
  else
    bell_patch_set (patch, property, value);
}

/**
 * bell_merge_is_guarded:
 * @member: (nullable): of a set or map, which member
 *
 * Returns: whether an edit of it says what its author saw before
 */
gboolean
bell_merge_is_guarded (const BellProperty *property,
                       const char         *member)
{
  g_return_val_if_fail (property != NULL, FALSE);

  /* A member of a map holds a value, which two people may set differently. */
  return rules[property->merge].guarded || (property->kind == BELL_KIND_MAP && member != NULL);
}

/**
 * bell_merge_meet:
 * @member: (nullable): of a set or map, which member
 * @mine: (nullable): the value that an edit sets; %NULL is null, or takes the member away
 * @was: (nullable): what the editor saw
 * @theirs: (nullable): what stands now
 *
 * Returns: what becomes of the edit
 */
BellMeeting
bell_merge_meet (const BellProperty *property,
                 const char         *member,
                 GVariant           *mine,
                 GVariant           *was,
                 GVariant           *theirs)
{
  g_return_val_if_fail (property != NULL, BELL_MEETING_CLASH);

  if (bell_value_equal (was, theirs))
    return BELL_MEETING_FREE;
  if (bell_value_equal (mine, theirs))
    return BELL_MEETING_SAME;

  return property->kind == BELL_KIND_MAP && member != NULL ? BELL_MEETING_CLASH : rules[property->merge].met;
}

/**
 * bell_merge_normalise:
 * @patch: an update
 * @before: the object that its author saw
 *
 * Makes of a whole set or map that is set the members that differ, so that the
 * members that others add meanwhile stay.
 *
 * Returns: (transfer full): the same patch, or one by members
 */
BellPatch *
bell_merge_normalise (BellPatch        *patch,
                      const BellRecord *before)
{
  g_autoptr (BellRecord) after = NULL;
  g_autoptr (BellPatch) between = NULL;
  BellPatch *result;
  gboolean whole = FALSE;

  g_return_val_if_fail (patch != NULL && before != NULL, NULL);

  for (guint i = 0; i < bell_patch_get_size (patch); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (patch, i);

      whole |= entry->member == NULL && entry->property->merge == BELL_MERGE_MEMBERS;
    }
  if (!whole)
    return bell_patch_ref (patch);

  after = bell_record_copy (before);
  bell_patch_apply (patch, after);
  between = bell_patch_new_between (before, after);
  result = bell_patch_new (bell_patch_get_data_type (patch));

  for (guint i = 0; i < bell_patch_get_size (patch); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (patch, i);

      if (entry->member != NULL || entry->property->merge != BELL_MERGE_MEMBERS)
        set_entry (result, entry->property, entry->member, entry->value);
    }
  for (guint i = 0; i < bell_patch_get_size (between); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (between, i);
      const BellPatchEntry *asked = bell_patch_find (patch, entry->property);

      if (entry->member != NULL && asked != NULL && asked->member == NULL)
        bell_patch_set_member (result, entry->property, entry->member, entry->value);
    }

  return result;
}

/**
 * bell_merge_expect:
 * @patch: an update
 * @given: (nullable): what its author expects already; that stands
 * @before: the object that its author saw
 *
 * Returns: (transfer full) (nullable): what has to be so for the update to be
 *   done: everything guarded that it changes is as its author saw it
 */
BellPatch *
bell_merge_expect (const BellPatch  *patch,
                   const BellPatch  *given,
                   const BellRecord *before)
{
  g_autoptr (BellPatch) expected = NULL;

  g_return_val_if_fail (patch != NULL && before != NULL, NULL);

  expected = given != NULL ? bell_patch_copy (given) : bell_patch_new (bell_patch_get_data_type (patch));
  for (guint i = 0; i < bell_patch_get_size (patch); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (patch, i);
      const BellPatchEntry *said = bell_patch_find (expected, entry->property);
      g_autoptr (GVariant) value = NULL;

      if (!bell_merge_is_guarded (entry->property, entry->member) ||
          (said != NULL && (said->member == NULL || entry->member == NULL)) ||
          find_entry (given, entry->property, entry->member) != NULL)
        continue;

      value = get_value (before, entry->property, entry->member);
      set_entry (expected, entry->property, entry->member, value);
    }
  if (bell_patch_get_data_type (patch) == BELL_TYPE_TICKET)
    expect_last_message (expected, patch, before);

  return bell_patch_get_size (expected) > 0 ? g_steal_pointer (&expected) : NULL;
}

/**
 * bell_merge_expect_seen:
 * @message: a new message
 * @ticket: (nullable): its ticket, as its author saw it
 *
 * Returns: (transfer full) (nullable): for a public reply, what has to be so of
 *   the ticket for it to be sent: nobody has written to it meanwhile
 */
BellPatch *
bell_merge_expect_seen (const BellPatch  *message,
                        const BellRecord *ticket)
{
  const BellPatchEntry *kind;
  BellPatch *expected;

  g_return_val_if_fail (message != NULL, NULL);

  if (ticket == NULL || bell_patch_get_data_type (message) != BELL_TYPE_MESSAGE)
    return NULL;

  kind = bell_patch_find (message, bell_message_property (BELL_MESSAGE_KIND));
  if (kind != NULL && kind->value != NULL && g_variant_get_int32 (kind->value) != BELL_MESSAGE_KIND_REPLY)
    return NULL;

  expected = bell_patch_new (BELL_TYPE_TICKET);
  bell_patch_set_text (expected, BELL_TICKET_LAST_MESSAGE_ID, bell_ticket_get_last_message_id (BELL_TICKET (ticket)));

  return expected;
}

/**
 * bell_merge_expect_all:
 * @before: an object that somebody deletes
 *
 * Returns: (transfer full): what has to be so for it to be deleted: nobody has
 *   worked on it meanwhile
 */
BellPatch *
bell_merge_expect_all (const BellRecord *before)
{
  BellPatch *expected;
  BellType type;

  g_return_val_if_fail (before != NULL, NULL);

  type = bell_record_get_data_type (before);
  expected = bell_patch_new (type);
  for (guint i = 0; i < bell_type_get_n_properties (type); i++)
    {
      const BellProperty *property = bell_type_get_property (type, i);
      g_autoptr (GVariant) value = NULL;

      /* A revision says of long texts whether they are the same. */
      if (!rules[property->merge].guarded || (property->flags & BELL_PROPERTY_IMMUTABLE) ||
          property->merge == BELL_MERGE_TEXT)
        continue;

      value = bell_record_get (before, property);
      bell_patch_set (expected, property, value);
    }
  if (type == BELL_TYPE_ARTICLE)
    bell_patch_set_integer (expected, BELL_ARTICLE_REVISION, bell_article_get_revision (BELL_ARTICLE (before)));

  return expected;
}

/**
 * bell_merge_expect_done:
 * @patch: an update that was done
 *
 * Returns: (transfer full) (nullable): what has to be so for it to be taken
 *   back: everything guarded still is as it was made
 */
BellPatch *
bell_merge_expect_done (const BellPatch *patch)
{
  g_autoptr (BellPatch) expected = NULL;

  g_return_val_if_fail (patch != NULL, NULL);

  expected = bell_patch_new (bell_patch_get_data_type (patch));
  for (guint i = 0; i < bell_patch_get_size (patch); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (patch, i);

      if (bell_merge_is_guarded (entry->property, entry->member))
        set_entry (expected, entry->property, entry->member, entry->value);
    }

  return bell_patch_get_size (expected) > 0 ? g_steal_pointer (&expected) : NULL;
}

/**
 * bell_merge_inverse:
 * @patch: an update
 * @before: the object before it
 *
 * Returns: (transfer full): the patch that makes @before of what @patch makes of it
 */
BellPatch *
bell_merge_inverse (const BellPatch  *patch,
                    const BellRecord *before)
{
  BellPatch *inverse;

  g_return_val_if_fail (patch != NULL && before != NULL, NULL);

  inverse = bell_patch_new (bell_patch_get_data_type (patch));
  for (guint i = 0; i < bell_patch_get_size (patch); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (patch, i);
      g_autoptr (GVariant) value = get_value (before, entry->property, entry->member);

      set_entry (inverse, entry->property, entry->member, value);
    }

  return inverse;
}

/* Merges a text, or notes the clash. */
static gboolean
merge_text_entry (BellMergeResult      *self,
                  const BellPatchEntry *entry,
                  GVariant             *was,
                  GVariant             *theirs,
                  BellMergeText         function)
{
  g_autofree char *merged = NULL;

  if (function != NULL && entry->value != NULL && was != NULL && theirs != NULL &&
      g_variant_is_of_type (theirs, G_VARIANT_TYPE_STRING))
    merged = function (g_variant_get_string (was, NULL), g_variant_get_string (entry->value, NULL),
                       g_variant_get_string (theirs, NULL));
  if (merged == NULL)
    {
      add_clash (self->clashes, entry->property, entry->member, entry->value, was, theirs, FALSE);
      return FALSE;
    }

  set_entry (self->patch, entry->property, entry->member, g_variant_new_string (merged));
  return TRUE;
}

static void
merge_entry (BellMergeResult      *self,
             const BellChange     *change,
             const BellPatchEntry *entry,
             const BellRecord     *now,
             BellMergeText         function)
{
  const BellPatchEntry *expected = find_entry (bell_change_get_expected (change), entry->property, entry->member);
  g_autoptr (GVariant) theirs = get_value (now, entry->property, entry->member);

  /* Without a word of what was expected nothing can have been met. */
  switch (expected != NULL ? bell_merge_meet (entry->property, entry->member, entry->value, expected->value, theirs)
                           : BELL_MEETING_FREE)
    {
    case BELL_MEETING_SAME:
      return;

    case BELL_MEETING_CLASH:
      add_clash (self->clashes, entry->property, entry->member, entry->value, expected->value, theirs, FALSE);
      return;

    case BELL_MEETING_TEXT:
      if (!merge_text_entry (self, entry, expected->value, theirs, function))
        return;
      break;

    case BELL_MEETING_FREE:
    case BELL_MEETING_MERGE:
    default:
      set_entry (self->patch, entry->property, entry->member, entry->value);
      break;
    }

  if (expected != NULL)
    set_entry (self->expected, entry->property, entry->member, theirs);
}

/**
 * bell_merge_change:
 * @change: an update, or a delete, that was refused because what it expected is not so
 * @now: the object as it stands
 * @merge_text: (nullable): merges texts; without it they clash
 *
 * Judges a change by the rules of the properties that it touches. A change is
 * one deed: if one part of it clashes, a person decides on the whole of it.
 *
 * Returns: (transfer full): what becomes of it
 */
BellMergeResult *
bell_merge_change (const BellChange *change,
                   const BellRecord *now,
                   BellMergeText     merge_text)
{
  const BellPatch *expected;
  const BellPatch *patch;
  BellMergeResult *self;
  BellType type;

  g_return_val_if_fail (change != NULL && now != NULL, NULL);

  type = bell_record_get_data_type (now);
  patch = bell_change_get_patch (change);
  expected = bell_change_get_expected (change);
  self = g_new0 (BellMergeResult, 1);
  self->clashes = g_ptr_array_new_with_free_func (bell_merge_clash_free);
  self->patch = bell_patch_new (type);
  self->expected = bell_patch_new (type);

  for (guint i = 0; patch != NULL && i < bell_patch_get_size (patch); i++)
    merge_entry (self, change, bell_patch_get_entry (patch, i), now, merge_text);

  /* What its author did not touch, but acted upon. */
  for (guint i = 0; expected != NULL && i < bell_patch_get_size (expected); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (expected, i);
      g_autoptr (GVariant) theirs = NULL;

      if (find_entry (patch, entry->property, entry->member) != NULL)
        continue;

      theirs = get_value (now, entry->property, entry->member);
      set_entry (self->expected, entry->property, entry->member, entry->value);
      if (!bell_value_equal (entry->value, theirs))
        add_clash (self->clashes, entry->property, entry->member, NULL, entry->value, theirs, TRUE);
    }

  self->is_done = patch != NULL && bell_patch_get_size (patch) > 0 && !bell_patch_would_change (patch, now);
  if (self->is_done)
    g_ptr_array_set_size (self->clashes, 0);
  if (bell_patch_get_size (self->expected) == 0)
    g_clear_pointer (&self->expected, bell_patch_unref);

  return self;
}

/**
 * bell_merge_result_free:
 *
 * Frees what bell_merge_change() returned.
 */
void
bell_merge_result_free (BellMergeResult *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->clashes);
  g_clear_pointer (&self->patch, bell_patch_unref);
  g_clear_pointer (&self->expected, bell_patch_unref);
  g_free (self);
}
