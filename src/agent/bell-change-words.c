/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-change-words.h"

#include <glib/gi18n-lib.h>

#include "bell-labels.h"

/* What a change did, in words for the history. Properties that only the
 * machine cares about (counters, the times that follow from others) are left
 * out; what remains is one line. */

static const char *
name_of (BellDirectory *directory,
         GVariant      *id)
{
  const char *name = NULL;

  if (id != NULL)
    name = bell_directory_get_name (directory, g_variant_get_string (id, NULL));

  return name != NULL ? name : _("somebody unknown");
}

static char *
ticket_entry_to_words (const BellPatchEntry *entry,
                       BellDirectory        *directory)
{
  GVariant *value = entry->value;

  switch ((BellTicketProperty) entry->property->index)
    {
    case BELL_TICKET_SUBJECT:
      return value != NULL ? g_strdup_printf (_("subject: “%s”"), g_variant_get_string (value, NULL)) : NULL;
    case BELL_TICKET_STATUS:
      return value != NULL ? g_strdup_printf (_("status: %s"), bell_label_for_status (g_variant_get_int32 (value))) : NULL;
    case BELL_TICKET_KIND:
      return value != NULL ? g_strdup_printf (_("kind: %s"), bell_label_for_ticket_kind (g_variant_get_int32 (value))) : NULL;
    case BELL_TICKET_IMPACT:
      return value != NULL ? g_strdup_printf (_("impact: %s"), bell_label_for_level (g_variant_get_int32 (value))) : NULL;
    case BELL_TICKET_URGENCY:
      return value != NULL ? g_strdup_printf (_("urgency: %s"), bell_label_for_level (g_variant_get_int32 (value))) : NULL;
    case BELL_TICKET_PRIORITY:
      return value != NULL ? g_strdup_printf (_("priority: %s"), bell_label_for_priority (g_variant_get_int32 (value))) : NULL;
    case BELL_TICKET_TEAM_ID:
      return value != NULL ? g_strdup_printf (_("team: %s"), name_of (directory, value)) : g_strdup (_("no team"));
    case BELL_TICKET_ASSIGNEE_ID:
      return value != NULL ? g_strdup_printf (_("assigned to %s"), name_of (directory, value)) : g_strdup (_("assigned to nobody"));
    case BELL_TICKET_REQUESTER_ID:
      return g_strdup_printf (_("asked by %s"), name_of (directory, value));
    case BELL_TICKET_TAGS:
      if (entry->member == NULL)
        return NULL;
      return value != NULL ? g_strdup_printf (_("tag “%s” added"), entry->member)
                           : g_strdup_printf (_("tag “%s” removed"), entry->member);
    case BELL_TICKET_WATCHERS:
      {
        const char *name = entry->member != NULL ? bell_directory_get_name (directory, entry->member) : NULL;

        if (name == NULL)
          return NULL;
        return value != NULL ? g_strdup_printf (_("%s watches"), name) : g_strdup_printf (_("%s no longer watches"), name);
      }
    case BELL_TICKET_LINKS:
      return value != NULL ? g_strdup (_("linked to another ticket")) : g_strdup (_("link removed"));
    case BELL_TICKET_CUSTOM_FIELDS:
      if (entry->member == NULL)
        return NULL;
      return g_strdup_printf ("%s: %s", entry->member, value != NULL ? g_variant_get_string (value, NULL) : "–");
    case BELL_TICKET_SURVEY_SCORE:
      /* Translators: how content a person is, from 1 (not at all) to 5. */
      return value != NULL ? g_strdup_printf (_("rated %d of 5"), (int) g_variant_get_int64 (value)) : NULL;
    case BELL_TICKET_SURVEY_COMMENT:
      return value != NULL ? g_strdup_printf ("“%s”", g_variant_get_string (value, NULL)) : NULL;
    case BELL_TICKET_NUMBER:
    case BELL_TICKET_PRIORITY_OVERRIDDEN:
    case BELL_TICKET_TIER:
    case BELL_TICKET_CHANNEL:
    case BELL_TICKET_LAST_MESSAGE_ID:
    case BELL_TICKET_MESSAGE_COUNT:
    case BELL_TICKET_CREATED_AT:
    case BELL_TICKET_UPDATED_AT:
    case BELL_TICKET_FIRST_RESPONSE_AT:
    case BELL_TICKET_SOLVED_AT:
    case BELL_TICKET_CLOSED_AT:
    case BELL_TICKET_N_PROPERTIES:
    default:
      return NULL;
    }
}

