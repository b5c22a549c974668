/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-calendar-editor.h"

#include <glib/gi18n-lib.h>

#include "bell-calendar.h"
#include "bell-deadline-words.h"
#include "bell-holidays.h"
#include "bell-verbs.h"

#define N_DAYS 7
/* As many years of holidays are written out, from this one. */
#define IMPORT_YEARS 5
/* No calendar of holidays is larger. */
#define MAX_FILE (4 * 1024 * 1024)
#define WEEK (G_GINT64_CONSTANT (7) * 24 * 60 * 60 * 1000)

/**
 * BellCalendarEditor:
 *
 * When somebody is there: a time zone, hours by the week and holidays. While it is
 * edited it says whether it is open now, and how long in the week to come. As
 * #BellPolicyEditor, it does nothing before “Save”, and then only what is new. Main thread.
 */
struct _BellCalendarEditor
{
  AdwWindow parent_instance;

  BellDesk *desk;
  BellRecord *before;
  gboolean is_new;
  gboolean filling;

  GtkButton *save_button;
  GtkButton *delete_button;
  GtkButton *import_button;
  AdwEntryRow *name;
  AdwEntryRow *zone;
  AdwPreferencesGroup *days;
  AdwEntryRow *day_rows[N_DAYS];
  GtkTextView *holidays;
  GtkLabel *preview;

  GtkFileChooserNative *chooser; /* (nullable) */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (BellCalendarEditor, bell_calendar_editor, ADW_TYPE_WINDOW)

static char *
get_text (gpointer editable)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (editable))));
}

/* The full name of a weekday: 1 January 2024 was a Monday. */
static char *
new_day_name (guint day)
{
  g_autoptr (GDateTime) date = g_date_time_new_utc (2024, 1, (int) day + 1, 0, 0, 0);

  return g_date_time_format (date, "%A");
}

static gboolean
read_hours (BellCalendarEditor  *self,
            BellRecord          *calendar,
            char               **problem)
{
  const BellProperty *property = bell_calendar_property (BELL_CALENDAR_HOURS);
  GVariantBuilder builder;
  g_autoptr (GVariant) map = NULL;
  gboolean fine = TRUE;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  for (guint day = 0; day < N_DAYS; day++)
    {
      const char *weekday = bell_weekday_get_name (G_DATE_MONDAY + day);
      g_autofree char *text = get_text (self->day_rows[day]);
      g_autoptr (GError) error = NULL;

      gtk_widget_remove_css_class (GTK_WIDGET (self->day_rows[day]), "error");
      if (*text == '\0')
        continue;
      if (!bell_calendar_check_member (property, weekday, text, &error))
        {
          gtk_widget_add_css_class (GTK_WIDGET (self->day_rows[day]), "error");
          g_free (*problem);
          *problem = g_strdup (error->message);
          fine = FALSE;
          continue;
        }
      g_variant_builder_add (&builder, "{ss}", weekday, text);
    }
  map = g_variant_ref_sink (g_variant_builder_end (&builder));
  bell_record_set (calendar, property, map);

  return fine;
}

static gboolean
read_holidays (BellCalendarEditor  *self,
               BellRecord          *calendar,
               char               **problem)
{
  const BellProperty *property = bell_calendar_property (BELL_CALENDAR_HOLIDAYS);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->holidays);
  g_autoptr (GTree) days = g_tree_new_full ((GCompareDataFunc) g_strcmp0, NULL, g_free, g_free);
  GVariantBuilder builder;
  g_autoptr (GVariant) map = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GtkTextIter start, end;
  gboolean fine = TRUE;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) words = g_strsplit (g_strstrip (lines[i]), " ", 2);

      if (words[0] == NULL || *words[0] == '\0')
        continue;
      if (!bell_calendar_check_member (property, words[0], words[1] != NULL ? words[1] : "", &error))
        {
          g_free (*problem);
          *problem = g_strdup (error->message);
          fine = FALSE;
          continue;
        }
      g_tree_replace (days, g_strdup (words[0]), g_strdup (words[1] != NULL ? words[1] : ""));
    }
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  for (GTreeNode *node = g_tree_node_first (days); node != NULL; node = g_tree_node_next (node))
    g_variant_builder_add (&builder, "{ss}", g_tree_node_key (node), g_tree_node_value (node));
  map = g_variant_ref_sink (g_variant_builder_end (&builder));
  bell_record_set (calendar, property, map);

  return fine;
}

