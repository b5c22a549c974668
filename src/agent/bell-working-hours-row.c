/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-working-hours-row.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bell-json-writer.h"
#include "bell-json.h"
#include "bell-sla-json.h"
#include "bell-verbs.h"

#define N_DAYS 7

/**
 * BellWorkingHoursRow:
 *
 * When the person at the desk works, day by day. They are theirs on every
 * device, and a change like any other; a day is saved when it is confirmed. Part of
 * #BellPreferencesWindow; main thread.
 */
struct _BellWorkingHoursRow
{
  AdwExpanderRow parent_instance;

  BellDesk *desk; /* (nullable) */
  AdwEntryRow *days[N_DAYS];
};

G_DEFINE_FINAL_TYPE (BellWorkingHoursRow, bell_working_hours_row, ADW_TYPE_EXPANDER_ROW)

static BellRecord *
peek_me (BellWorkingHoursRow *self)
{
  BellStore *store = bell_desk_get_store (self->desk);

  return bell_store_peek_principal (store, bell_store_get_principal_id (store));
}

/* "09:00-12:00 13:00-18:00" as spans. */
static void
write_day (BellJsonWriter *writer,
           const char     *day,
           const char     *text)
{
  g_auto (GStrv) spans = g_strsplit_set (text, " ,", -1);

  bell_json_writer_begin_array_member (writer, day);
  for (guint i = 0; spans[i] != NULL; i++)
    {
      g_auto (GStrv) ends = g_strsplit (spans[i], "-", 2);

      if (*spans[i] == '\0')
        continue;
      bell_json_writer_begin_array (writer);
      for (guint j = 0; ends[j] != NULL; j++)
        bell_json_writer_string (writer, ends[j]);
      bell_json_writer_end_array (writer);
    }
  bell_json_writer_end_array (writer);
}

/* Returns: (transfer full) (nullable): the hours on screen; %NULL for none. */
static char *
read_days (BellWorkingHoursRow *self)
{
  g_autoptr (GTimeZone) here = g_time_zone_new_local ();
  BellJsonWriter *writer = bell_json_writer_new ();
  gboolean any = FALSE;
  char *text;

  bell_json_writer_begin_object (writer);
  bell_json_writer_string_member (writer, "timeZone", g_time_zone_get_identifier (here));
  bell_json_writer_begin_object_member (writer, "hours");
  for (guint i = 0; i < N_DAYS; i++)
    {
      const char *day = gtk_editable_get_text (GTK_EDITABLE (self->days[i]));

      if (*day == '\0')
        continue;
      write_day (writer, bell_weekday_get_name (G_DATE_MONDAY + i), day);
      any = TRUE;
    }
  bell_json_writer_end_object (writer);
  bell_json_writer_end_object (writer);
  text = bell_json_writer_free_to_text (writer);
  if (!any)
    g_clear_pointer (&text, g_free);

  return text;
}

static void
apply_cb (BellWorkingHoursRow *self)
{
  g_autofree char *text = NULL;
  BellRecord *me = self->desk != NULL ? peek_me (self) : NULL;
  g_autoptr (BellRecord) after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert (BELL_IS_WORKING_HOURS_ROW (self));

  if (me == NULL)
    return;
  text = read_days (self);
  if (text != NULL)
    {
      g_autoptr (BellJson) json = bell_json_parse (text, strlen (text), NULL, &error);
      g_autoptr (BellTimetable) hours = NULL;

      if (json != NULL)
        hours = bell_timetable_from_json (bell_json_get_root (json), "workingHours", &error);
      if (hours == NULL)
        {
          adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), error->message);
          return;
        }
    }
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), _("Such as 09:00-12:00 13:00-17:30"));
  after = bell_record_copy (me);
  bell_record_set_text (after, bell_principal_property (BELL_PRINCIPAL_WORKING_HOURS), text);
  bell_verbs_save_record (self->desk, me, after, NULL);
}

static void
show_day (AdwEntryRow        *row,
          const BellJsonNode *spans)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const BellJsonNode *span = bell_json_node_get_first (spans); span != NULL; span = bell_json_node_get_next (span))
    {
      g_auto (GStrv) ends = bell_json_node_dup_strings (span);

      if (ends != NULL && g_strv_length (ends) == 2)
        g_string_append_printf (text, "%s%s-%s", text->len > 0 ? " " : "", ends[0], ends[1]);
    }
  gtk_editable_set_text (GTK_EDITABLE (row), text->str);
}

static void
bell_working_hours_row_dispose (GObject *object)
{
  BellWorkingHoursRow *self = BELL_WORKING_HOURS_ROW (object);

  g_clear_object (&self->desk);

  G_OBJECT_CLASS (bell_working_hours_row_parent_class)->dispose (object);
}

static void
bell_working_hours_row_class_init (BellWorkingHoursRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bell_working_hours_row_dispose;
}

static void
bell_working_hours_row_init (BellWorkingHoursRow *self)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("My working hours"));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), _("Such as 09:00-12:00 13:00-17:30"));
  for (guint i = 0; i < N_DAYS; i++)
    {
      GtkWidget *row = adw_entry_row_new ();
      /* 1 January 2024 was a Monday. */
      g_autoptr (GDateTime) date = g_date_time_new_utc (2024, 1, (int) i + 1, 0, 0, 0);
      g_autofree char *title = g_date_time_format (date, "%A");

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
      g_signal_connect_swapped (row, "apply", G_CALLBACK (apply_cb), self);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
      self->days[i] = ADW_ENTRY_ROW (row);
    }
}

/**
 * bell_working_hours_row_set_desk:
 * @self: a row
 * @desk: (nullable): whose hours
 */
void
bell_working_hours_row_set_desk (BellWorkingHoursRow *self,
                                 BellDesk            *desk)
{
  const char *text;
  BellRecord *me;
  g_autoptr (BellJson) json = NULL;

  g_return_if_fail (BELL_IS_WORKING_HOURS_ROW (self));
  g_return_if_fail (desk == NULL || BELL_IS_DESK (desk));

  g_set_object (&self->desk, desk);
  gtk_widget_set_sensitive (GTK_WIDGET (self), desk != NULL);
  me = desk != NULL ? peek_me (self) : NULL;
  text = me != NULL ? bell_principal_get_working_hours (BELL_PRINCIPAL (me)) : NULL;
  json = text != NULL ? bell_json_parse (text, strlen (text), NULL, NULL) : NULL;
  if (json == NULL)
    return;
  for (guint i = 0; i < N_DAYS; i++)
    show_day (self->days[i], bell_json_node_get_member (bell_json_node_get_member (bell_json_get_root (json), "hours"),
                                                        bell_weekday_get_name (G_DATE_MONDAY + i)));
}