static char *
article_entry_to_words (const BellPatchEntry *entry)
{
  GVariant *value = entry->value;

  switch ((BellArticleProperty) entry->property->index)
    {
    case BELL_ARTICLE_TITLE:
      return value != NULL ? g_strdup_printf (_("title: “%s”"), g_variant_get_string (value, NULL)) : NULL;
    case BELL_ARTICLE_BODY:
      return g_strdup (_("text changed"));
    case BELL_ARTICLE_SUMMARY:
      return g_strdup (_("summary changed"));
    case BELL_ARTICLE_CATEGORY:
      return value != NULL ? g_strdup_printf (_("category: %s"), g_variant_get_string (value, NULL)) : NULL;
    case BELL_ARTICLE_AUDIENCE:
      return value != NULL ? g_strdup_printf (_("for: %s"), bell_label_for_audience (g_variant_get_int32 (value))) : NULL;
    case BELL_ARTICLE_STATE:
      return value != NULL ? g_strdup_printf (_("state: %s"), bell_label_for_article_state (g_variant_get_int32 (value))) : NULL;
    case BELL_ARTICLE_TAGS:
    case BELL_ARTICLE_LANGUAGE:
    case BELL_ARTICLE_AUTHOR_ID:
    case BELL_ARTICLE_REVISION:
    case BELL_ARTICLE_HELPFUL:
    case BELL_ARTICLE_CREATED_AT:
    case BELL_ARTICLE_UPDATED_AT:
    case BELL_ARTICLE_PUBLISHED_AT:
    case BELL_ARTICLE_N_PROPERTIES:
    default:
      return NULL;
    }
}

static BellMessageKind
message_kind_of (const BellChange *change)
{
  const BellPatchEntry *kind = bell_patch_find (bell_change_get_patch (change), bell_message_property (BELL_MESSAGE_KIND));

  return kind != NULL && kind->value != NULL ? g_variant_get_int32 (kind->value) : BELL_MESSAGE_KIND_REPLY;
}

/**
 * bell_change_to_words:
 * @change: a change
 * @directory: the names of people and teams
 *
 * Returns: (transfer full) (nullable): what it did, in one line, or %NULL if
 *   nothing of it is worth telling
 */
char *
bell_change_to_words (const BellChange *change,
                      BellDirectory    *directory)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  BellPatch *patch;
  BellType type;

  g_return_val_if_fail (change != NULL, NULL);
  g_return_val_if_fail (BELL_IS_DIRECTORY (directory), NULL);

  type = bell_change_get_data_type (change);
  patch = bell_change_get_patch (change);

  if (type == BELL_TYPE_MESSAGE && patch != NULL)
    {
      switch (message_kind_of (change))
        {
        case BELL_MESSAGE_KIND_NOTE: return g_strdup (_("wrote an internal note"));
        case BELL_MESSAGE_KIND_CALL: return g_strdup (_("recorded a call"));
        case BELL_MESSAGE_KIND_REPLY:
        default: return g_strdup (_("wrote a reply"));
        }
    }

  if (bell_change_get_kind (change) == BELL_CHANGE_KIND_DESTROY)
    return g_strdup (_("deleted it"));

  if (bell_change_get_kind (change) == BELL_CHANGE_KIND_CREATE)
    g_ptr_array_add (words, g_strdup (type == BELL_TYPE_TICKET ? _("opened the ticket") : _("created it")));

  for (guint i = 0; patch != NULL && i < bell_patch_get_size (patch); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (patch, i);
      char *word = NULL;

      if (type == BELL_TYPE_TICKET)
        {
          /* What a new ticket is stands beside it; only where it went is news. */
          if (bell_change_get_kind (change) != BELL_CHANGE_KIND_CREATE ||
              entry->property->index == BELL_TICKET_TEAM_ID || entry->property->index == BELL_TICKET_ASSIGNEE_ID)
            word = ticket_entry_to_words (entry, directory);
        }
      else if (type == BELL_TYPE_ARTICLE && bell_change_get_kind (change) != BELL_CHANGE_KIND_CREATE)
        {
          word = article_entry_to_words (entry);
        }
      if (word != NULL)
        g_ptr_array_add (words, word);
    }

  if (words->len == 0)
    return NULL;

  g_ptr_array_add (words, NULL);
  /* Translators: stands between the parts of a line such as “status: Solved, priority: Low”. */
  return g_strjoinv (C_("list separator", ", "), (char **) words->pdata);
}

