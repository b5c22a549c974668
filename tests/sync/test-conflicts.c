/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Two people do something to the same thing without having seen what the other
 * did: every property, every pair of edits, with two stores and a real server. */

#include "bell-id.h"
#include "bell-merge.h"
#include "bell-workflow.h"
#include "sync-peer.h"

typedef struct
{
  BellTestServer *server;
  Peer *one;   /* sends first */
  Peer *two;
  char *team;  /* a second one */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->server = bell_test_server_new ();
  fixture->one = peer_new (fixture->server, BELL_TEST_ADMIN, NULL);
  fixture->two = peer_new (fixture->server, BELL_TEST_LEAD, NULL);
  peer_round (fixture->one);
  peer_round (fixture->two);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  peer_free (fixture->two);
  peer_free (fixture->one);
  bell_test_server_free (fixture->server);
  g_free (fixture->team);
}

/* --- values ------------------------------------------------------------------ */

/* One of two values of @property that are different from each other and from
 * what a new object has; NULL if there are not so many. */
static GVariant *
make_value (Fixture            *fixture,
            const BellProperty *property,
            guint               number)
{
  static const char *const words[] = { "The first", "The second" };
  static const char *const json[] = { "{\"a\":1}", "{\"a\":2}" };
  const char *const people[] = { bell_test_server_get_person (fixture->server, BELL_TEST_AGENT),
                                 bell_test_server_get_person (fixture->server, BELL_TEST_OTHER) };
  g_autoptr (GVariant) normal = NULL;
  GVariant *value = NULL;

  if (property->type == BELL_TYPE_TICKET && property->index == BELL_TICKET_STATUS)
    return g_variant_new_int32 (number == 0 ? BELL_STATUS_PENDING : BELL_STATUS_ON_HOLD);

  normal = bell_property_new_default (property);
  switch (property->kind)
    {
    case BELL_KIND_TEXT:
      value = g_variant_new_string (words[number]);
      break;
    case BELL_KIND_JSON:
      value = g_variant_new_string (json[number]);
      break;
    case BELL_KIND_INTEGER:
      value = g_variant_new_int64 (number + 2);
      break;
    case BELL_KIND_ID:
      if (property->refers_to == BELL_TYPE_PRINCIPAL)
        value = g_variant_new_string (people[number]);
      else if (property->refers_to == BELL_TYPE_TEAM)
        value = g_variant_new_string (number == 0 ? bell_test_server_get_team (fixture->server) : fixture->team);
      break;
    case BELL_KIND_ENUM:
      {
        g_autoptr (GEnumClass) class = g_type_class_ref (property->enum_type ());
        guint found = 0;

        for (guint i = 0; value == NULL && i < class->n_values; i++)
          if (class->values[i].value != g_variant_get_int32 (normal) && found++ == number)
            value = g_variant_new_int32 (class->values[i].value);
      }
      break;
    case BELL_KIND_BOOLEAN: /* there is only one other */
    case BELL_KIND_TIME:
    case BELL_KIND_SET:
    case BELL_KIND_MAP:
    case BELL_KIND_ATTACHMENTS:
    default:
      break;
    }

  return value;
}

static char *
make_object (Fixture  *fixture,
             BellType  type)
{
  g_autoptr (BellPatch) patch = bell_patch_new (type);
  char *id = bell_store_new_id (fixture->one->store, type);

  switch ((int) type)
    {
    case BELL_TYPE_TICKET:
      bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "A ticket");
      bell_patch_set_text (patch, BELL_TICKET_REQUESTER_ID, bell_test_server_get_person (fixture->server, BELL_TEST_REQUESTER));
      break;
    case BELL_TYPE_ARTICLE:
      bell_patch_set_text (patch, BELL_ARTICLE_TITLE, "An article");
      bell_patch_set_text (patch, BELL_ARTICLE_BODY, "one\ntwo\nthree\nfour\nfive\n");
      break;
    case BELL_TYPE_VIEW:
      bell_patch_set_text (patch, BELL_VIEW_NAME, "A view");
      break;
    case BELL_TYPE_TEAM:
      bell_patch_set_text (patch, BELL_TEAM_NAME, "A team");
      break;
    default:
      g_assert_not_reached ();
    }
  peer_commit (fixture->one, bell_store_new_change (fixture->one->store, BELL_CHANGE_KIND_CREATE, type, id, patch, NULL));
  peer_round (fixture->one);
  peer_round (fixture->two);

  return id;
}

