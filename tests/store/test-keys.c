/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-list-diff.h"

static void
assert_same_keys (const BellKeyList *list,
                  GArray            *oracle)
{
  g_autofree gint64 *keys = g_new (gint64, oracle->len + 1);

  g_assert_cmpuint (bell_key_list_get_length (list), ==, oracle->len);
  g_assert_cmpuint (bell_key_list_copy (list, 0, oracle->len + 1, keys), ==, oracle->len);
  g_assert_cmpmem (keys, oracle->len * sizeof (gint64), oracle->data, oracle->len * sizeof (gint64));
}

static int
find_in_oracle (GArray *oracle,
                gint64  key)
{
  for (guint i = 0; i < oracle->len; i++)
    if (g_array_index (oracle, gint64, i) == key)
      return (int) i;

  return -1;
}

static void
test_keys (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  g_autoptr (BellKeyList) list = bell_key_list_new ();
  g_autoptr (GArray) oracle = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 next = 1;

  for (int step = 0; step < 4000; step++)
    {
      guint length = oracle->len;
      guint position = (guint) g_rand_int_range (rand, 0, (gint32) length + 1);
      int what = g_rand_int_range (rand, 0, 10);

      if (what < 6 || length == 0)
        {
          guint n = what == 0 ? (guint) g_rand_int_range (rand, 1, 3000) : 1;
          g_autofree gint64 *keys = g_new (gint64, n);

          /* Now and then one from far above, as the overlay has them. */
          for (guint i = 0; i < n; i++)
            keys[i] = g_rand_int_range (rand, 0, 50) == 0 ? (G_GINT64_CONSTANT (1) << 40) + next++ : next++;
          bell_key_list_insert (list, position, keys, n);
          g_array_insert_vals (oracle, position, keys, n);
        }
      else if (what < 9)
        {
          guint n = what == 8 ? (guint) g_rand_int_range (rand, 1, 2000) : 1;

          position = MIN (position, length - 1);
          n = MIN (n, length - position);
          bell_key_list_remove (list, position, n);
          g_array_remove_range (oracle, position, n);
        }
      else
        {
          position = MIN (position, length - 1);
          g_array_index (oracle, gint64, position) = next;
          bell_key_list_replace (list, position, next++);
        }

      if (oracle->len > 0)
        {
          position = (guint) g_rand_int_range (rand, 0, (gint32) oracle->len);
          g_assert_cmpint (bell_key_list_get (list, position), ==, g_array_index (oracle, gint64, position));
          g_assert_cmpint (bell_key_list_find (list, g_array_index (oracle, gint64, position)), ==, position);
        }
      g_assert_cmpint (bell_key_list_find (list, next), ==, -1);
      g_assert_cmpint (bell_key_list_find (list, next / 2), ==, find_in_oracle (oracle, next / 2));
      if (step % 100 == 0)
        assert_same_keys (list, oracle);
    }

  assert_same_keys (list, oracle);
}

static BellKeyList *
make_random_list (GRand *rand,
                  guint  length,
                  gint64 highest)
{
  BellKeyList *list = bell_key_list_new ();

  for (guint i = 0; i < length; i++)
    {
      gint64 key = g_rand_int_range (rand, 1, (gint32) highest);

      if (bell_key_list_find (list, key) < 0)
        bell_key_list_insert (list, (guint) g_rand_int_range (rand, 0, (gint32) bell_key_list_get_length (list) + 1),
                              &key, 1);
    }

  return list;
}

static void
test_diff (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());

  for (int round = 0; round < 300; round++)
    {
      guint length = (guint) g_rand_int_range (rand, 0, 60);
      g_autoptr (BellKeyList) before = make_random_list (rand, length, 80);
      g_autoptr (BellKeyList) after = make_random_list (rand, (guint) g_rand_int_range (rand, 0, 60), 80);
      g_autoptr (GArray) splices = bell_list_diff (before, after, G_MAXUINT);
      g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (gint64));

      g_assert_nonnull (splices);
      for (guint i = 0; i < splices->len; i++)
        {
          const BellSplice *splice = &g_array_index (splices, BellSplice, i);

          bell_key_list_remove (before, splice->position, splice->n_removed);
          for (guint j = 0; splice->keys != NULL && j < splice->keys->len; j++)
            {
              gint64 key = g_array_index (splice->keys, gint64, j);

              g_assert_cmpint (bell_key_list_find (before, key), ==, -1);
              bell_key_list_insert (before, splice->position + j, &key, 1);
            }
        }

      for (guint i = 0; i < bell_key_list_get_length (after); i++)
        {
          gint64 key = bell_key_list_get (after, i);

          g_array_append_val (wanted, key);
        }
      assert_same_keys (before, wanted);
    }
}

static void
test_diff_is_small (void)
{
  g_autoptr (BellKeyList) before = bell_key_list_new ();
  g_autoptr (BellKeyList) after = bell_key_list_new ();
  g_autoptr (GArray) splices = NULL;

  for (gint64 key = 1; key <= 10000; key++)
    {
      bell_key_list_insert (before, (guint) key - 1, &key, 1);
      bell_key_list_insert (after, (guint) key - 1, &key, 1);
    }

  /* One row from the middle to the top. */
  bell_key_list_remove (after, 5000, 1);
  bell_key_list_insert (after, 0, (gint64[]) { 5001 }, 1);
  splices = bell_list_diff (before, after, 512);
  g_assert_nonnull (splices);
  g_assert_cmpuint (splices->len, ==, 2);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/keys/random", test_keys);
  g_test_add_func ("/store/keys/diff", test_diff);
  g_test_add_func ("/store/keys/diff-is-small", test_diff_is_small);

  return g_test_run ();
}
