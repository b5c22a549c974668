/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <adwaita.h>

#include "bell-person-picker.h"
#include "bell-style.h"
#include "bell-tag-entry.h"
#include "bell-test-desktop.h"
#include "bell-test-person.h"
#include "bell-time-label.h"

static GtkWidget *
present (GtkWidget *child)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), child);
  gtk_window_set_default_size (GTK_WINDOW (window), 500, 400);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  gtk_widget_grab_focus (child);

  return window;
}

static GtkWidget *
find_by_type (GtkWidget *widget,
              GType      type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_by_type (child, type);

  return found;
}

typedef struct
{
  guint count;
  char *last;
} Heard;

static void
on_picked (BellPersonPicker *picker,
           GObject          *person,
           Heard            *heard)
{
  heard->count++;
  g_free (heard->last);
  heard->last = g_strdup (person != NULL ? bell_person_get_name (BELL_PERSON (person)) : "nobody");
}

static void
on_cancelled (BellPersonPicker *picker,
              Heard            *heard)
{
  heard->count += 100;
}

static gboolean
has_one (gpointer user_data)
{
  return ((Heard *) user_data)->count == 1;
}

static gboolean
has_cancelled (gpointer user_data)
{
  return ((Heard *) user_data)->count >= 100;
}

static void
test_picker (gconstpointer user_data)
{
  static const struct { const char *typed; guint downs; const char *wanted; } cases[] = {
    { "", 0, "Anna Weber" },
    { "", 2, "Chloé Dubois" },
    { "nowak", 0, "Anna Nowak" },
    { "ANNA", 1, "Anna Nowak" },
    { "chloe", 0, "Chloé Dubois" },
    { "angst", 0, "Björn Ångström" },
    { "wanna", 0, NULL },
    { "web an", 0, "Anna Weber" },
    { "paul.okafor@", 0, "Paul Okafor" },
  };
  BellTestDesktop *desktop = (BellTestDesktop *) user_data;
  g_autoptr (GListStore) people = g_list_store_new (BELL_TYPE_PERSON);
  GtkWidget *picker = bell_person_picker_new ();
  GtkWidget *window, *entry;
  Heard heard = { 0, NULL };

  bell_test_person_fill (people);
  bell_person_picker_set_model (BELL_PERSON_PICKER (picker), G_LIST_MODEL (people));
  g_signal_connect (picker, "picked", G_CALLBACK (on_picked), &heard);
  g_signal_connect (picker, "cancelled", G_CALLBACK (on_cancelled), &heard);
  window = present (picker);
  entry = find_by_type (picker, GTK_TYPE_SEARCH_ENTRY);
  g_free (bell_test_desktop_run (desktop, "xdotool", "mousemove", "480", "390", NULL));

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      heard.count = 0;
      bell_person_picker_reset (BELL_PERSON_PICKER (picker));
      if (*cases[i].typed != '\0')
        g_free (bell_test_desktop_run (desktop, "xdotool", "type", "--delay", "3", cases[i].typed, NULL));
      for (guint down = 0; down < cases[i].downs; down++)
        g_free (bell_test_desktop_run (desktop, "xdotool", "key", "Down", NULL));

      if (cases[i].wanted != NULL)
        {
          g_free (bell_test_desktop_run (desktop, "xdotool", "key", "Return", NULL));
          if (!bell_test_wait_for (has_one, &heard, 10))
            g_error ("nobody was picked for \"%s\", %u", cases[i].typed, cases[i].downs);
          g_assert_cmpstr (heard.last, ==, cases[i].wanted);
        }
      else
        {
          g_free (bell_test_desktop_run (desktop, "xdotool", "key", "Return", "Escape", NULL));
          g_assert_true (bell_test_wait_for (has_cancelled, &heard, 10));
          g_assert_cmpuint (heard.count, ==, 100);
        }
    }

  bell_person_picker_set_allows_nobody (BELL_PERSON_PICKER (picker), TRUE);
  heard.count = 0;
  gtk_widget_activate_action (picker, "picker.nobody", NULL);
  g_assert_cmpstr (heard.last, ==, "nobody");

  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, "Search people");
  bell_person_picker_set_model (BELL_PERSON_PICKER (picker), NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  g_free (heard.last);
}

static void
note_added (BellTagEntry *entry,
            const char   *tag,
            GString      *log)
{
  g_string_append_printf (log, "+%s ", tag);
}

static void
note_removed (BellTagEntry *entry,
              const char   *tag,
              GString      *log)
{
  g_string_append_printf (log, "-%s ", tag);
}