static void
edit (Peer               *peer,
      const BellProperty *property,
      const char         *id,
      const char         *member,
      GVariant           *value)
{
  BellPatch *patch = bell_patch_new (property->type);

  if (member != NULL)
    bell_patch_set_member (patch, property, member, value);
  else
    bell_patch_set (patch, property, value);
  peer_update (peer, property->type, id, patch);
}

static void
assert_value (Peer               *peer,
              const BellProperty *property,
              const char         *id,
              GVariant           *expected)
{
  g_autoptr (BellRecord) record = peer_lookup (peer, property->type, id);
  g_autoptr (GVariant) value = bell_record_get (record, property);

  if (!bell_value_equal (value, expected))
    g_error ("%s is %s and should be %s", property->wire_name, value != NULL ? g_variant_print (value, FALSE) : "null",
             expected != NULL ? g_variant_print (expected, FALSE) : "null");
}

/* --- pairs of edits ------------------------------------------------------------ */

static void
meet_same (Fixture            *fixture,
           const BellProperty *property,
           const char         *id)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (make_value (fixture, property, 0));

  edit (fixture->one, property, id, NULL, value);
  edit (fixture->two, property, id, NULL, value);
  peer_round (fixture->one);
  peer_round (fixture->two);
  g_assert_cmpuint (peer_count_outbox (fixture->two), ==, 0);
  assert_value (fixture->two, property, id, value);
}

static void
meet_other (Fixture            *fixture,
            const BellProperty *property,
            const char         *id,
            gboolean            reapplied)
{
  g_autoptr (GVariant) first = g_variant_ref_sink (make_value (fixture, property, 0));
  g_autoptr (GVariant) second = g_variant_ref_sink (make_value (fixture, property, 1));
  g_autoptr (BellConflict) conflict = NULL;
  const BellConflictField *field = NULL;
  g_autofree char *parked = NULL;

  edit (fixture->one, property, id, NULL, first);
  edit (fixture->two, property, id, NULL, second);
  peer_round (fixture->one);
  peer_round (fixture->two);

  /* What stands stays, and a card shows both, who and when. */
  assert_value (fixture->two, property, id, first);
  parked = peer_find_parked (fixture->two);
  if (parked == NULL)
    g_error ("%s: the second edit is gone without a trace", property->wire_name);
  conflict = peer_get_conflict (fixture->two, parked);
  g_assert_cmpint (conflict->kind, ==, BELL_CONFLICT_VALUES);
  for (guint i = 0; i < conflict->fields->len; i++)
    if (((BellConflictField *) g_ptr_array_index (conflict->fields, i))->property == property)
      field = g_ptr_array_index (conflict->fields, i);
  g_assert_nonnull (field);
  g_assert_true (bell_value_equal (field->mine, second));
  g_assert_true (bell_value_equal (field->theirs, first));
  g_assert_cmpstr (field->author_id, ==, bell_store_get_principal_id (fixture->one->store));
  g_assert_cmpint (field->acted_at, !=, BELL_TIME_UNSET);

  if (reapplied)
    {
      peer_reapply (fixture->two, parked);
      peer_round (fixture->two);
    }
  else
    {
      peer_discard (fixture->two, parked);
    }
  peer_round (fixture->one);
  g_assert_cmpuint (peer_count_outbox (fixture->two), ==, 0);
  g_assert_cmpuint (peer_count_outbox (fixture->one), ==, 0);
  assert_value (fixture->one, property, id, reapplied ? second : first);
  assert_value (fixture->two, property, id, reapplied ? second : first);
}

