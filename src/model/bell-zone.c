/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-zone-private.h"

#include <string.h>

/* A time zone as a list of stretches of constant offset.
 *
 * GTimeZone answers for one instant at a time, by walking its list from the
 * start, and does not say where an interval ends. Here that is asked once,
 * so that the calendar can search in a list of its own.
 *
 * It is right wherever GTimeZone is. GLib 2.74 misreads one rule, that of
 * Europe/Dublin, which calls the winter time a negative summer time: where no
 * list of changes holds any more, from 2038 on, it takes Irish winters for two
 * hours ahead of UTC. */

#define DAY (24 * 60 * 60)

/* GTimeZone also takes offsets, the rules of POSIX, and paths; it reads
 * whatever file such a name leads to. Those are no names of IANA. */
static gboolean
is_iana_name (const char *name)
{
  static const char *const with_digits[] = { "EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT", "GMT0", "GMT+0", "GMT-0", NULL };
  static const char *const none[] = { "Factory", "leapseconds", "localtime", "posixrules", "SECURITY", NULL };
  const char *slash = strchr (name, '/');

  if (g_strv_contains (with_digits, name))
    return TRUE;

  if (strlen (name) < 2 || strlen (name) > 64 || g_strv_contains (none, name) ||
      g_str_has_prefix (name, "posix/") || g_str_has_prefix (name, "right/"))
    return FALSE;

  for (const char *at = name; *at != '\0'; at++)
    {
      if (*at == '/')
        {
          if (at == name || at[1] == '/' || at[1] == '\0')
            return FALSE;
        }
      else if (!g_ascii_isalpha (*at) && *at != '-' && *at != '_' &&
               (slash == NULL || (!g_ascii_isdigit (*at) && *at != '+')))
        return FALSE;
    }

  return TRUE;
}

static gint64
get_offset (GTimeZone *zone,
            gint64     second,
            int       *interval)
{
  *interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, second);

  return g_time_zone_get_offset (zone, *interval);
}

/* The first second after @second, up to @end, that is in a later interval. */
static gint64
find_change (GTimeZone *zone,
             gint64     second,
             int        interval,
             gint64     end)
{
  gint64 inside = second, outside = second, step = 30 * DAY;
  int found;

  do
    {
      inside = outside;
      if (inside >= end)
        return G_MAXINT64;
      outside = MIN (inside + step, end);
      step *= 2;
      get_offset (zone, outside, &found);
    }
  while (found == interval);

  while (outside - inside > 1)
    {
      gint64 middle = inside + (outside - inside) / 2;

      get_offset (zone, middle, &found);
      if (found == interval)
        inside = middle;
      else
        outside = middle;
    }

  return outside;
}

/**
 * bell_zone_load:
 * @name: a name from the IANA time zone database, like "Europe/Berlin"
 * @from: from when on it must be right, in milliseconds since 1970
 * @to: until when
 *
 * Returns: (transfer full) (nullable) (element-type BellZoneStretch): at least
 *   one stretch, in order of time; %NULL where there is no zone of that name
 */
GArray *
bell_zone_load (const char *name,
                gint64      from,
                gint64      to)
{
  g_autoptr (GTimeZone) zone = NULL;
  GArray *stretches;
  gint64 second = from / 1000;
  int interval;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (from < to, NULL);

  zone = is_iana_name (name) ? g_time_zone_new_identifier (name) : NULL;
  if (zone == NULL)
    return NULL;

  stretches = g_array_new (FALSE, FALSE, sizeof (BellZoneStretch));
  while (second != G_MAXINT64)
    {
      BellZoneStretch stretch = { second * 1000, get_offset (zone, second, &interval) * 1000 };

      /* An interval may differ in its abbreviation alone. */
      if (stretches->len == 0 ||
          g_array_index (stretches, BellZoneStretch, stretches->len - 1).offset != stretch.offset)
        g_array_append_val (stretches, stretch);

      second = find_change (zone, second, interval, to / 1000);
    }

  return stretches;
}