/* Adds days to those in the form, which keep their names. */
static guint
add_holidays (BellCalendarEditor *self,
              GVariant           *days)
{
  g_autoptr (BellRecord) calendar = bell_record_copy (self->before);
  g_autofree char *ignored = NULL;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->holidays);
  g_autoptr (GString) lines = g_string_new (NULL);
  const char *day, *name;
  GtkTextIter start, end;
  GVariantIter iter;
  guint n = 0;

  read_holidays (self, calendar, &ignored);
  g_variant_iter_init (&iter, days);
  while (g_variant_iter_next (&iter, "{&s&s}", &day, &name))
    if (!g_variant_lookup (bell_calendar_get_holidays (BELL_CALENDAR (calendar)), day, "&s", NULL))
      {
        g_string_append_printf (lines, "%s %s\n", day, name);
        n++;
      }
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  if (!gtk_text_iter_starts_line (&end))
    g_string_prepend_c (lines, '\n');
  if (n > 0)
    gtk_text_buffer_insert (buffer, &end, lines->str, -1);

  return n;
}

static void
file_read_cb (GFile        *file,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (BellCalendarEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDateTime) now = NULL;
  g_autoptr (GVariant) days = NULL;
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *said = NULL;
  g_autofree char *text = NULL;
  gsize length;
  guint n;

  if (g_file_load_contents_finish (file, result, &text, &length, NULL, &error) && length <= MAX_FILE)
    {
      now = g_date_time_new_from_unix_utc (bell_desk_now (self->desk) / 1000);
      days = bell_holidays_from_icalendar (text, length, g_date_time_get_year (now), g_date_time_get_year (now) + IMPORT_YEARS - 1, &error);
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->desk == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->import_button), TRUE);
  if (days == NULL)
    {
      /* Translators: the name of a file, why not */
      said = g_strdup_printf (_("“%s” cannot be imported: %s"), name, error != NULL ? error->message : _("it is too large."));
      gtk_label_set_label (self->preview, said);
      return;
    }

  n = add_holidays (self, days);
  if (n == 0)
    gtk_label_set_label (self->preview, _("There is no day in the file that is not here."));
  else
    {
      said = g_strdup_printf (ngettext ("%u day was added. %s", "%u days were added. %s", n), n, gtk_label_get_label (self->preview));
      gtk_label_set_label (self->preview, said);
    }
}

/**
 * bell_calendar_editor_import:
 * @file: an iCalendar file
 *
 * Adds its days of this year and the next ones to the form.
 */
void
bell_calendar_editor_import (BellCalendarEditor *self,
                             GFile              *file)
{
  g_return_if_fail (BELL_IS_CALENDAR_EDITOR (self));
  g_return_if_fail (G_IS_FILE (file));

  gtk_widget_set_sensitive (GTK_WIDGET (self->import_button), FALSE);
  g_file_load_contents_async (file, self->cancellable, (GAsyncReadyCallback) file_read_cb, g_object_ref (self));
}

static void
chosen_cb (BellCalendarEditor *self,
           int                 response)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser)) : NULL;

  g_clear_object (&self->chooser);
  if (file != NULL)
    bell_calendar_editor_import (self, file);
}

static void
import_cb (BellCalendarEditor *self)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_("Import holidays"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN, _("_Import"), _("_Cancel"));
  gtk_file_filter_set_name (filter, _("Calendars (iCalendar)"));
  gtk_file_filter_add_mime_type (filter, "text/calendar");
  gtk_file_filter_add_suffix (filter, "ics");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* Returns: (transfer full): the calendar as it is on screen. */
