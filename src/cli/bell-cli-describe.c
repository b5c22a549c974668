/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gi18n.h>

#include "bell-cli.h"

/* What a change does, in words. */

static const struct
{
  const char *wire_name;
  const char *words;
} property_words[] = {
  { "assigneeId", N_("assignee") },
  { "attachments", N_("attachments") },
  { "audience", N_("audience") },
  { "authorId", N_("author") },
  { "body", N_("text") },
  { "category", N_("category") },
  { "channel", N_("channel") },
  { "customFields", N_("fields") },
  { "impact", N_("impact") },
  { "kind", N_("kind") },
  { "language", N_("language") },
  { "links", N_("links") },
  { "priority", N_("priority") },
  { "priorityOverridden", N_("priority by hand") },
  { "requesterId", N_("requester") },
  { "state", N_("state") },
  { "status", N_("status") },
  { "subject", N_("subject") },
  { "summary", N_("summary") },
  { "tags", N_("tags") },
  { "teamId", N_("team") },
  { "tier", N_("tier") },
  { "title", N_("title") },
  { "urgency", N_("urgency") },
  { "watchers", N_("watchers") },
};

static const char *
name_property (const BellProperty *property)
{
  for (gsize i = 0; i < G_N_ELEMENTS (property_words); i++)
    if (g_str_equal (property_words[i].wire_name, property->wire_name))
      return _(property_words[i].words);

  return property->wire_name;
}

/* What a property, or one member of it, is called. */
char *
bell_cli_property_name (const BellProperty *property,
                        const char         *member)
{
  return member != NULL ? g_strdup_printf ("%s %s", name_property (property), member) : g_strdup (name_property (property));
}

/* A person or a team by its name; anything else as it is. */
static const char *
name_member (BellCli            *cli,
             const BellProperty *property,
             const char         *member)
{
  const char *name = NULL;

  if (property->refers_to != BELL_TYPE_NONE)
    name = bell_directory_get_name (bell_store_get_directory (cli->store), member);

  return name != NULL ? name : member;
}

static char *
shorten (const char *text)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (text, -1) <= 60)
    return g_strdup (text);

  start = g_utf8_substring (text, 0, 59);
  return g_strconcat (start, "…", NULL);
}

static char *
list_pairs (BellCli            *cli,
            const BellProperty *property,
            GVariant           *value)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < g_variant_n_children (value); i++)
    {
      const char *one, *two, *type;
      guint64 size;

      g_string_append (text, i > 0 ? ", " : "");
      if (property->kind == BELL_KIND_ATTACHMENTS)
        {
          g_variant_get_child (value, i, "(&s&s&st)", &one, &two, &type, &size);
          g_string_append (text, two);
          continue;
        }

      g_variant_get_child (value, i, "{&s&s}", &one, &two);
      g_string_append_printf (text, "%s %s", name_member (cli, property, one), two);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The value of a property as one line. */
char *
bell_cli_value_text (BellCli            *cli,
                     const BellProperty *property,
                     GVariant           *value)
{
  if (value == NULL)
    return g_strdup ("–");

  switch (property->kind)
    {
    case BELL_KIND_ID:
      {
        const char *id = g_variant_get_string (value, NULL);
        const char *name = bell_directory_get_name (bell_store_get_directory (cli->store), id);

        return g_strdup (name != NULL ? name : id);
      }

    case BELL_KIND_TEXT:
    case BELL_KIND_JSON:
      return shorten (g_variant_get_string (value, NULL));

    case BELL_KIND_ENUM:
      return g_strdup (bell_enum_to_nick (property->enum_type (), g_variant_get_int32 (value)));

    case BELL_KIND_INTEGER:
      return g_strdup_printf ("%" G_GINT64_FORMAT, g_variant_get_int64 (value));

    case BELL_KIND_BOOLEAN:
      return g_strdup (g_variant_get_boolean (value) ? _("yes") : _("no"));

    case BELL_KIND_TIME:
      return bell_cli_time_text (g_variant_get_int64 (value));

    case BELL_KIND_SET:
      {
        g_autofree const char **members = g_variant_get_strv (value, NULL);

        for (guint i = 0; members[i] != NULL; i++)
          members[i] = name_member (cli, property, members[i]);
        return g_strjoinv (", ", (char **) members);
      }

    case BELL_KIND_MAP:
    case BELL_KIND_ATTACHMENTS:
      return list_pairs (cli, property, value);
    }

  return g_strdup ("");
}

/* A message says what it is and begins with its text. */
static char *
describe_message (BellCli         *cli,
                  const BellPatch *patch)
{
  const BellPatchEntry *kind = bell_patch_find (patch, bell_message_property (BELL_MESSAGE_KIND));
  const BellPatchEntry *body = bell_patch_find (patch, bell_message_property (BELL_MESSAGE_BODY));
  g_autofree char *text = body != NULL ? bell_cli_value_text (cli, body->property, body->value) : g_strdup ("");
  int value = kind != NULL && kind->value != NULL ? g_variant_get_int32 (kind->value) : BELL_MESSAGE_KIND_REPLY;

  return g_strdup_printf ("%s: %s", bell_enum_to_nick (bell_message_kind_get_type (), value), g_strdelimit (text, "\n", ' '));
}

static char *
describe_entry (BellCli              *cli,
                const BellPatchEntry *entry)
{
  const BellProperty *property = entry->property;
  g_autofree char *value = NULL;

  if (entry->member == NULL)
    {
      value = bell_cli_value_text (cli, property, entry->value);
      return *value == '\0' ? NULL : g_strdup_printf ("%s %s", name_property (property), g_strdelimit (value, "\n", ' '));
    }

  if (entry->value != NULL && g_variant_is_of_type (entry->value, G_VARIANT_TYPE_STRING))
    value = shorten (g_variant_get_string (entry->value, NULL));
  return g_strdup_printf ("%s %s%s%s%s", name_property (property), entry->value != NULL ? "+" : "-",
                          name_member (cli, property, entry->member), value != NULL ? " " : "", value != NULL ? value : "");
}

/* What a change does, as one line; empty for an update in which there is only
 * what the server sets beside other changes. */
char *
bell_cli_describe (BellCli          *cli,
                   const BellChange *change)
{
  BellPatch *patch = bell_change_get_patch (change);
  BellChangeKind kind = bell_change_get_kind (change);
  g_autoptr (GString) text = g_string_new (NULL);

  if (bell_change_get_data_type (change) == BELL_TYPE_MESSAGE && patch != NULL)
    return describe_message (cli, patch);

  for (guint i = 0; patch != NULL && i < bell_patch_get_size (patch); i++)
    {
      const BellPatchEntry *entry = bell_patch_get_entry (patch, i);
      g_autofree char *words = NULL;

      if (entry->property->writer == BELL_ROLE_NOBODY || (kind == BELL_CHANGE_KIND_CREATE && entry->value == NULL))
        continue;
      words = describe_entry (cli, entry);
      if (words != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", words);
    }

  if (kind != BELL_CHANGE_KIND_UPDATE)
    {
      g_string_prepend (text, text->len > 0 ? ": " : "");
      g_string_prepend (text, kind == BELL_CHANGE_KIND_CREATE ? _("created") : _("deleted"));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}
