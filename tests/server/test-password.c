/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <time.h>

#include "bell-password.h"

#include "bell-server-error.h"

static void
test_round_trip (void)
{
  g_autoptr (BellPasswordHasher) hasher = bell_password_hasher_new (2, 10);
  g_autoptr (GError) error = NULL;
  g_autofree char *one = bell_password_hasher_hash (hasher, "korrekt hörse", &error);
  g_autofree char *two = bell_password_hasher_hash (hasher, "korrekt hörse", &error);
  gboolean right = FALSE;

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (one, "$argon2id$v=19$m=19456,t=2,p=1$"));
  g_assert_cmpstr (one, !=, two);

  g_assert_true (bell_password_hasher_verify (hasher, one, "korrekt hörse", &right, &error));
  g_assert_true (right);
  g_assert_true (bell_password_hasher_verify (hasher, one, "korrekt horse", &right, &error));
  g_assert_false (right);
  g_assert_true (bell_password_hasher_verify (hasher, one, "", &right, &error));
  g_assert_false (right);
  g_assert_true (bell_password_hasher_verify (hasher, NULL, "", &right, &error));
  g_assert_false (right);
  right = TRUE;
  g_assert_true (bell_password_hasher_verify (hasher, "$argon2id$nonsense", "password", &right, &error));
  g_assert_false (right);
}

static void
test_bad_passwords (void)
{
  g_autoptr (BellPasswordHasher) hasher = bell_password_hasher_new (1, 10);
  g_autofree char *huge = g_strnfill (BELL_PASSWORD_MAX + 1, 'x');
  const char *bad[] = { "", "short", "\xff\xfe\xfd\xff\xfe\xfd\xff\xfe", huge };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (bell_password_hasher_hash (hasher, bad[i], &error));
      g_assert_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_INVALID);
    }
}

/* Of this thread's processor: what else runs does not count. */
static gint64
get_processor_time (void)
{
  struct timespec now;

  g_assert_cmpint (clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now), ==, 0);

  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* A stranger's guess costs as much for a person who is not there. */
static void
test_same_time (void)
{
  g_autoptr (BellPasswordHasher) hasher = bell_password_hasher_new (1, 10);
  g_autofree char *hash = bell_password_hasher_hash (hasher, "the right one", NULL);
  gint64 known = G_MAXINT64, unknown = G_MAXINT64;
  gboolean right;

  for (guint i = 0; i < 8; i++)
    {
      gint64 begun = get_processor_time ();

      bell_password_hasher_verify (hasher, hash, "the wrong one", &right, NULL);
      known = MIN (known, get_processor_time () - begun);
      begun = get_processor_time ();
      bell_password_hasher_verify (hasher, NULL, "the wrong one", &right, NULL);
      unknown = MIN (unknown, get_processor_time () - begun);
    }
  g_test_message ("known %" G_GINT64_FORMAT " us, unknown %" G_GINT64_FORMAT " us", known, unknown);
  g_assert_cmpint (unknown, >, known / 2);
  g_assert_cmpint (unknown, <, known * 2);
}

/* A door in front of the costly part, so that a flood can be looked at while it
 * stands: put there when the test is linked. */
static struct
{
  GMutex lock;
  GCond changed;
  gboolean shut;
  guint n_inside;
  guint n_most; /* that were inside at once */
} door;

int __real_crypto_pwhash_str_verify (const char        *hash,
                                     const char        *password,
                                     unsigned long long length);
int __wrap_crypto_pwhash_str_verify (const char        *hash,
                                     const char        *password,
                                     unsigned long long length);

int
__wrap_crypto_pwhash_str_verify (const char         *hash,
                                 const char         *password,
                                 unsigned long long  length)
{
  int result;

  g_mutex_lock (&door.lock);
  door.n_inside++;
  door.n_most = MAX (door.n_most, door.n_inside);
  g_cond_broadcast (&door.changed);
  while (door.shut)
    g_cond_wait (&door.changed, &door.lock);
  g_mutex_unlock (&door.lock);

  result = __real_crypto_pwhash_str_verify (hash, password, length);

  g_mutex_lock (&door.lock);
  door.n_inside--;
  g_mutex_unlock (&door.lock);
  return result;
}

typedef struct
{
  BellPasswordHasher *hasher;
  guint done;
  guint busy;
} Flood;

static gpointer
flood (gpointer data)
{
  Flood *shared = data;
  g_autoptr (GError) error = NULL;
  gboolean right, told;

  told = bell_password_hasher_verify (shared->hasher, NULL, "password", &right, &error);
  g_mutex_lock (&door.lock);
  if (told)
    shared->done++;
  else if (g_error_matches (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_BUSY))
    shared->busy++;
  g_cond_broadcast (&door.changed);
  g_mutex_unlock (&door.lock);
  return NULL;
}

/* Twenty at once, where two may be worked on and three may wait: the other
 * fifteen are refused before anything is computed for them, and never are more than
 * two computed at a time. Who waited gets an answer, and so does who comes after. */
static void
test_flood (void)
{
  g_autoptr (BellPasswordHasher) hasher = bell_password_hasher_new (2, 3);
  Flood shared = { hasher, 0, 0 };
  GThread *threads[20];
  gboolean right;

  door.shut = TRUE;
  door.n_most = 0;
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("flood", flood, &shared);

  g_mutex_lock (&door.lock);
  while (shared.busy < 15 || door.n_inside < 2)
    g_cond_wait (&door.changed, &door.lock);
  g_assert_cmpuint (door.n_inside, ==, 2);
  g_assert_cmpuint (shared.done, ==, 0);
  door.shut = FALSE;
  g_cond_broadcast (&door.changed);
  g_mutex_unlock (&door.lock);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (shared.done, ==, 5);
  g_assert_cmpuint (shared.busy, ==, 15);
  g_assert_cmpuint (door.n_most, ==, 2);

  g_assert_true (bell_password_hasher_verify (hasher, NULL, "password", &right, NULL));
  g_assert_cmpuint (door.n_inside, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/password/round-trip", test_round_trip);
  g_test_add_func ("/server/password/bad-passwords", test_bad_passwords);
  g_test_add_func ("/server/password/same-time-for-unknown", test_same_time);
  g_test_add_func ("/server/password/flood", test_flood);
  return g_test_run ();
}
