/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-thrift.h"

#include <stdlib.h>
#include <string.h>

#define BLOCKS     32768
#define BLOCK_SIZE 1000
#define KEPT_EACH  64

/* Returns: how much of this process is in memory, in bytes */
static gsize
get_resident (void)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));

  return (gsize) g_ascii_strtoull (strstr (text, "VmRSS:") + strlen ("VmRSS:"), NULL, 10) * 1024;
}

/* Much is freed in between of what stays. */
static void
test_given_back (void)
{
  g_autoptr (BellThrift) thrift = bell_thrift_new ();
  g_autofree char **blocks = g_new (char *, BLOCKS);
  gsize full;

  for (guint i = 0; i < BLOCKS; i++)
    {
      blocks[i] = g_malloc (BLOCK_SIZE);
      memset (blocks[i], 1, BLOCK_SIZE);
    }
  full = get_resident ();
  for (guint i = 0; i < BLOCKS; i++)
    if (i % KEPT_EACH != KEPT_EACH - 1)
      g_clear_pointer (&blocks[i], g_free);

  bell_thrift_stir (thrift);
  bell_thrift_stir (thrift);
#ifdef __SANITIZE_ADDRESS__
  /* Its own allocator keeps what is freed, to see who uses it. */
  g_test_message ("%" G_GSIZE_FORMAT " bytes", full);
#else
  while (get_resident () + BLOCKS * BLOCK_SIZE / 2 > full)
    g_main_context_iteration (NULL, TRUE);
#endif

  for (guint i = 0; i < BLOCKS; i++)
    g_free (blocks[i]);
}

/* Whoever closes the window does not wait for a quiet moment. */
static void
test_freed_before (void)
{
  BellThrift *thrift = bell_thrift_new ();

  bell_thrift_stir (thrift);
  bell_thrift_free (thrift);
  g_assert_false (g_main_context_pending (NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/agent/thrift/given-back", test_given_back);
  g_test_add_func ("/agent/thrift/freed-before", test_freed_before);

  return g_test_run ();
}
