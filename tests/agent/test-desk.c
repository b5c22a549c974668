/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <adwaita.h>

#include "bell-agent-resources.h"
#include "bell-composer.h"
#include "bell-desk.h"
#include "bell-properties-pane.h"
#include "bell-property-row.h"
#include "bell-reply-box.h"
#include "bell-style.h"
#include "bell-ticket-actions.h"
#include "bell-ticket-list.h"
#include "bell-ticket-row.h"
#include "bell-verbs.h"
#include "store-fixture.h"

/* Widgets of the agent application in this process, over a real store. */

#define TICKET  "T01933ba1-0000-7000-8000-000000000001"
#define ANOTHER "T01933ba1-0000-7000-8000-000000000002"

typedef struct
{
  StoreFixture store;
  GSettings *settings;
  BellDesk *desk;
  GtkWindow *window; /* (nullable) */
  char *sentence;    /* what the desk told last */
  GStrv change_ids;
} Fixture;

static void
done_cb (Fixture           *fixture,
         const char        *sentence,
         const char *const *change_ids)
{
  g_free (fixture->sentence);
  g_strfreev (fixture->change_ids);
  fixture->sentence = g_strdup (sentence);
  fixture->change_ids = g_strdupv ((char **) change_ids);
}

static void
failed_cb (Fixture    *fixture,
           const char *sentence)
{
  g_error ("The desk failed: %s", sentence);
}

static void
open_desk (Fixture *fixture)
{
  fixture->desk = bell_desk_new (fixture->store.store, NULL, fixture->settings);
  g_signal_connect_swapped (fixture->desk, "done", G_CALLBACK (done_cb), fixture);
  g_signal_connect_swapped (fixture->desk, "failed", G_CALLBACK (failed_cb), fixture);
}

static void
add (BellNews   *news,
     BellRecord *record)
{
  bell_news_add_record (news, record);
  bell_record_unref (record);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(BellNews) news = NULL;
  g_autoptr(GError) error = NULL;

  store_fixture_set_up (&fixture->store, data);
  news = store_new_news (&fixture->store);
  add (news, store_new_principal (fixture->store.me, "Ada Moss", BELL_ROLE_AGENT));
  add (news, store_new_principal (fixture->store.other, "Ben Kay", BELL_ROLE_REQUESTER));
  add (news, store_new_ticket (&fixture->store, TICKET, 7, "The printer rings"));
  add (news, store_new_ticket (&fixture->store, ANOTHER, 8, "The <b>screen</b> is dark"));
  store_apply (fixture->store.store, news, &error);
  g_assert_no_error (error);

  fixture->settings = g_settings_new ("org.deskbell.Deskbell");
  g_settings_set_string (fixture->settings, "last-view", "recent");
  open_desk (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->window != NULL)
    gtk_window_destroy (fixture->window);
  g_assert_finalize_object (fixture->desk);
  g_clear_object (&fixture->settings);
  g_clear_pointer (&fixture->sentence, g_free);
  g_clear_pointer (&fixture->change_ids, g_strfreev);
  store_fixture_tear_down (&fixture->store, data);
}

static void
present (Fixture   *fixture,
         GtkWidget *child)
{
  fixture->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (fixture->window, 400, 600);
  gtk_window_set_child (fixture->window, child);
  gtk_window_present (fixture->window);
}

/* Whether a row of tickets at or below @widget says @text, or a label that is it. */
static gboolean
says (GtkWidget  *widget,
      const char *text)
{
  if (BELL_IS_DRAWN_ROW (widget))
    {
      g_autofree char *said = bell_drawn_row_describe (BELL_DRAWN_ROW (widget));

      return said != NULL && strstr (said, text) != NULL;
    }

  if (GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget) &&
      g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;

  return FALSE;
}

static BellTicketRow *
find_row (GtkWidget  *widget,
          const char *subject)
{
  if (BELL_IS_TICKET_ROW (widget))
    return says (widget, subject) ? BELL_TICKET_ROW (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      BellTicketRow *row = find_row (child, subject);

      if (row != NULL)
        return row;
    }

  return NULL;
}