typedef struct
{
  GString *log;
  const char *wanted;
} LogWait;

static gboolean
log_is (gpointer user_data)
{
  LogWait *wait = user_data;

  return g_str_equal (wait->log->str, wait->wanted);
}

static void
wait_for_log (GString    *log,
              const char *wanted)
{
  LogWait wait = { log, wanted };

  bell_test_wait_for (log_is, &wait, 10);
  g_assert_cmpstr (log->str, ==, wanted);
  g_string_truncate (log, 0);
}

static void
test_tags (gconstpointer user_data)
{
  static const char *const have[] = { "vip", "printer", NULL };
  static const char *const known[] = { "network", "netbook", "vip", NULL };
  BellTestDesktop *desktop = (BellTestDesktop *) user_data;
  g_autoptr (GtkStringList) suggestions = gtk_string_list_new (known);
  g_autoptr (GString) log = g_string_new (NULL);
  GtkWidget *entry = bell_tag_entry_new ();
  GtkWidget *window;
  g_auto (GStrv) tags = NULL;
  g_autofree char *joined = NULL;

  bell_tag_entry_set_tags (BELL_TAG_ENTRY (entry), have);
  bell_tag_entry_set_suggestions (BELL_TAG_ENTRY (entry), G_LIST_MODEL (suggestions));
  g_signal_connect (entry, "added", G_CALLBACK (note_added), log);
  g_signal_connect (entry, "removed", G_CALLBACK (note_removed), log);
  window = present (entry);
  g_free (bell_test_desktop_run (desktop, "xdotool", "mousemove", "480", "390", NULL));

  g_free (bell_test_desktop_run (desktop, "xdotool", "type", "--delay", "3", "Floor 3,VIP,ab", NULL));
  g_free (bell_test_desktop_run (desktop, "xdotool", "key", "Return", NULL));
  wait_for_log (log, "+floor-3 +ab ");

  g_free (bell_test_desktop_run (desktop, "xdotool", "type", "--delay", "3", "net", NULL));
  g_free (bell_test_desktop_run (desktop, "xdotool", "key", "--delay", "3", "Down", "Down", "Return", NULL));
  wait_for_log (log, "+netbook ");

  g_free (bell_test_desktop_run (desktop, "xdotool", "key", "BackSpace", NULL));
  wait_for_log (log, "-netbook ");

  tags = bell_tag_entry_dup_tags (BELL_TAG_ENTRY (entry));
  joined = g_strjoinv (" ", tags);
  g_assert_cmpstr (joined, ==, "vip printer floor-3 ab");

  bell_tag_entry_set_tags (BELL_TAG_ENTRY (entry), NULL);
  g_assert_cmpstr (log->str, ==, "");

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_time_label (void)
{
  g_autoptr (BellClock) clock = bell_manual_clock_new (G_GINT64_CONSTANT (1795253400000), 1);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (BellTicker) ticker = bell_ticker_new (clock, zone);
  GtkWidget *time_label = bell_time_label_new (ticker);
  GtkWidget *label = gtk_widget_get_first_child (time_label);
  GtkWidget *window;

  bell_time_label_set_time (BELL_TIME_LABEL (time_label), bell_clock_now (clock));
  window = present (time_label);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (label)), ==, "just now");

  bell_manual_clock_advance (BELL_MANUAL_CLOCK (clock), 5 * 60000);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (label)), ==, "just now");
  bell_ticker_tick (ticker);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (label)), ==, "5 min ago");

  /* Off screen it does not listen; back on it, it is right at once. */
  gtk_widget_set_visible (time_label, FALSE);
  bell_manual_clock_advance (BELL_MANUAL_CLOCK (clock), 60000);
  bell_ticker_tick (ticker);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (label)), ==, "5 min ago");
  gtk_widget_set_visible (time_label, TRUE);
  gtk_test_widget_wait_for_draw (window);
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (label)), ==, "6 min ago");

  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (BellTestDesktop) desktop = bell_test_desktop_new (BELL_TEST_DESKTOP_DISPLAY);

  g_setenv ("GTK_A11Y", "test", TRUE);
  g_setenv ("ADW_DISABLE_PORTAL", "1", TRUE);
  gtk_test_init (&argc, &argv);
  adw_init ();
  bell_style_load (gdk_display_get_default ());

  g_test_add_data_func ("/pick/person", desktop, test_picker);
  g_test_add_data_func ("/pick/tags", desktop, test_tags);
  g_test_add_func ("/pick/time-label", test_time_label);

  return g_test_run ();
}
