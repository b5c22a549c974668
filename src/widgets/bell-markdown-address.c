/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-markdown-private.h"

#include <string.h>

#define MAX_ADDRESS_BYTES 2000

static const char *const schemes[] = { "https://", "http://", "mailto:" };

static gboolean
begins_with (const char *text,
             const char *scheme)
{
  for (; *scheme != '\0'; text++, scheme++)
    if (g_ascii_tolower (*text) != *scheme)
      return FALSE;

  return TRUE;
}

/* Returns @address if it is one that may be opened: everything else could
 * start programs or read files. (transfer full) (nullable) */
char *
bell_markdown_check_address (const char *address)
{
  if (address == NULL || strlen (address) > MAX_ADDRESS_BYTES)
    return NULL;

  /* What is hidden in an address is there to deceive. */
  for (const char *at = address; *at != '\0'; at++)
    if ((guchar) *at <= ' ' || *at == 0x7f)
      return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      gsize length = strlen (schemes[i]);

      if (begins_with (address, schemes[i]) && address[length] != '\0')
        return g_strdup (address);
    }

  return NULL;
}

static gboolean
ends_address (char c)
{
  return (guchar) c <= ' ' || strchr ("<>\"`|\\^{}", c) != NULL;
}

/* Finds the first address that stands in @text by itself, from @start on and
 * @length bytes long. */
gboolean
bell_markdown_find_address (const char  *text,
                            gsize       *start,
                            gsize       *length,
                            char       **address)
{
  /* Each of them has a colon, and few texts have any. */
  for (const char *colon = text; *colon != '\0'; colon++)
    {
      if (*colon != ':')
        continue;

      for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
        {
          gsize before = (gsize) (strchr (schemes[i], ':') - schemes[i]);
          const char *begin = colon - before;
          const char *end;
          guint brackets = 0;

          if ((gsize) (colon - text) < before || !begins_with (begin, schemes[i]) ||
              (begin > text && g_ascii_isalnum (begin[-1])))
            continue;

          for (end = begin + strlen (schemes[i]); !ends_address (*end) && end - begin <= MAX_ADDRESS_BYTES; end++)
            {
              if (*end == '(')
                brackets++;
              else if (*end == ')' && brackets-- == 0)
                break;
            }

          /* The full stop belongs to the sentence. */
          while (end > colon && strchr (".,;:!?'*_~", end[-1]) != NULL)
            end--;

          g_free (*address);
          *address = NULL;
          if (end > begin + strlen (schemes[i]))
            {
              g_autofree char *found = g_strndup (begin, (gsize) (end - begin));

              *address = bell_markdown_check_address (found);
            }

          if (*address != NULL)
            {
              *start = (gsize) (begin - text);
              *length = (gsize) (end - begin);
              return TRUE;
            }
        }
    }

  return FALSE;
}
