/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Policies, calendars and tickets are edited by two people in random order, with and
 * without a network. In the end a server, devices that were there all the time and one
 * that comes anew all say the same of when each ticket is due. */

#include "promises-server.h"
#include "sync-peer.h"

#define N_ROUNDS 12
#define N_STEPS  8

typedef struct
{
  BellTestServer *server;
  Peer *lead;
  Peer *admin;
  Peer *requester;
  GRand *random;
  GPtrArray *tickets;
  GPtrArray *policies;
  char *calendar;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->server = bell_test_server_new ();
  fixture->lead = peer_new (fixture->server, BELL_TEST_LEAD, NULL);
  fixture->admin = peer_new (fixture->server, BELL_TEST_ADMIN, NULL);
  fixture->requester = peer_new (fixture->server, BELL_TEST_REQUESTER, NULL);
  fixture->random = g_rand_new_with_seed (20261122);
  fixture->tickets = g_ptr_array_new_with_free_func (g_free);
  fixture->policies = g_ptr_array_new_with_free_func (g_free);
  peer_round (fixture->lead);
  peer_round (fixture->admin);
  peer_round (fixture->requester);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  peer_free (fixture->requester);
  peer_free (fixture->admin);
  peer_free (fixture->lead);
  bell_test_server_free (fixture->server);
  g_rand_free (fixture->random);
  g_ptr_array_unref (fixture->tickets);
  g_ptr_array_unref (fixture->policies);
  g_free (fixture->calendar);
}

static void
set_targets (Fixture   *fixture,
             BellPatch *patch)
{
  GVariantBuilder builder;
  g_autoptr (GVariant) targets = NULL;
  static const char *const nicks[] = { "high", "low", "normal", "urgent" };

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  for (guint i = 0; i < G_N_ELEMENTS (nicks); i++)
    {
      g_autofree char *seconds = g_strdup_printf ("%d", g_rand_int_range (fixture->random, 600, 400000));

      g_variant_builder_add (&builder, "{ss}", nicks[i], seconds);
    }
  targets = g_variant_ref_sink (g_variant_builder_end (&builder));
  bell_patch_set (patch, bell_sla_policy_property (BELL_SLA_POLICY_RESOLUTION), targets);
}

static char *
create (Peer      *peer,
        BellType   type,
        BellPatch *patch)
{
  g_autoptr (BellPatch) taken = patch;
  char *id = bell_store_new_id (peer->store, type);

  peer_commit (peer, bell_store_new_change (peer->store, BELL_CHANGE_KIND_CREATE, type, id, taken, NULL));
  return id;
}

static void
make_policy (Fixture *fixture,
             Peer    *peer)
{
  BellPatch *patch = bell_patch_new (BELL_TYPE_SLA_POLICY);
  g_autofree char *name = g_strdup_printf ("Policy %u", fixture->policies->len);

  bell_patch_set_text (patch, BELL_SLA_POLICY_NAME, name);
  bell_patch_set_integer (patch, BELL_SLA_POLICY_POSITION, g_rand_int_range (fixture->random, 0, 9));
  if (g_rand_boolean (fixture->random))
    bell_patch_set_text (patch, BELL_SLA_POLICY_CALENDAR_ID, fixture->calendar);
  if (g_rand_int_range (fixture->random, 0, 3) > 0)
    {
      g_autoptr (GVariant) tags = bell_value_new_set ((const char *const[]) { g_rand_boolean (fixture->random) ? "vip" : "lab", NULL });

      g_autoptr (GVariant) priorities = bell_value_new_set ((const char *const[]) { "urgent", NULL });

      bell_patch_set (patch, bell_sla_policy_property (BELL_SLA_POLICY_TAGS), tags);
      if (fixture->policies->len % 6 != 5)
        bell_patch_set (patch, bell_sla_policy_property (BELL_SLA_POLICY_PRIORITIES), priorities);
    }
  set_targets (fixture, patch);
  g_ptr_array_add (fixture->policies, create (peer, BELL_TYPE_SLA_POLICY, patch));
}