static void
meet_other_field (Fixture            *fixture,
                  const BellProperty *property,
                  const BellProperty *another,
                  const char         *id)
{
  g_autoptr (GVariant) first = g_variant_ref_sink (make_value (fixture, property, 0));
  g_autoptr (GVariant) second = g_variant_ref_sink (make_value (fixture, another, 1));

  edit (fixture->one, property, id, NULL, first);
  edit (fixture->two, another, id, NULL, second);
  peer_round (fixture->one);
  peer_round (fixture->two);
  peer_round (fixture->one);
  g_assert_cmpuint (peer_count_outbox (fixture->two), ==, 0);
  assert_value (fixture->one, property, id, first);
  assert_value (fixture->one, another, id, second);
  assert_value (fixture->two, property, id, first);
  assert_value (fixture->two, another, id, second);
}

static gboolean
is_edited (Fixture            *fixture,
           const BellProperty *property)
{
  g_autoptr (GVariant) one = NULL;
  g_autoptr (GVariant) two = NULL;

  if (property->writer == BELL_ROLE_NOBODY || (property->flags & BELL_PROPERTY_IMMUTABLE))
    return FALSE;

  /* A survey is answered once, and only by who asked: no two edits can meet. */
  if (property->type == BELL_TYPE_TICKET &&
      (property->index == BELL_TICKET_SURVEY_SCORE || property->index == BELL_TICKET_SURVEY_COMMENT))
    return FALSE;

  one = make_value (fixture, property, 0);
  two = one != NULL ? make_value (fixture, property, 1) : NULL;
  if (one != NULL)
    g_variant_ref_sink (one);
  if (two != NULL)
    g_variant_ref_sink (two);

  return two != NULL;
}

/* Impact and urgency set the priority with them, and who takes a new ticket opens it. */
static gboolean
is_apart (const BellProperty *one,
          const BellProperty *two)
{
  static const guint groups[][3] = {
    { BELL_TICKET_IMPACT, BELL_TICKET_URGENCY, BELL_TICKET_PRIORITY },
    { BELL_TICKET_ASSIGNEE_ID, BELL_TICKET_STATUS, BELL_TICKET_STATUS },
  };

  for (guint g = 0; one->type == BELL_TYPE_TICKET && g < G_N_ELEMENTS (groups); g++)
    {
      gboolean first = FALSE, second = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (groups[g]); i++)
        {
          first |= one->index == groups[g][i];
          second |= two->index == groups[g][i];
        }
      if (first && second)
        return FALSE;
    }

  return one != two;
}

static void
test_every_property (Fixture       *fixture,
                     gconstpointer  data)
{
  static const BellType types[] = { BELL_TYPE_TICKET, BELL_TYPE_ARTICLE, BELL_TYPE_VIEW, BELL_TYPE_TEAM };
  guint n_met = 0;

  fixture->team = make_object (fixture, BELL_TYPE_TEAM);
  for (guint t = 0; t < G_N_ELEMENTS (types); t++)
    for (guint i = 0; i < bell_type_get_n_properties (types[t]); i++)
      {
        const BellProperty *property = bell_type_get_property (types[t], i);
        g_autofree char *same = NULL;
        g_autofree char *again = NULL;
        g_autofree char *kept = NULL;

        if (!is_edited (fixture, property))
          continue;

        same = make_object (fixture, types[t]);
        meet_same (fixture, property, same);
        again = make_object (fixture, types[t]);
        meet_other (fixture, property, again, TRUE);
        kept = make_object (fixture, types[t]);
        meet_other (fixture, property, kept, FALSE);
        n_met++;
      }

  g_assert_cmpuint (n_met, >=, 20);
}