static void
wait_for_row (GtkWidget  *list,
              const char *subject)
{
  gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (find_row (list, subject) == NULL && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (find_row (list, subject));
}

static void
wait_for_record (BellItem *item)
{
  while (bell_item_get_record (item) == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_sentence (Fixture *fixture)
{
  while (fixture->sentence == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static BellChange *
only_change (Fixture *fixture)
{
  GListModel *outbox = bell_store_get_outbox (fixture->store.store);
  g_autoptr(BellOutboxItem) item = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (outbox), ==, 1);
  item = g_list_model_get_item (outbox, 0);
  return bell_change_ref (bell_outbox_item_get_change (item));
}

static void
test_list_rows (Fixture       *fixture,
                gconstpointer  data)
{
  GtkWidget *list = bell_ticket_list_new (fixture->desk);
  BellTicketRow *row;

  present (fixture, list);
  wait_for_row (list, "The printer rings");
  row = find_row (list, "The printer rings");
  g_assert_true (says (GTK_WIDGET (row), "Normal"));
  g_assert_true (says (GTK_WIDGET (row), "Open"));

  /* A subject is text and nothing else. */
  wait_for_row (list, "The <b>screen</b> is dark");
}

/* Who does not see a row hears what it says: the name is that of what has the
 * focus, which is the list's own widget around the row. */
static void
test_list_names (Fixture       *fixture,
                 gconstpointer  data)
{
  GtkWidget *list = bell_ticket_list_new (fixture->desk);
  gint64 end = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  g_autofree char *said = NULL;
  GtkAccessible *item;
  BellTicketRow *row;

  present (fixture, list);
  wait_for_row (list, "The printer rings");
  row = find_row (list, "The printer rings");
  item = GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (row)));
  while (!gtk_test_accessible_has_property (item, GTK_ACCESSIBLE_PROPERTY_LABEL) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);

  said = bell_drawn_row_describe (BELL_DRAWN_ROW (row));
  gtk_test_accessible_assert_property (item, GTK_ACCESSIBLE_PROPERTY_LABEL, said);
}

static void
test_list_step (Fixture       *fixture,
                gconstpointer  data)
{
  GtkWidget *list = bell_ticket_list_new (fixture->desk);
  g_autofree char *first = NULL;

  present (fixture, list);
  wait_for_row (list, "The printer rings");
  bell_ticket_list_step (BELL_TICKET_LIST (list), 1);
  g_assert_cmpint (bell_desk_get_detail (fixture->desk), ==, BELL_DETAIL_TICKET);
  first = g_strdup (bell_desk_get_ticket_id (fixture->desk));
  g_assert_nonnull (first);
  bell_ticket_list_step (BELL_TICKET_LIST (list), 1);
  g_assert_cmpstr (bell_desk_get_ticket_id (fixture->desk), !=, first);
  bell_ticket_list_step (BELL_TICKET_LIST (list), -1);
  g_assert_cmpstr (bell_desk_get_ticket_id (fixture->desk), ==, first);

  /* Above the first one there is nothing. */
  bell_ticket_list_step (BELL_TICKET_LIST (list), -1);
  g_assert_cmpstr (bell_desk_get_ticket_id (fixture->desk), ==, first);
}

static void
test_list_drafts (Fixture       *fixture,
                  gconstpointer  data)
{
  GtkWidget *list = bell_ticket_list_new (fixture->desk);
  g_autofree char *key = bell_reply_box_new_key (TICKET);
  g_autoptr(BellDraft) draft = bell_draft_new (key, "reply", "Half a thou");

  present (fixture, list);
  wait_for_row (list, "The printer rings");
  g_assert_false (says (list, "draft"));

  bell_store_save_draft (fixture->store.store, draft);
  g_assert_true (says (GTK_WIDGET (find_row (list, "The printer rings")), "Has a draft of yours"));
  g_assert_false (says (GTK_WIDGET (find_row (list, "The <b>screen</b> is dark")), "draft"));

  bell_store_delete_draft (fixture->store.store, key);
  g_assert_false (says (list, "draft"));
}

static BellComposer *
find_composer (GtkWidget *widget)
{
  if (BELL_IS_COMPOSER (widget))
    return BELL_COMPOSER (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      BellComposer *composer = find_composer (child);

      if (composer != NULL)
        return composer;
    }

  return NULL;
}

static void
test_draft_kept (Fixture       *fixture,
                 gconstpointer  data)
{
  static const char *const typed[] = { "H", "Ha", "Hal", "Half a thou" };
  GtkWidget *box = bell_reply_box_new (fixture->desk);
  BellComposer *composer = find_composer (box);
  g_autofree char *key = bell_reply_box_new_key (TICKET);

  present (fixture, box);
  bell_reply_box_set_ticket (BELL_REPLY_BOX (box), TICKET);
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      /* As a person would: into the text itself. */
      bell_composer_insert_text (composer, typed[i] + (i > 0 ? strlen (typed[i - 1]) : 0));
      g_assert_cmpstr (bell_store_load_draft (fixture->store.store, key)->text, ==, typed[i]);
    }

  /* Another ticket is another draft; this one comes back. */
  bell_reply_box_set_ticket (BELL_REPLY_BOX (box), ANOTHER);
  g_assert_cmpstr (bell_composer_get_text (composer), ==, "");
  bell_reply_box_set_ticket (BELL_REPLY_BOX (box), TICKET);
  g_assert_cmpstr (bell_composer_get_text (composer), ==, "Half a thou");

  /* What was deleted by hand is no draft any more. */
  bell_composer_set_text (composer, "");
  g_signal_emit_by_name (composer, "changed");
  g_assert_null (bell_store_load_draft (fixture->store.store, key));
}

/* What the line above the composer says, or %NULL. */
static const char *
get_alert (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget)) == GTK_ACCESSIBLE_ROLE_ALERT)
    return gtk_widget_get_visible (widget) ? gtk_label_get_label (GTK_LABEL (widget)) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      const char *alert = get_alert (child);

      if (alert != NULL)
        return alert;
    }

  return NULL;
}