static BellRecord *
read_form (BellCalendarEditor  *self,
           char               **problem)
{
  BellRecord *calendar = bell_record_copy (self->before);
  g_autofree char *name = get_text (self->name);
  g_autofree char *zone = get_text (self->zone);

  gtk_widget_remove_css_class (GTK_WIDGET (self->zone), "error");
  read_hours (self, calendar, problem);
  read_holidays (self, calendar, problem);
  bell_record_set_text (calendar, bell_calendar_property (BELL_CALENDAR_NAME), name);
  bell_record_set_text (calendar, bell_calendar_property (BELL_CALENDAR_TIME_ZONE), zone);
  if (!bell_time_zone_exists (zone))
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->zone), "error");
      g_free (*problem);
      /* Translators: what was typed */
      *problem = g_strdup_printf (_("Time zone: there is no “%s”."), zone);
    }
  else if (*name == '\0' && *problem == NULL)
    *problem = g_strdup (_("It needs a name."));

  return calendar;
}

static char *
describe_preview (BellCalendarEditor *self,
                  BellRecord         *calendar)
{
  g_autoptr (BellTimetable) timetable = bell_calendar_to_timetable (BELL_CALENDAR (calendar), NULL, NULL);
  gint64 now = bell_desk_now (self->desk);
  gint64 opens, open;
  g_autofree char *week = NULL;
  g_autofree char *moment = NULL;

  if (timetable == NULL)
    return g_strdup ("");
  open = bell_timetable_get_open_time (timetable, now, now + WEEK);
  opens = bell_timetable_add_open_time (timetable, now, 1);
  if (opens == BELL_TIME_UNSET)
    return g_strdup (_("Never open: nothing would ever be due."));
  week = bell_hours_to_text (open);
  if (opens == now + 1)
    return g_strdup_printf (_("Open now; %s in the seven days to come."), week);
  moment = bell_moment_to_text (opens);

  return g_strdup_printf (_("Closed now, open from %s; %s in the seven days to come."), moment, week);
}

static void
changed_cb (BellCalendarEditor *self)
{
  g_autoptr (BellRecord) calendar = NULL;
  g_autofree char *problem = NULL;
  g_autofree char *preview = NULL;

  if (self->filling)
    return;

  calendar = read_form (self, &problem);
  preview = problem == NULL ? describe_preview (self, calendar) : g_steal_pointer (&problem);
  gtk_label_set_label (self->preview, preview);
  g_clear_pointer (&calendar, bell_record_unref);
  calendar = read_form (self, &problem);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button),
                            problem == NULL && (self->is_new || !bell_record_equal (calendar, self->before)));
}

static void
save_cb (BellCalendarEditor *self)
{
  g_autofree char *problem = NULL;
  g_autoptr (BellRecord) calendar = read_form (self, &problem);

  g_assert (BELL_IS_CALENDAR_EDITOR (self));

  if (problem != NULL)
    return;
  bell_verbs_save_record (self->desk, self->is_new ? NULL : self->before, calendar,
                          g_strdup_printf (_("“%s” saved"), bell_calendar_get_name (BELL_CALENDAR (calendar))));
  gtk_window_close (GTK_WINDOW (self));
}

static void
delete_answered_cb (BellCalendarEditor *self,
                    const char         *response)
{
  if (!g_str_equal (response, "delete"))
    return;
  bell_verbs_delete_record (self->desk, self->before,
                            g_strdup_printf (_("“%s” deleted"), bell_calendar_get_name (BELL_CALENDAR (self->before))));
  gtk_window_close (GTK_WINDOW (self));
}

