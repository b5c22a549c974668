/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-json-private.h"

#include <math.h>
#include <string.h>

/* The strict reader that goes over a text before cJSON makes a tree of it.
 *
 * cJSON takes more than JSON: control characters in strings, numbers like 01
 * and 1., a NUL that cuts a string short. This takes exactly the grammar of RFC
 * 8259 within the bounds of RFC 7493 (I-JSON), and does so without recursion:
 * what is open stands in a bit stack, so that no depth of nesting can exhaust
 * anything.
 *
 * Duplicate members are looked for in the tree, where the names are already
 * unescaped. */

typedef struct
{
  const char *start;
  const char *at;
  const char *end;
  guint depth;
  guint n_values;
  guint8 objects[128]; /* a bit for each open level: is it an object? */
} Scan;

#define SCAN_MAX_DEPTH (sizeof ((Scan *) 0)->objects * 8)

static gboolean
fail (const Scan  *scan,
      GError     **error,
      const char  *what)
{
  g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_NOT_JSON,
               "This is not JSON: %s at byte %" G_GSIZE_FORMAT, what, (gsize) (scan->at - scan->start));
  return FALSE;
}

static inline void
skip_space (Scan *scan)
{
  while (scan->at < scan->end &&
         (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\t' || *scan->at == '\r'))
    scan->at++;
}

static int
scan_hex (const Scan *scan)
{
  int unit = 0;

  if (scan->end - scan->at < 6)
    return -1;

  for (guint i = 2; i < 6; i++)
    {
      int digit = g_ascii_xdigit_value (scan->at[i]);

      if (digit < 0)
        return -1;
      unit = unit * 16 + digit;
    }

  return unit;
}

/* At a backslash. */
static gboolean
scan_escape (Scan    *scan,
             GError **error)
{
  int unit;

  if (scan->end - scan->at < 2)
    return fail (scan, error, "the text ends in an escape");

  if (scan->at[1] != 'u')
    {
      if (scan->at[1] == '\0' || strchr ("\"\\/bfnrt", scan->at[1]) == NULL)
        return fail (scan, error, "an unknown escape");
      scan->at += 2;
      return TRUE;
    }

  unit = scan_hex (scan);
  if (unit < 0)
    return fail (scan, error, "an escape that is not four hexadecimal digits");
  if (unit == 0)
    return fail (scan, error, "a NUL in a string");
  if (unit >= 0xdc00 && unit <= 0xdfff)
    return fail (scan, error, "half of a surrogate pair");

  if (unit >= 0xd800 && unit <= 0xdbff)
    {
      scan->at += 6;
      if (scan->end - scan->at < 2 || scan->at[0] != '\\' || scan->at[1] != 'u')
        return fail (scan, error, "half of a surrogate pair");
      unit = scan_hex (scan);
      if (unit < 0xdc00 || unit > 0xdfff)
        return fail (scan, error, "half of a surrogate pair");
    }

  scan->at += 6;
  return TRUE;
}

/* Eight bytes at a time, over what a string may hold as it is: sets the high
 * bit of each byte that is a quote, a backslash or a control character. */
static inline void
skip_plain (Scan *scan)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101), highs = ones << 7;

  while (scan->end - scan->at >= 8)
    {
      guint64 bytes, quote, backslash, found;

      memcpy (&bytes, scan->at, 8);
      quote = bytes ^ (ones * '"');
      backslash = bytes ^ (ones * '\\');
      found = ((bytes - ones * 0x20) & ~bytes) | ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash);
      if ((found & highs) != 0)
        break;
      scan->at += 8;
    }

  /* UTF-8 was checked for the text as a whole. */
  while (scan->at < scan->end && *scan->at != '"' && *scan->at != '\\' && (guchar) *scan->at >= 0x20)
    scan->at++;
}

