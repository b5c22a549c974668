/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-result-reference.h"

#include <string.h>

/* JSON pointers with "*" (RFC 8620 section 3.7, RFC 6901). */

#define MAX_TOKENS 16

static char *
unescape (const char *token,
          gsize       length)
{
  GString *text = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    {
      if (token[i] != '~')
        {
          g_string_append_c (text, token[i]);
          continue;
        }
      i++;
      if (i == length || (token[i] != '0' && token[i] != '1'))
        {
          g_string_free (text, TRUE);
          return NULL;
        }
      g_string_append_c (text, token[i] == '0' ? '~' : '/');
    }

  return g_string_free (text, FALSE);
}

/* Every step through an array costs, and every value that is copied. */
static gint64
count_values (const cJSON *node)
{
  gint64 n = 1;

  for (const cJSON *child = node->child; child != NULL; child = child->next)
    n += count_values (child);

  return n;
}

static cJSON *
copy (const cJSON *node,
      gint64      *budget)
{
  cJSON *copied;

  *budget -= count_values (node);
  if (*budget < 0)
    return NULL;

  copied = cJSON_Duplicate (node, TRUE);
  if (copied != NULL && copied->string != NULL)
    {
      cJSON_free (copied->string);
      copied->string = NULL;
    }

  return copied;
}

static const cJSON *
element_at (const cJSON *array,
            const char  *token,
            gint64      *budget)
{
  const cJSON *element = array->child;
  guint64 index;

  /* Digits without a zero in front (RFC 6901 section 4). */
  if ((token[0] == '0' && token[1] != '\0') ||
      !g_ascii_string_to_unsigned (token, 10, 0, G_MAXINT32, &index, NULL))
    return NULL;

  *budget -= (gint64) index;
  if (*budget < 0)
    return NULL;

  while (element != NULL && index-- > 0)
    element = element->next;

  return element;
}

static cJSON *evaluate (const cJSON       *node,
                        char *const       *tokens,
                        gint64            *budget);

/* The rest of the path, for each element; arrays are joined into one. */
static cJSON *
evaluate_each (const cJSON  *array,
               char *const  *tokens,
               gint64       *budget)
{
  cJSON *all = cJSON_CreateArray ();
  cJSON *last = NULL;

  for (const cJSON *element = array->child; element != NULL; element = element->next)
    {
      cJSON *found = --*budget >= 0 ? evaluate (element, tokens, budget) : NULL;
      cJSON *first = found;

      if (found == NULL)
        {
          cJSON_Delete (all);
          return NULL;
        }

      if (cJSON_IsArray (found))
        {
          first = found->child;
          found->child = NULL;
          cJSON_Delete (found);
        }

      /* By hand: cJSON_AddItemToArray() takes one at a time. */
      if (first != NULL)
        {
          if (last != NULL)
            {
              last->next = first;
              first->prev = last;
            }
          else
            {
              all->child = first;
            }
          for (last = first; last->next != NULL; last = last->next)
            ;
          all->child->prev = last;
        }
    }

  return all;
}

static cJSON *
evaluate (const cJSON  *node,
          char *const  *tokens,
          gint64       *budget)
{
  for (; *tokens != NULL; tokens++)
    {
      if (cJSON_IsArray (node))
        {
          if (strcmp (*tokens, "*") == 0)
            return evaluate_each (node, tokens + 1, budget);
          node = element_at (node, *tokens, budget);
        }
      else
        {
          node = bell_json_node_get_member (node, *tokens);
        }

      if (node == NULL)
        return NULL;
    }

  return copy (node, budget);
}

cJSON *
bell_result_path_evaluate (const cJSON *arguments,
                           const char  *path,
                           gint64      *budget)
{
  g_autoptr (GPtrArray) tokens = g_ptr_array_new_with_free_func (g_free);

  /* The empty pointer is the whole; any other starts with a slash. */
  while (*path == '/')
    {
      gsize length = strcspn (path + 1, "/");
      char *token = unescape (path + 1, length);

      if (token == NULL || tokens->len == MAX_TOKENS)
        {
          g_free (token);
          return NULL;
        }
      g_ptr_array_add (tokens, token);
      path += 1 + length;
    }

  if (*path != '\0')
    return NULL;

  g_ptr_array_add (tokens, NULL);
  return evaluate (arguments, (char *const *) tokens->pdata, budget);
}
