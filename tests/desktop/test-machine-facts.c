/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-machine-facts.h"
#include "bell-test-folder.h"

#include <glib/gstdio.h>

static void
write_file (const char *root,
            const char *path,
            const char *text)
{
  g_autofree char *whole = g_build_filename (root, path, NULL);
  g_autofree char *folder = g_path_get_dirname (whole);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (whole, text, -1, NULL));
}

static void
gathered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GPtrArray *
gather (const char *root)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *facts;

  bell_machine_facts_gather (root, NULL, NULL, gathered_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  facts = bell_machine_facts_gather_finish (result, &error);
  g_assert_no_error (error);

  return facts;
}

static const char *
find (GPtrArray  *facts,
      const char *name)
{
  for (guint i = 0; i < facts->len; i++)
    if (g_str_equal (((BellMachineFact *) facts->pdata[i])->name, name))
      return ((BellMachineFact *) facts->pdata[i])->value;

  return NULL;
}

static void
test_gather (void)
{
  g_autofree char *root = g_dir_make_tmp ("deskbell-facts-XXXXXX", NULL);
  g_autoptr (GPtrArray) facts = NULL;

  write_file (root, "proc/sys/kernel/hostname", "pc-17\n");
  write_file (root, "proc/sys/kernel/osrelease", "6.1.0-28-amd64\n");
  write_file (root, "etc/os-release", "ID=debian\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n");
  write_file (root, "proc/meminfo", "MemTotal:       8000000 kB\nMemFree: 1 kB\nMemAvailable:   2000000 kB\n");
  write_file (root, "proc/uptime", "260000.12 900.1\n");
  write_file (root, "sys/class/net/lo/operstate", "unknown\n");
  write_file (root, "sys/class/net/eth0/operstate", "down\n");
  write_file (root, "sys/class/net/wlan0/operstate", "up\n");
  write_file (root, "sys/class/net/wlan0/wireless/x", "");
  write_file (root, "sys/class/power_supply/AC/online", "0\n");
  write_file (root, "sys/class/power_supply/BAT0/capacity", "41\n");
  write_file (root, "sys/class/power_supply/BAT0/status", "Discharging\n");

  facts = gather (root);
  g_assert_cmpstr (find (facts, "host"), ==, "pc-17");
  g_assert_cmpstr (find (facts, "system"), ==, "Debian GNU/Linux 12 (bookworm), Linux 6.1.0-28-amd64");
  g_assert_nonnull (find (facts, "disk"));
  g_assert_cmpstr (find (facts, "memory"), ==, "2.0\xc2\xa0GB of 8.2\xc2\xa0GB free");
  g_assert_cmpstr (find (facts, "network"), ==, "eth0 (cable): not connected, wlan0 (wireless): connected");
  g_assert_cmpstr (find (facts, "battery"), ==, "41 %, not plugged in");
  g_assert_cmpstr (find (facts, "uptime"), ==, "3 days");
  /* Nobody was there to say. */
  g_assert_null (find (facts, "failed"));
  bell_test_remove_folder (root);
}

/* A machine that tells little, and one whose files are not what they say. */
static void
test_nothing_and_nonsense (void)
{
  g_autofree char *root = g_dir_make_tmp ("deskbell-facts-XXXXXX", NULL);
  g_autofree char *endless = g_strnfill (100000, 'x');
  g_autoptr (GPtrArray) nothing = gather (root);
  g_autoptr (GPtrArray) nonsense = NULL;

  g_assert_null (find (nothing, "host"));
  g_assert_null (find (nothing, "battery"));
  write_file (root, "proc/sys/kernel/hostname", endless);
  write_file (root, "etc/os-release", "PRETTY_NAME=\xff\xfe\n");
  write_file (root, "proc/meminfo", "MemTotal\nMemAvailable: many\n");
  nonsense = gather (root);
  g_assert_null (find (nonsense, "host"));
  g_assert_null (find (nonsense, "system"));
  g_assert_null (find (nonsense, "memory"));
  bell_test_remove_folder (root);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/machine-facts/gather", test_gather);
  g_test_add_func ("/desktop/machine-facts/nothing-and-nonsense", test_nothing_and_nonsense);

  return g_test_run ();
}
