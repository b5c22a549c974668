/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Another process on the same profile, for the tests that need one:
 *
 *   store-child write DATA CACHE    replies and drafts until it is killed; tells
 *                                   each on standard output when it is answered
 *   store-child once DATA CACHE     one reply, one setting
 *   store-child full DATA CACHE N   as write, in files of at most N bytes, until
 *                                   one is refused; tells how */

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <signal.h>

#include "store-fixture.h"

#define TICKET "T0192f0c1-0000-7000-8000-000000000001"

static gboolean
reply (BellStore  *store,
       guint       number,
       gsize       size,
       char      **change_id,
       GError    **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_change_unref);
  g_autofree char *id = bell_store_new_id (store, BELL_TYPE_MESSAGE);
  g_autofree char *filling = g_strnfill (size, 'x');
  g_autofree char *body = g_strdup_printf ("Reply %u %s", number, filling);
  g_autoptr (BellPatch) patch = store_new_reply (TICKET, body);
  BellChange *change = bell_store_new_change (store, BELL_CHANGE_KIND_CREATE, BELL_TYPE_MESSAGE, id, patch, NULL);

  g_ptr_array_add (changes, change);
  *change_id = g_strdup (bell_change_get_id (change));

  return store_commit (store, changes, error);
}

static void
save_draft (BellStore *store,
            guint      number)
{
  g_autofree char *text = g_strdup_printf ("Draft %u", number);
  g_autoptr (BellDraft) draft = bell_draft_new ("new:child", NULL, text);

  bell_store_save_draft (store, draft);
}

static void
write_forever (BellStore *store)
{
  for (guint i = 0;; i++)
    {
      g_autofree char *change_id = NULL;
      g_autoptr (GError) error = NULL;

      save_draft (store, i);
      if (!reply (store, i, 20, &change_id, &error))
        g_error ("%s", error->message);

      /* The draft was handed over before the reply: it is on the disk too. */
      printf ("%s %u\n", change_id, i);
      fflush (stdout);
    }
}

static int
write_till_full (BellStore  *store,
                 const char *limit)
{
  struct rlimit files = { (rlim_t) atol (limit), (rlim_t) atol (limit) };

  signal (SIGXFSZ, SIG_IGN);
  if (setrlimit (RLIMIT_FSIZE, &files) != 0)
    return 2;

  for (guint i = 0;; i++)
    {
      g_autofree char *change_id = NULL;
      g_autoptr (GError) error = NULL;

      if (reply (store, i, 4000, &change_id, &error))
        {
          printf ("%s %u\n", change_id, i);
          fflush (stdout);
          continue;
        }

      printf ("refused %s %d %s\n", g_quark_to_string (error->domain), error->code, error->message);
      fflush (stdout);
      bell_store_close (store);

      return 0;
    }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (BellClock) clock = bell_clock_new_system ();
  g_autoptr (BellStore) store = bell_store_new (clock, argv[2], argv[3]);
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = NULL;

  if (!bell_store_open_sync (store, &error))
    g_error ("%s", error->message);

  if (g_str_equal (argv[1], "write"))
    write_forever (store);
  else if (g_str_equal (argv[1], "full"))
    return write_till_full (store, argv[4]);

  if (!reply (store, 0, 20, &change_id, &error))
    g_error ("%s", error->message);
  bell_store_set_setting (store, "from-the-child", "hello");
  bell_store_close (store);

  return 0;
}