/* At the opening quote. */
static gboolean
scan_string (Scan    *scan,
             GError **error)
{
  scan->at++;

  for (;;)
    {
      skip_plain (scan);

      if (scan->at == scan->end)
        return fail (scan, error, "a string without an end");

      if (*scan->at == '"')
        {
          scan->at++;
          return TRUE;
        }

      if (*scan->at != '\\')
        return fail (scan, error, "a control character in a string");

      if (!scan_escape (scan, error))
        return FALSE;
    }
}

static gboolean
scan_digits (Scan *scan)
{
  const char *before = scan->at;

  while (scan->at < scan->end && g_ascii_isdigit (*scan->at))
    scan->at++;

  return scan->at > before;
}

static gboolean
scan_number (Scan    *scan,
             GError **error)
{
  const char *first = scan->at;
  gboolean whole = TRUE;
  gsize length;

  if (*scan->at == '-')
    scan->at++;

  if (scan->at < scan->end && *scan->at == '0')
    scan->at++;
  else if (!scan_digits (scan))
    return fail (scan, error, "a number without digits");

  if (scan->at < scan->end && *scan->at == '.')
    {
      whole = FALSE;
      scan->at++;
      if (!scan_digits (scan))
        return fail (scan, error, "a number without digits behind its point");
    }

  if (scan->at < scan->end && (*scan->at == 'e' || *scan->at == 'E'))
    {
      whole = FALSE;
      scan->at++;
      if (scan->at < scan->end && (*scan->at == '+' || *scan->at == '-'))
        scan->at++;
      if (!scan_digits (scan))
        return fail (scan, error, "a number without digits in its exponent");
    }

  /* cJSON copies a number into 64 bytes and reads no further. */
  length = (gsize) (scan->at - first);
  if (length > 60)
    {
      scan->at = first;
      return fail (scan, error, "a number longer than 60 characters");
    }

  /* Up to 15 digits every whole number is exact. */
  if (!whole || length > 15)
    {
      char copy[64];
      double value;

      memcpy (copy, first, length);
      copy[length] = '\0';
      value = g_ascii_strtod (copy, NULL);
      if (!isfinite (value) || (whole && fabs (value) > (double) BELL_JSON_MAX_INTEGER))
        {
          scan->at = first;
          return fail (scan, error, "a number that is out of range");
        }
    }

  return TRUE;
}

static gboolean
scan_word (Scan       *scan,
           const char *word,
           GError    **error)
{
  gsize length = strlen (word);

  if ((gsize) (scan->end - scan->at) < length || memcmp (scan->at, word, length) != 0)
    return fail (scan, error, "an unknown word");

  scan->at += length;
  return TRUE;
}

static inline gboolean
in_object (const Scan *scan)
{
  guint level = scan->depth - 1;

  return (scan->objects[level / 8] >> (level % 8)) & 1;
}

static gboolean
open_level (Scan     *scan,
            gboolean  object,
            guint     max_depth,
            GError  **error)
{
  guint level = scan->depth;

  if (scan->depth >= max_depth)
    {
      g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_TOO_DEEP,
                   "This JSON is nested more than %u deep at byte %" G_GSIZE_FORMAT,
                   max_depth, (gsize) (scan->at - scan->start));
      return FALSE;
    }

  if (object)
    scan->objects[level / 8] |= (guint8) (1u << (level % 8));
  else
    scan->objects[level / 8] &= (guint8) ~(1u << (level % 8));

  scan->depth++;
  scan->at++;
  return TRUE;
}

/* A name and its colon. */
static gboolean
scan_name (Scan    *scan,
           GError **error)
{
  skip_space (scan);
  if (scan->at == scan->end || *scan->at != '"')
    return fail (scan, error, "a member without a name");
  if (!scan_string (scan, error))
    return FALSE;
  skip_space (scan);
  if (scan->at == scan->end || *scan->at != ':')
    return fail (scan, error, "a name without a colon");
  scan->at++;

  return TRUE;
}