static void
delete_cb (BellCalendarEditor *self)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Delete these hours?"),
                                              _("That works only while no rule counts by them."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "delete", _("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (delete_answered_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
fill (BellCalendarEditor *self)
{
  const BellCalendar *calendar = BELL_CALENDAR (self->before);
  GVariant *hours = bell_calendar_get_hours (calendar);
  GVariant *holidays = bell_calendar_get_holidays (calendar);
  g_autoptr (GString) lines = g_string_new (NULL);
  const char *day, *name;
  GVariantIter iter;

  if (bell_calendar_get_name (calendar) != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->name), bell_calendar_get_name (calendar));
  if (bell_calendar_get_time_zone (calendar) != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->zone), bell_calendar_get_time_zone (calendar));
  for (guint i = 0; i < N_DAYS; i++)
    {
      const char *text = NULL;

      if (hours != NULL && g_variant_lookup (hours, bell_weekday_get_name (G_DATE_MONDAY + i), "&s", &text))
        gtk_editable_set_text (GTK_EDITABLE (self->day_rows[i]), text);
    }
  if (holidays != NULL)
    {
      g_variant_iter_init (&iter, holidays);
      while (g_variant_iter_next (&iter, "{&s&s}", &day, &name))
        g_string_append_printf (lines, "%s %s\n", day, name);
    }
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->holidays), lines->str, -1);
}

static void
bell_calendar_editor_dispose (GObject *object)
{
  BellCalendarEditor *self = BELL_CALENDAR_EDITOR (object);

  self->filling = TRUE;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->before, bell_record_unref);

  G_OBJECT_CLASS (bell_calendar_editor_parent_class)->dispose (object);
}

static void
bell_calendar_editor_class_init (BellCalendarEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_calendar_editor_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-calendar-editor.ui");
#define BIND(child) gtk_widget_class_bind_template_child (widget_class, BellCalendarEditor, child)
  BIND (save_button);
  BIND (delete_button);
  BIND (import_button);
  BIND (name);
  BIND (zone);
  BIND (days);
  BIND (holidays);
  BIND (preview);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, delete_cb);
  gtk_widget_class_bind_template_callback (widget_class, import_cb);
}

static void
bell_calendar_editor_init (BellCalendarEditor *self)
{
  self->filling = TRUE;
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_DAYS; i++)
    {
      GtkWidget *row = adw_entry_row_new ();
      g_autofree char *title = new_day_name (i);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      g_signal_connect_swapped (row, "changed", G_CALLBACK (changed_cb), self);
      adw_preferences_group_add (self->days, row);
      self->day_rows[i] = ADW_ENTRY_ROW (row);
    }
  g_signal_connect_swapped (gtk_text_view_get_buffer (self->holidays), "changed", G_CALLBACK (changed_cb), self);
}

/**
 * bell_calendar_editor_new:
 * @desk: where it is edited
 * @calendar: (nullable): the calendar, or %NULL for a new one: the hours of many
 *   offices, in the zone of this computer
 *
 * Returns: (transfer none): a window, not yet presented
 */
GtkWidget *
bell_calendar_editor_new (BellDesk   *desk,
                          BellRecord *calendar)
{
  BellCalendarEditor *self;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);

  self = g_object_new (BELL_TYPE_CALENDAR_EDITOR, NULL);
  self->desk = g_object_ref (desk);
  self->is_new = calendar == NULL;
  if (calendar != NULL)
    self->before = bell_record_ref (calendar);
  else
    {
      g_autofree char *id = bell_store_new_id (bell_desk_get_store (desk), BELL_TYPE_CALENDAR);
      g_autoptr (GTimeZone) here = g_time_zone_new_local ();

      self->before = bell_record_new (BELL_TYPE_CALENDAR, id);
      bell_record_set_text (self->before, bell_calendar_property (BELL_CALENDAR_TIME_ZONE), g_time_zone_get_identifier (here));
    }
  gtk_window_set_title (GTK_WINDOW (self), self->is_new ? _("New hours") : bell_calendar_get_name (BELL_CALENDAR (self->before)));
  gtk_widget_set_visible (GTK_WIDGET (self->delete_button), !self->is_new);
  fill (self);
  for (guint i = 0; self->is_new && i < 5; i++)
    gtk_editable_set_text (GTK_EDITABLE (self->day_rows[i]), "08:00-18:00");
  if (self->is_new)
    gtk_widget_grab_focus (GTK_WIDGET (self->name));
  self->filling = FALSE;
  changed_cb (self);

  return GTK_WIDGET (self);
}