static void
test_replies_cross (Fixture       *fixture,
                    gconstpointer  data)
{
  static const char *const first = "M01933ba1-0000-7000-8000-000000000001", *const second = "M01933ba1-0000-7000-8000-000000000002";
  g_autoptr(BellNews) news = store_new_news (&fixture->store);
  g_autoptr(GError) error = NULL;
  GtkWidget *box = bell_reply_box_new (fixture->desk);
  BellComposer *composer = find_composer (box);

  add (news, store_new_message (&fixture->store, first, TICKET, "It rings"));
  add (news, store_new_message (&fixture->store, second, TICKET, "It still rings"));
  store_apply (fixture->store.store, news, &error);
  g_assert_no_error (error);

  present (fixture, box);
  bell_reply_box_set_ticket (BELL_REPLY_BOX (box), TICKET);
  bell_reply_box_set_last_message (BELL_REPLY_BOX (box), first);
  bell_composer_insert_text (composer, "Pull the plug");
  g_assert_null (get_alert (box));

  /* Another one comes while this one is written. */
  bell_reply_box_set_last_message (BELL_REPLY_BOX (box), second);
  while (get_alert (box) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (get_alert (box), ==, "Ben Kay has written since you began this.");

  /* Nobody is told so in another ticket; here it is still known when the draft comes back. */
  bell_reply_box_set_ticket (BELL_REPLY_BOX (box), ANOTHER);
  g_assert_null (get_alert (box));
  bell_reply_box_set_ticket (BELL_REPLY_BOX (box), TICKET);
  bell_reply_box_set_last_message (BELL_REPLY_BOX (box), second);
  while (get_alert (box) == NULL)
    g_main_context_iteration (NULL, TRUE);

  /* A new text is begun with sight of it. */
  bell_composer_set_text (composer, "");
  g_signal_emit_by_name (composer, "changed");
  g_assert_null (get_alert (box));
  bell_composer_insert_text (composer, "Still?");
  g_assert_null (get_alert (box));
}

static void
test_reply_waits (Fixture       *fixture,
                  gconstpointer  data)
{
  GtkWidget *box = bell_reply_box_new (fixture->desk);
  BellComposer *composer = find_composer (box);
  g_autofree char *key = bell_reply_box_new_key (TICKET);
  g_autoptr(BellChange) change = NULL;
  const BellPatchEntry *entry;

  present (fixture, box);
  bell_reply_box_set_ticket (BELL_REPLY_BOX (box), TICKET);
  bell_reply_box_compose (BELL_REPLY_BOX (box), BELL_MESSAGE_KIND_NOTE);
  bell_composer_insert_text (composer, "Only for *us*.\n");
  gtk_widget_activate_action (GTK_WIDGET (composer), "composer.send", NULL);
  wait_for_sentence (fixture);

  change = only_change (fixture);
  g_assert_cmpint (bell_change_get_data_type (change), ==, BELL_TYPE_MESSAGE);
  entry = bell_patch_find (bell_change_get_patch (change), bell_message_property (BELL_MESSAGE_BODY));
  g_assert_cmpstr (g_variant_get_string (entry->value, NULL), ==, "Only for *us*.");
  entry = bell_patch_find (bell_change_get_patch (change), bell_message_property (BELL_MESSAGE_KIND));
  g_assert_cmpint (g_variant_get_int32 (entry->value), ==, BELL_MESSAGE_KIND_NOTE);

  /* The composer is empty, and the next one is a reply again. */
  g_assert_cmpstr (bell_composer_get_text (composer), ==, "");
  g_assert_cmpint (bell_composer_get_kind (composer), ==, BELL_MESSAGE_KIND_REPLY);
  g_assert_null (bell_store_load_draft (fixture->store.store, key));

  /* Taking it back within the time leaves nothing. */
  g_clear_pointer (&fixture->sentence, g_free);
  {
    g_auto(GStrv) ids = g_steal_pointer (&fixture->change_ids);

    bell_verbs_undo (fixture->desk, (const char *const *) ids);
  }
  wait_for_sentence (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (bell_store_get_outbox (fixture->store.store)), ==, 0);
}

static void
test_reply_blank (Fixture       *fixture,
                  gconstpointer  data)
{
  GtkWidget *box = bell_reply_box_new (fixture->desk);
  BellComposer *composer = find_composer (box);

  present (fixture, box);
  bell_reply_box_set_ticket (BELL_REPLY_BOX (box), TICKET);
  bell_composer_insert_text (composer, "  \n ");
  gtk_widget_activate_action (GTK_WIDGET (composer), "composer.send", NULL);
  g_signal_emit_by_name (composer, "send", BELL_MESSAGE_KIND_REPLY, "  \n ", bell_composer_get_attachments (composer));
  store_settle (fixture->store.store);
  g_assert_cmpuint (g_list_model_get_n_items (bell_store_get_outbox (fixture->store.store)), ==, 0);
}

static void
test_properties_change (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(BellTicketActions) actions = bell_ticket_actions_new (fixture->desk);
  GActionGroup *group = bell_ticket_actions_get_group (actions);
  g_autoptr(BellChange) change = NULL;
  const BellPatchEntry *entry;
  GtkWidget *pane;

  g_assert_false (g_action_group_get_action_enabled (group, "solve"));
  bell_desk_open_ticket (fixture->desk, TICKET);
  wait_for_record (bell_desk_get_ticket (fixture->desk));
  g_assert_true (g_action_group_get_action_enabled (group, "solve"));
  g_assert_false (g_action_group_get_action_enabled (group, "reopen"));

  pane = bell_properties_pane_new (fixture->desk);
  gtk_widget_insert_action_group (pane, "ticket", group);
  present (fixture, pane);
  bell_properties_pane_set_ticket (BELL_PROPERTIES_PANE (pane), bell_desk_get_ticket (fixture->desk));
  g_assert_true (says (pane, "Open"));

  gtk_widget_activate_action (pane, "ticket.status", "s", "pending");
  wait_for_sentence (fixture);
  change = only_change (fixture);
  entry = bell_patch_find (bell_change_get_patch (change), bell_ticket_property (BELL_TICKET_STATUS));
  g_assert_cmpint (g_variant_get_int32 (entry->value), ==, BELL_STATUS_PENDING);
  entry = bell_patch_find (bell_change_get_expected (change), bell_ticket_property (BELL_TICKET_STATUS));
  g_assert_cmpint (g_variant_get_int32 (entry->value), ==, BELL_STATUS_OPEN);
  while (!says (pane, "Pending"))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_properties_not_allowed (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr(BellTicketActions) actions = bell_ticket_actions_new (fixture->desk);
  GActionGroup *group = bell_ticket_actions_get_group (actions);

  bell_desk_open_ticket (fixture->desk, TICKET);
  wait_for_record (bell_desk_get_ticket (fixture->desk));

  /* Nonsense, what is already so, and ids that are none change nothing. */
  g_action_group_activate_action (group, "status", g_variant_new_string ("exploded"));
  g_action_group_activate_action (group, "status", g_variant_new_string ("open"));
  g_action_group_activate_action (group, "priority", g_variant_new_string ("extreme"));
  g_action_group_activate_action (group, "add-tag", g_variant_new_string (""));
  g_action_group_activate_action (group, "add-watcher", g_variant_new_string ("../../etc/passwd"));
  g_action_group_activate_action (group, "link", g_variant_new ("(ss)", "nobody", "related"));
  store_settle (fixture->store.store);
  g_assert_cmpuint (g_list_model_get_n_items (bell_store_get_outbox (fixture->store.store)), ==, 0);
}

static void
test_take (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(BellTicketActions) actions = bell_ticket_actions_new (fixture->desk);
  GActionGroup *group = bell_ticket_actions_get_group (actions);
  g_autoptr(BellChange) change = NULL;
  const BellPatchEntry *entry;

  bell_desk_open_ticket (fixture->desk, TICKET);
  wait_for_record (bell_desk_get_ticket (fixture->desk));
  g_action_group_activate_action (group, "take", NULL);
  wait_for_sentence (fixture);

  /* Taking says that it was nobody's. */
  change = only_change (fixture);
  entry = bell_patch_find (bell_change_get_patch (change), bell_ticket_property (BELL_TICKET_ASSIGNEE_ID));
  g_assert_cmpstr (g_variant_get_string (entry->value, NULL), ==, fixture->store.me);
  entry = bell_patch_find (bell_change_get_expected (change), bell_ticket_property (BELL_TICKET_ASSIGNEE_ID));
  g_assert_nonnull (entry);
  g_assert_null (entry->value);
  while (g_action_group_get_action_enabled (group, "take"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_action_group_get_action_enabled (group, "release"));
}

static void
test_places (Fixture       *fixture,
             gconstpointer  data)
{
  GListModel *places = bell_desk_get_places (fixture->desk);
  g_autoptr(BellPlace) unassigned = g_list_model_get_item (places, 1);

  g_assert_cmpstr (bell_place_get_id (unassigned), ==, "unassigned");
  while (bell_place_get_count (unassigned) < 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (bell_place_get_count (unassigned), ==, 2);

  g_assert_false (bell_desk_show_place (fixture->desk, "nowhere"));
  g_assert_cmpstr (bell_place_get_id (bell_desk_get_place (fixture->desk)), ==, "recent");
  g_assert_true (bell_desk_show_place (fixture->desk, "unassigned"));
  g_assert_true (bell_desk_get_place (fixture->desk) == unassigned);
}

int
main (int    argc,
      char **argv)
{
  if (g_getenv ("DISPLAY") == NULL && g_getenv ("WAYLAND_DISPLAY") == NULL)
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_resources_register (bell_agent_get_resource ());
  bell_style_load (gdk_display_get_default ());

#define ADD(path, test) g_test_add ("/agent/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("list/rows", test_list_rows);
  ADD ("list/names", test_list_names);
  ADD ("list/step", test_list_step);
  ADD ("list/drafts", test_list_drafts);
  ADD ("draft/kept-at-every-keystroke", test_draft_kept);
  ADD ("draft/replies-cross", test_replies_cross);
  ADD ("reply/waits-and-undone", test_reply_waits);
  ADD ("reply/blank", test_reply_blank);
  ADD ("properties/change", test_properties_change);
  ADD ("properties/not-allowed", test_properties_not_allowed);
  ADD ("ticket/take", test_take);
  ADD ("places/counts", test_places);
#undef ADD

  return g_test_run ();
}