static void
make_calendar (Fixture *fixture)
{
  BellPatch *patch = bell_patch_new (BELL_TYPE_CALENDAR);
  g_autoptr (GVariant) hours =
    g_variant_ref_sink (g_variant_new_parsed ("{'fri': '08:00-12:00 13:00-18:00', 'mon': '08:00-20:00', 'sat': '00:00-24:00', "
                                              "'sun': '00:00-24:00', 'thu': '08:00-20:00', 'tue': '08:00-20:00', 'wed': '08:00-20:00'}"));

  bell_patch_set_text (patch, BELL_CALENDAR_NAME, "Hours");
  bell_patch_set_text (patch, BELL_CALENDAR_TIME_ZONE, "Europe/Berlin");
  bell_patch_set (patch, bell_calendar_property (BELL_CALENDAR_HOURS), hours);
  fixture->calendar = create (fixture->lead, BELL_TYPE_CALENDAR, patch);
}

/* What one of the two does next. */
static void
do_something (Fixture *fixture,
              Peer    *peer)
{
  const char *ticket = fixture->tickets->pdata[g_rand_int_range (fixture->random, 0, (int) fixture->tickets->len)];
  const char *policy = fixture->policies->pdata[g_rand_int_range (fixture->random, 0, (int) fixture->policies->len)];
  BellPatch *of_ticket = bell_patch_new (BELL_TYPE_TICKET), *of_policy = bell_patch_new (BELL_TYPE_SLA_POLICY), *of_calendar;
  g_autoptr (BellRecord) there = peer_lookup (peer, BELL_TYPE_SLA_POLICY, policy);
  g_autoptr (BellRecord) known = peer_lookup (peer, BELL_TYPE_TICKET, ticket);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) day = g_date_time_add_days (now, g_rand_int_range (fixture->random, 0, 5));
  g_autofree char *date = g_date_time_format (day, "%Y-%m-%d");
  int what = g_rand_int_range (fixture->random, 0, 10);

  if (what <= 1)
    {
      g_ptr_array_add (fixture->tickets, peer_create_ticket (g_rand_boolean (fixture->random) ? peer : fixture->requester, "Another one"));
    }
  else if (what == 2)
    {
      make_policy (fixture, peer);
    }
  else if (what <= 4 && there != NULL)
    {
      set_targets (fixture, of_policy);
      peer_update (peer, BELL_TYPE_SLA_POLICY, policy, g_steal_pointer (&of_policy));
    }
  else if (what == 5 && there != NULL)
    {
      if (g_rand_boolean (fixture->random))
        bell_patch_set_integer (of_policy, BELL_SLA_POLICY_POSITION, g_rand_int_range (fixture->random, -9, 9));
      else
        bell_patch_set_integer (of_policy, BELL_SLA_POLICY_ACTIVE, g_rand_boolean (fixture->random));
      peer_update (peer, BELL_TYPE_SLA_POLICY, policy, g_steal_pointer (&of_policy));
    }
  else if (what == 6)
    {
      of_calendar = bell_patch_new (BELL_TYPE_CALENDAR);
      bell_patch_set_member (of_calendar, bell_calendar_property (BELL_CALENDAR_HOLIDAYS), date, g_variant_new_string ("Off"));
      peer_update (peer, BELL_TYPE_CALENDAR, fixture->calendar, of_calendar);
    }
  else if (known != NULL)
    {
      if (what == 7)
        bell_patch_add_member (of_ticket, BELL_TICKET_TAGS, g_rand_boolean (fixture->random) ? "vip" : "lab");
      else
        bell_patch_set_integer (of_ticket, BELL_TICKET_PRIORITY, g_rand_int_range (fixture->random, 0, BELL_PRIORITY_URGENT + 1));
      peer_update (peer, BELL_TYPE_TICKET, ticket, g_steal_pointer (&of_ticket));
    }
  g_clear_pointer (&of_ticket, bell_patch_unref);
  g_clear_pointer (&of_policy, bell_patch_unref);
}