static void
test_every_two_fields (Fixture       *fixture,
                       gconstpointer  data)
{
  static const BellType types[] = { BELL_TYPE_TICKET, BELL_TYPE_ARTICLE };

  fixture->team = make_object (fixture, BELL_TYPE_TEAM);
  for (guint t = 0; t < G_N_ELEMENTS (types); t++)
    for (guint i = 0; i < bell_type_get_n_properties (types[t]); i++)
      for (guint j = 0; j < bell_type_get_n_properties (types[t]); j++)
        {
          const BellProperty *one = bell_type_get_property (types[t], i);
          const BellProperty *two = bell_type_get_property (types[t], j);
          g_autofree char *id = NULL;

          if (!is_edited (fixture, one) || !is_edited (fixture, two) || !is_apart (one, two))
            continue;

          id = make_object (fixture, types[t]);
          meet_other_field (fixture, one, two, id);
        }
}

static void
test_members (Fixture       *fixture,
              gconstpointer  data)
{
  const BellProperty *tags = bell_ticket_property (BELL_TICKET_TAGS);
  const BellProperty *fields = bell_ticket_property (BELL_TICKET_CUSTOM_FIELDS);
  g_autofree char *id = make_object (fixture, BELL_TYPE_TICKET);
  g_autoptr (BellConflict) conflict = NULL;
  g_autoptr (BellRecord) ticket = NULL;
  g_autofree char *parked = NULL;
  const char *const *found;

  /* Two add; one adds and the other takes another away; one sets the whole. */
  edit (fixture->one, tags, id, "vpn", g_variant_new_boolean (TRUE));
  edit (fixture->two, tags, id, "mail", g_variant_new_boolean (TRUE));
  peer_round (fixture->one);
  peer_round (fixture->two);
  peer_round (fixture->one);
  edit (fixture->one, tags, id, "vpn", NULL);
  edit (fixture->two, tags, id, "printer", g_variant_new_boolean (TRUE));
  edit (fixture->two, tags, id, NULL, g_variant_new_strv ((const char *const[]) { "mail", "printer", "scanner", "vpn" }, 4));
  peer_round (fixture->one);
  peer_round (fixture->two);
  g_assert_cmpuint (peer_count_outbox (fixture->two), ==, 0);
  ticket = peer_lookup (fixture->two, BELL_TYPE_TICKET, id);
  found = bell_ticket_get_tags (BELL_TICKET (ticket));
  g_assert_true (g_strv_contains (found, "mail"));
  g_assert_true (g_strv_contains (found, "printer"));
  g_assert_true (g_strv_contains (found, "scanner"));
  g_assert_false (g_strv_contains (found, "vpn"));

  /* A map: other keys merge, the same key is a field. */
  peer_round (fixture->one);
  edit (fixture->one, fields, id, "room", g_variant_new_string ("12"));
  edit (fixture->two, fields, id, "floor", g_variant_new_string ("1"));
  edit (fixture->two, fields, id, "room", g_variant_new_string ("13"));
  peer_round (fixture->one);
  peer_round (fixture->two);
  parked = peer_find_parked (fixture->two);
  g_assert_nonnull (parked);
  conflict = peer_get_conflict (fixture->two, parked);
  g_assert_cmpuint (conflict->fields->len, ==, 1);
  g_assert_cmpstr (((BellConflictField *) g_ptr_array_index (conflict->fields, 0))->member, ==, "room");
  g_assert_cmpstr (g_variant_get_string (((BellConflictField *) g_ptr_array_index (conflict->fields, 0))->theirs, NULL), ==, "12");
  peer_reapply (fixture->two, parked);
  peer_round (fixture->two);
  bell_record_unref (ticket);
  ticket = peer_lookup (fixture->two, BELL_TYPE_TICKET, id);
  {
    g_autoptr (GVariant) value = bell_record_get (ticket, fields);
    const char *text = NULL;

    g_assert_true (g_variant_lookup (value, "room", "&s", &text));
    g_assert_cmpstr (text, ==, "13");
    g_assert_true (g_variant_lookup (value, "floor", "&s", &text));
    g_assert_cmpstr (text, ==, "1");
  }
}

/* --- texts ---------------------------------------------------------------------- */

