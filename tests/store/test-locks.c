/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store-fixture.h"

/* Whether this process holds a POSIX lock on the file, as another sees it: a
 * process never meets its own. */
static gboolean
is_locked (const char *folder,
           const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  int status;
  pid_t child = fork ();

  if (child == 0)
    {
      struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
      int fd = open (path, O_RDWR | O_CLOEXEC);

      if (fd < 0 || fcntl (fd, F_GETLK, &lock) != 0)
        _exit (2);
      _exit (lock.l_type == F_UNLCK ? 1 : 0);
    }

  g_assert_cmpint (child, >, 0);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), <, 2);

  return WEXITSTATUS (status) == 0;
}

/* Without them another process of the same person, when it ends, would take
 * the journals away under this one, and what this one writes then is lost. */
static void
test_kept_by_readers (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autofree char *id = store_id (BELL_TYPE_TICKET, 1, 1);
  g_autoptr (BellRecord) absent = NULL;
  g_autoptr (GPtrArray) hits = NULL;

  /* A second start, at which the journals are empty. */
  store_fixture_close (fixture);
  store_fixture_open (fixture);
  g_assert_true (is_locked (fixture->data, "outbox.db"));
  g_assert_true (is_locked (fixture->cache, "cache.db"));

  /* These open the connections that read. */
  absent = store_lookup (fixture->store, BELL_TYPE_TICKET, id);
  g_assert_null (absent);
  hits = store_search (fixture->store, "printer", BELL_SEARCH_NEWEST, 5);
  g_assert_nonnull (hits);

  g_assert_true (is_locked (fixture->data, "outbox.db"));
  g_assert_true (is_locked (fixture->cache, "cache.db"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/store/locks/kept-by-readers", StoreFixture, NULL, store_fixture_set_up, test_kept_by_readers,
              store_fixture_tear_down);

  return g_test_run ();
}