/**
 * bell_change_value_to_words:
 * @property: a property
 * @member: (nullable): of a set or map, which member
 * @value: (nullable): a value that it has
 * @directory: the names of people and teams
 *
 * Returns: (transfer full): the property with that value, in words
 */
char *
bell_change_value_to_words (const BellProperty *property,
                            const char         *member,
                            GVariant           *value,
                            BellDirectory      *directory)
{
  BellPatchEntry entry = { .property = property, .member = (char *) member, .value = value };
  char *words = NULL;

  g_return_val_if_fail (property != NULL, NULL);
  g_return_val_if_fail (BELL_IS_DIRECTORY (directory), NULL);

  if (property->type == BELL_TYPE_TICKET && property->index == BELL_TICKET_LAST_MESSAGE_ID)
    return g_strdup (_("somebody has written since"));
  if (property->kind == BELL_KIND_TEXT && property->merge == BELL_MERGE_TEXT && value != NULL)
    return g_variant_dup_string (value, NULL);
  if (property->type == BELL_TYPE_TICKET)
    words = ticket_entry_to_words (&entry, directory);
  else if (property->type == BELL_TYPE_ARTICLE && property->index != BELL_ARTICLE_SUMMARY)
    words = article_entry_to_words (&entry);
  if (words != NULL)
    return words;

  if (value == NULL)
    return g_strdup_printf ("%s: –", property->wire_name);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_strdup_printf ("%s: “%s”", property->wire_name, g_variant_get_string (value, NULL));
  if (property->kind == BELL_KIND_ENUM)
    return g_strdup_printf ("%s: %s", property->wire_name, bell_enum_to_nick (property->enum_type (), g_variant_get_int32 (value)));

  {
    g_autofree char *printed = g_variant_print (value, FALSE);

    return g_strdup_printf ("%s: %s", property->wire_name, printed);
  }
}

/**
 * bell_change_get_icon:
 * @change: a change
 *
 * Returns: the name of an icon for what it did
 */
const char *
bell_change_get_icon (const BellChange *change)
{
  BellPatch *patch;

  g_return_val_if_fail (change != NULL, NULL);

  if (bell_change_get_data_type (change) == BELL_TYPE_MESSAGE)
    return message_kind_of (change) == BELL_MESSAGE_KIND_REPLY ? "mail-replied-symbolic" : "deskbell-note-symbolic";

  if (bell_change_get_kind (change) == BELL_CHANGE_KIND_CREATE)
    return "list-add-symbolic";

  patch = bell_change_get_patch (change);
  if (bell_change_get_data_type (change) == BELL_TYPE_TICKET && patch != NULL)
    {
      if (bell_patch_find (patch, bell_ticket_property (BELL_TICKET_ASSIGNEE_ID)) != NULL)
        return "avatar-default-symbolic";
      if (bell_patch_find (patch, bell_ticket_property (BELL_TICKET_STATUS)) != NULL)
        return "object-select-symbolic";
      if (bell_patch_find (patch, bell_ticket_property (BELL_TICKET_TEAM_ID)) != NULL)
        return "system-users-symbolic";
    }

  return "document-edit-symbolic";
}