static void
compare (Fixture    *fixture,
         GHashTable *truth,
         Peer       *peer,
         const char *who)
{
  for (guint i = 0; i < fixture->tickets->len; i++)
    {
      const char *id = fixture->tickets->pdata[i];
      g_autoptr (BellRecord) here = peer_lookup (peer, BELL_TYPE_TICKET, id);
      BellRecord *there = g_hash_table_lookup (truth, id);

      g_assert_nonnull (here);
      for (guint j = 0; j < bell_type_get_n_properties (BELL_TYPE_TICKET); j++)
        {
          const BellProperty *property = bell_ticket_property (j);
          g_autoptr (GVariant) one = bell_record_get (here, property);
          g_autoptr (GVariant) two = bell_record_get (there, property);

          if ((property->flags & BELL_PROPERTY_LOCAL) && !bell_value_equal (one, two))
            {
              g_autofree char *shown = one != NULL ? g_variant_print (one, FALSE) : g_strdup ("none");
              g_autofree char *right = two != NULL ? g_variant_print (two, FALSE) : g_strdup ("none");

              g_error ("%s: %s.%s is %s, and at the server %s", who, id, property->wire_name, shown, right);
            }
        }
    }
}

/* Until both have sent and seen all; what the other had changed first stays with its author. */
static void
settle (Fixture *fixture)
{
  for (guint i = 0; i < 4; i++)
    {
      peer_round (fixture->lead);
      peer_round (fixture->admin);
      peer_round (fixture->requester);
    }
}

/* Who has asked is not shown everything that rules go by, and may be promised less than what
 * holds; but nothing else. */
static void
compare_promises (Fixture    *fixture,
                  GHashTable *truth,
                  guint      *n_promised,
                  guint      *n_silent)
{
  for (guint i = 0; i < fixture->tickets->len; i++)
    {
      const char *id = fixture->tickets->pdata[i];
      g_autoptr (BellRecord) here = peer_lookup (fixture->requester, BELL_TYPE_TICKET, id);
      gint64 promised, right;

      if (here == NULL)
        continue;
      promised = bell_ticket_get_resolution_due_at (BELL_TICKET (here));
      right = bell_ticket_get_resolution_due_at (BELL_TICKET ((BellRecord *) g_hash_table_lookup (truth, id)));
      if (promised != BELL_TIME_UNSET && promised != right)
        g_error ("%s is promised for %" G_GINT64_FORMAT ", and is due %" G_GINT64_FORMAT, id, promised, right);
      *n_promised += promised != BELL_TIME_UNSET;
      *n_silent += promised == BELL_TIME_UNSET && right != BELL_TIME_UNSET;
    }
}

static void
test_all_say_the_same (Fixture       *fixture,
                       gconstpointer  data)
{
  Peer *peers[] = { fixture->lead, fixture->admin };
  guint n_due = 0, n_promised = 0, n_silent = 0;

  make_calendar (fixture);
  make_policy (fixture, fixture->lead);
  g_ptr_array_add (fixture->tickets, peer_create_ticket (fixture->lead, "The first"));
  settle (fixture);

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (GHashTable) truth = NULL;
      Peer *fresh;

      for (guint i = 0; i < N_STEPS; i++)
        {
          Peer *peer = peers[g_rand_int_range (fixture->random, 0, 2)];

          do_something (fixture, peer);
          if (g_rand_int_range (fixture->random, 0, 3) == 0)
            peer_round (peer);
        }
      settle (fixture);

      truth = promises_ask_server (bell_test_server_get_database (fixture->server), fixture->tickets);
      compare (fixture, truth, fixture->lead, "lead");
      compare (fixture, truth, fixture->admin, "admin");
      compare_promises (fixture, truth, &n_promised, &n_silent);
      if (round % 4 == 3)
        {
          fresh = peer_new (fixture->server, BELL_TEST_AGENT, NULL);
          peer_round (fresh);
          compare (fixture, truth, fresh, "fresh");
          peer_free (fresh);
        }
      for (guint i = 0; i < fixture->tickets->len; i++)
        n_due += bell_ticket_get_next_due_at (BELL_TICKET ((BellRecord *) g_hash_table_lookup (truth, fixture->tickets->pdata[i]))) != BELL_TIME_UNSET;
    }
  g_test_message ("%u tickets, %u policies, %u deadlines compared, %u promised and %u kept silent to who asked", fixture->tickets->len,
                  fixture->policies->len, n_due, n_promised, n_silent);
  g_assert_cmpuint (n_due, >, 20);
  g_assert_cmpuint (n_promised, >, 5);
  g_assert_cmpuint (n_silent, >, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/sync/promises/all-say-the-same", Fixture, NULL, set_up, test_all_say_the_same, tear_down);

  return g_test_run ();
}