/* After a value: closes what ends here, and goes to where the next value starts. */
static gboolean
scan_after_value (Scan     *scan,
                  gboolean *done,
                  GError  **error)
{
  for (;;)
    {
      skip_space (scan);

      if (scan->depth == 0)
        {
          *done = TRUE;
          return scan->at == scan->end || fail (scan, error, "something after the value");
        }

      if (scan->at == scan->end)
        return fail (scan, error, "an array or object without an end");

      if (*scan->at == ',')
        {
          scan->at++;
          return !in_object (scan) || scan_name (scan, error);
        }

      if (*scan->at != (in_object (scan) ? '}' : ']'))
        return fail (scan, error, in_object (scan) ? "neither a comma nor a closing brace"
                                                   : "neither a comma nor a closing bracket");
      scan->at++;
      scan->depth--;
    }
}

/* Where a value starts. Sets @opened where that leads to the next value, inside. */
static gboolean
scan_value (Scan     *scan,
            guint     max_depth,
            gboolean *opened,
            GError  **error)
{
  *opened = FALSE;
  skip_space (scan);
  if (scan->at == scan->end)
    return fail (scan, error, "a value is missing");

  if (++scan->n_values > BELL_JSON_MAX_VALUES)
    {
      g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_TOO_LARGE,
                   "This JSON has more than %d values", BELL_JSON_MAX_VALUES);
      return FALSE;
    }

  switch (*scan->at)
    {
    case '{':
      if (!open_level (scan, TRUE, max_depth, error))
        return FALSE;
      skip_space (scan);
      if (scan->at < scan->end && *scan->at == '}')
        break;
      *opened = TRUE;
      return scan_name (scan, error);

    case '[':
      if (!open_level (scan, FALSE, max_depth, error))
        return FALSE;
      skip_space (scan);
      if (scan->at < scan->end && *scan->at == ']')
        break;
      *opened = TRUE;
      return TRUE;

    case '"':
      return scan_string (scan, error);
    case 't':
      return scan_word (scan, "true", error);
    case 'f':
      return scan_word (scan, "false", error);
    case 'n':
      return scan_word (scan, "null", error);

    case '-': case '0': case '1': case '2': case '3': case '4':
    case '5': case '6': case '7': case '8': case '9':
      return scan_number (scan, error);

    default:
      return fail (scan, error, "no value");
    }

  /* An empty array or object closes at once. */
  scan->at++;
  scan->depth--;
  return TRUE;
}

/* The length of what is ASCII without a NUL at the beginning, in eights. */
static gsize
measure_ascii (const char *text,
               gsize       length)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101), highs = ones << 7;
  gsize at = 0;
  guint64 bytes;

  for (; length - at >= 8; at += 8)
    {
      memcpy (&bytes, text + at, 8);
      if (((bytes | (bytes - ones)) & highs) != 0)
        break;
    }

  return at;
}

/* As g_utf8_validate_len(), which looks at every byte. No character goes on behind
 * one of ASCII, so what lies between two stretches of that stands for itself. */
static gboolean
validate (const char  *text,
          gsize        length,
          const char **invalid)
{
  gsize at = 0;

  while (at < length)
    {
      gsize end;

      at += measure_ascii (text + at, length - at);
      for (end = MIN (at + 8, length); end < length && measure_ascii (text + end, MIN (length - end, 8)) == 0; end++)
        ;
      if (!g_utf8_validate_len (text + at, end - at, invalid))
        return FALSE;
      at = end;
    }

  return TRUE;
}

/* Whether @text is JSON within the bounds, duplicate members aside. */
gboolean
bell_json_scan (const char  *text,
                gsize        length,
                guint        max_depth,
                GError     **error)
{
  Scan scan = { text, text, text + length, 0, 0, { 0 } };
  const char *invalid;
  gboolean done = FALSE;

  g_assert (max_depth <= SCAN_MAX_DEPTH);

  /* This finds NUL bytes too. */
  if (!validate (text, length, &invalid))
    {
      scan.at = invalid;
      return fail (&scan, error, *invalid == '\0' ? "a NUL" : "text that is not UTF-8");
    }

  while (!done)
    {
      gboolean opened;

      if (!scan_value (&scan, max_depth, &opened, error) ||
          (!opened && !scan_after_value (&scan, &done, error)))
        return FALSE;
    }

  return TRUE;
}