static void
test_article_merges (Fixture       *fixture,
                     gconstpointer  data)
{
  const BellProperty *body = bell_article_property (BELL_ARTICLE_BODY);
  g_autofree char *id = make_object (fixture, BELL_TYPE_ARTICLE);
  g_autoptr (BellRecord) article = NULL;

  edit (fixture->one, body, id, NULL, g_variant_new_string ("one by one\ntwo\nthree\nfour\nfive\n"));
  edit (fixture->two, body, id, NULL, g_variant_new_string ("one\ntwo\nthree\nfour\nfive by two\n"));
  peer_round (fixture->one);
  peer_round (fixture->two);
  g_assert_cmpuint (peer_count_outbox (fixture->two), ==, 0);
  peer_round (fixture->one);
  article = peer_lookup (fixture->one, BELL_TYPE_ARTICLE, id);
  g_assert_cmpstr (bell_article_get_body (BELL_ARTICLE (article)), ==, "one by one\ntwo\nthree\nfour\nfive by two\n");
}

static void
test_article_clashes (Fixture       *fixture,
                      gconstpointer  data)
{
  const BellProperty *body = bell_article_property (BELL_ARTICLE_BODY);
  g_autofree char *id = make_object (fixture, BELL_TYPE_ARTICLE);
  g_autoptr (BellConflict) conflict = NULL;
  g_autoptr (BellRecord) article = NULL;
  g_autofree char *parked = NULL;
  const BellConflictField *field;

  edit (fixture->one, body, id, NULL, g_variant_new_string ("one\ntwo\n3\nfour\nfive\n"));
  edit (fixture->two, body, id, NULL, g_variant_new_string ("one\ntwo\nIII\nfour\nfive\n"));
  peer_round (fixture->one);
  peer_round (fixture->two);

  /* The published text stays; mine is whole and in sight. */
  article = peer_lookup (fixture->two, BELL_TYPE_ARTICLE, id);
  g_assert_cmpstr (bell_article_get_body (BELL_ARTICLE (article)), ==, "one\ntwo\n3\nfour\nfive\n");
  parked = peer_find_parked (fixture->two);
  g_assert_nonnull (parked);
  conflict = peer_get_conflict (fixture->two, parked);
  field = g_ptr_array_index (conflict->fields, 0);
  g_assert_cmpstr (g_variant_get_string (field->mine, NULL), ==, "one\ntwo\nIII\nfour\nfive\n");
}

/* --- tickets --------------------------------------------------------------------- */

static void
test_both_take (Fixture       *fixture,
                gconstpointer  data)
{
  const BellProperty *assignee = bell_ticket_property (BELL_TICKET_ASSIGNEE_ID);
  g_autofree char *id = make_object (fixture, BELL_TYPE_TICKET);
  g_autoptr (BellRecord) ticket = NULL;
  g_autofree char *parked = NULL;

  edit (fixture->one, assignee, id, NULL, g_variant_new_string (bell_store_get_principal_id (fixture->one->store)));
  edit (fixture->two, assignee, id, NULL, g_variant_new_string (bell_store_get_principal_id (fixture->two->store)));
  peer_round (fixture->one);
  peer_round (fixture->two);
  ticket = peer_lookup (fixture->two, BELL_TYPE_TICKET, id);
  g_assert_cmpstr (bell_ticket_get_assignee_id (BELL_TICKET (ticket)), ==, bell_store_get_principal_id (fixture->one->store));
  parked = peer_find_parked (fixture->two);
  g_assert_nonnull (parked);
}

static void
test_move_not_allowed (Fixture       *fixture,
                       gconstpointer  data)
{
  const BellProperty *status = bell_ticket_property (BELL_TICKET_STATUS);
  g_autofree char *id = make_object (fixture, BELL_TYPE_TICKET);
  g_autoptr (BellConflict) conflict = NULL;
  g_autofree char *parked = NULL;

  edit (fixture->one, status, id, NULL, g_variant_new_int32 (BELL_STATUS_CLOSED));
  edit (fixture->two, status, id, NULL, g_variant_new_int32 (BELL_STATUS_PENDING));
  peer_round (fixture->one);
  peer_round (fixture->two);
  parked = peer_find_parked (fixture->two);
  g_assert_nonnull (parked);
  conflict = peer_get_conflict (fixture->two, parked);
  g_assert_false (conflict->can_reapply);
}

