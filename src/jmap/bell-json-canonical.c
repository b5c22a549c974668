/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-json.h"

#include <string.h>

#include <cjson/cJSON.h>

#include "bell-json-writer.h"

/* The one form that equal values share, and with it equality. */

static int
compare_names (gconstpointer one,
               gconstpointer two)
{
  const cJSON *const *first = one;
  const cJSON *const *second = two;

  return strcmp ((*first)->string, (*second)->string);
}

static void
write_canonical (BellJsonWriter *writer,
                 const cJSON    *node)
{
  g_autoptr (GPtrArray) members = NULL;

  if (cJSON_IsArray (node))
    {
      bell_json_writer_begin_array (writer);
      for (const cJSON *element = node->child; element != NULL; element = element->next)
        write_canonical (writer, element);
      bell_json_writer_end_array (writer);
      return;
    }

  if (!cJSON_IsObject (node))
    {
      bell_json_writer_node (writer, node);
      return;
    }

  members = g_ptr_array_new ();
  for (cJSON *member = node->child; member != NULL; member = member->next)
    g_ptr_array_add (members, member);
  g_ptr_array_sort (members, compare_names);

  bell_json_writer_begin_object (writer);
  for (guint i = 0; i < members->len; i++)
    {
      const cJSON *member = members->pdata[i];

      bell_json_writer_name (writer, member->string);
      write_canonical (writer, member);
    }
  bell_json_writer_end_object (writer);
}

/**
 * bell_json_node_to_canonical_text:
 * @node: a value
 *
 * Writes it in the one form that equal values share: no space, members sorted
 * by the bytes of their names, numbers as short as they can be. This is what
 * stands in a property of %BELL_KIND_JSON.
 *
 * Returns: (transfer full): the text
 */
char *
bell_json_node_to_canonical_text (const BellJsonNode *node)
{
  BellJsonWriter *writer;

  g_return_val_if_fail (node != NULL, NULL);

  writer = bell_json_writer_new ();
  write_canonical (writer, node);

  return bell_json_writer_free_to_text (writer);
}

/**
 * bell_json_node_equal:
 * @one: (nullable): a value
 * @two: (nullable): a value
 *
 * Returns: whether they are the same, whatever the order of members
 */
gboolean
bell_json_node_equal (const BellJsonNode *one,
                      const BellJsonNode *two)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (one == NULL || two == NULL)
    return one == two;

  first = bell_json_node_to_canonical_text (one);
  second = bell_json_node_to_canonical_text (two);

  return strcmp (first, second) == 0;
}