/* What was undone late does not undo what somebody else has done since. */
static void
test_undo_meets_another (Fixture       *fixture,
                         gconstpointer  data)
{
  const BellProperty *subject = bell_ticket_property (BELL_TICKET_SUBJECT);
  g_autofree char *id = make_object (fixture, BELL_TYPE_TICKET);
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);
  g_autoptr (BellChange) change = NULL;
  g_autoptr (BellRecord) ticket = NULL;
  g_autofree char *parked = NULL;

  bell_patch_set_text (patch, BELL_TICKET_SUBJECT, "By two");
  change = bell_store_new_change (fixture->two->store, BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET, id, patch, NULL);
  peer_commit (fixture->two, bell_change_ref (change));
  peer_round (fixture->two);
  peer_round (fixture->one);
  edit (fixture->one, subject, id, NULL, g_variant_new_string ("By one"));
  peer_round (fixture->one);

  peer_undo (fixture->two, bell_change_get_id (change));
  peer_round (fixture->two);
  ticket = peer_lookup (fixture->two, BELL_TYPE_TICKET, id);
  g_assert_cmpstr (bell_ticket_get_subject (BELL_TICKET (ticket)), ==, "By one");
  parked = peer_find_parked (fixture->two);
  g_assert_nonnull (parked);
}

/* Somebody deletes what somebody else has changed. */
static void
test_delete_meets_edit (Fixture       *fixture,
                        gconstpointer  data)
{
  const BellProperty *name = bell_view_property (BELL_VIEW_NAME);
  g_autofree char *id = make_object (fixture, BELL_TYPE_VIEW);
  g_autofree char *other = make_object (fixture, BELL_TYPE_VIEW);
  g_autoptr (BellRecord) view = NULL;
  g_autoptr (BellConflict) conflict = NULL;
  g_autofree char *parked = NULL;

  edit (fixture->one, name, id, NULL, g_variant_new_string ("Better"));
  peer_commit (fixture->two, bell_store_new_change (fixture->two->store, BELL_CHANGE_KIND_DESTROY, BELL_TYPE_VIEW, id, NULL, NULL));
  peer_round (fixture->one);
  peer_round (fixture->two);
  view = peer_lookup (fixture->two, BELL_TYPE_VIEW, id);
  g_assert_nonnull (view);
  parked = peer_find_parked (fixture->two);
  g_assert_nonnull (parked);
  peer_discard (fixture->two, parked);
  g_clear_pointer (&parked, g_free);

  /* And the other way round: the text stays readable. */
  peer_commit (fixture->one, bell_store_new_change (fixture->one->store, BELL_CHANGE_KIND_DESTROY, BELL_TYPE_VIEW, other, NULL, NULL));
  edit (fixture->two, name, other, NULL, g_variant_new_string ("Too late"));
  peer_round (fixture->one);
  peer_round (fixture->two);
  parked = peer_find_parked (fixture->two);
  g_assert_nonnull (parked);
  conflict = peer_get_conflict (fixture->two, parked);
  g_assert_cmpint (conflict->kind, ==, BELL_CONFLICT_GONE);
  g_assert_cmpstr (g_variant_get_string (((BellConflictField *) g_ptr_array_index (conflict->fields, 0))->mine, NULL), ==, "Too late");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/conflicts/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("every-property", test_every_property);
  ADD ("every-two-fields", test_every_two_fields);
  ADD ("members", test_members);
  ADD ("article-merges", test_article_merges);
  ADD ("article-clashes", test_article_clashes);
  ADD ("both-take", test_both_take);
  ADD ("move-not-allowed", test_move_not_allowed);
  ADD ("undo-meets-another", test_undo_meets_another);
  ADD ("delete-meets-edit", test_delete_meets_edit);
#undef ADD

  return g_test_run ();
}
