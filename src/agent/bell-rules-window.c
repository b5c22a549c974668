/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-rules-window.h"

#include <glib/gi18n-lib.h>

#include "bell-calendar-editor.h"
#include "bell-policy-editor.h"

/* More rules than that nobody oversees. */
#define MAX_RECORDS 1000

/**
 * BellRulesWindow:
 *
 * The rules of service and the hours that they count by, for leads and admins.
 * It follows the store, so what is saved in an editor, or by somebody else, is seen
 * at once. Main thread.
 */
struct _BellRulesWindow
{
  AdwPreferencesWindow parent_instance;

  BellDesk *desk;
  GCancellable *cancellable;
  GPtrArray *policy_records;
  GPtrArray *calendar_records;
  GPtrArray *policy_rows;   /* not owned */
  GPtrArray *calendar_rows; /* not owned */

  AdwPreferencesGroup *policies;
  AdwPreferencesGroup *calendars;
};

G_DEFINE_FINAL_TYPE (BellRulesWindow, bell_rules_window, ADW_TYPE_PREFERENCES_WINDOW)

static void
present_over (BellRulesWindow *self,
              GtkWidget       *window)
{
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (window));
}

static BellRecord *
find_record (GPtrArray *rows,
             GPtrArray *records,
             GtkWidget *row)
{
  guint index;

  return g_ptr_array_find (rows, row, &index) && index < records->len ? records->pdata[index] : NULL;
}

static void
policy_activated_cb (BellRulesWindow *self,
                     GtkWidget       *row)
{
  BellRecord *record = find_record (self->policy_rows, self->policy_records, row);

  if (record != NULL)
    present_over (self, bell_policy_editor_new (self->desk, record, self->calendar_records, 0));
}

static void
calendar_activated_cb (BellRulesWindow *self,
                       GtkWidget       *row)
{
  BellRecord *record = find_record (self->calendar_rows, self->calendar_records, row);

  if (record != NULL)
    present_over (self, bell_calendar_editor_new (self->desk, record));
}

static void
new_policy_cb (BellRulesWindow *self)
{
  gint64 last = 0;

  for (guint i = 0; i < self->policy_records->len; i++)
    last = MAX (last, bell_sla_policy_get_position (BELL_SLA_POLICY (self->policy_records->pdata[i])));
  present_over (self, bell_policy_editor_new (self->desk, NULL, self->calendar_records, last + 1));
}

static void
new_calendar_cb (BellRulesWindow *self)
{
  present_over (self, bell_calendar_editor_new (self->desk, NULL));
}

static void
show_records (BellRulesWindow     *self,
              AdwPreferencesGroup *group,
              GPtrArray           *rows,
              GPtrArray           *records,
              GCallback            activated)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, rows->pdata[i]);
  g_ptr_array_set_size (rows, 0);
  for (guint i = 0; i < records->len; i++)
    {
      BellRecord *record = records->pdata[i];
      gboolean policy = bell_record_get_data_type (record) == BELL_TYPE_SLA_POLICY;
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), policy ? bell_sla_policy_get_name (BELL_SLA_POLICY (record))
                                                                       : bell_calendar_get_name (BELL_CALENDAR (record)));
      if (!policy)
        adw_action_row_set_subtitle (ADW_ACTION_ROW (row), bell_calendar_get_time_zone (BELL_CALENDAR (record)));
      else if (!bell_sla_policy_get_active (BELL_SLA_POLICY (record)))
        adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _("Not in force"));
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_signal_connect_object (row, "activated", activated, self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (group, row);
      g_ptr_array_add (rows, row);
    }
}

static int
compare_policies (gconstpointer a,
                  gconstpointer b)
{
  gint64 one = bell_sla_policy_get_position (BELL_SLA_POLICY (*(BellRecord *const *) a));
  gint64 two = bell_sla_policy_get_position (BELL_SLA_POLICY (*(BellRecord *const *) b));

  return one < two ? -1 : one > two;
}

static void
found_cb (BellStore    *store,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (BellRulesWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = bell_store_find_finish (store, result, &error);

  g_assert (BELL_IS_RULES_WINDOW (self));

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->desk == NULL)
    return;
  if (found == NULL)
    {
      bell_desk_tell_failed (self->desk, error);
      return;
    }
  if (found->len == 0)
    return;
  if (bell_record_get_data_type (found->pdata[0]) == BELL_TYPE_SLA_POLICY)
    {
      g_ptr_array_sort (found, compare_policies);
      g_ptr_array_unref (self->policy_records);
      self->policy_records = g_ptr_array_ref (found);
      show_records (self, self->policies, self->policy_rows, found, G_CALLBACK (policy_activated_cb));
      return;
    }
  g_ptr_array_unref (self->calendar_records);
  self->calendar_records = g_ptr_array_ref (found);
  show_records (self, self->calendars, self->calendar_rows, found, G_CALLBACK (calendar_activated_cb));
}

static void
look (BellRulesWindow *self,
      BellType         type)
{
  g_autoptr (BellQuery) query = bell_query_new (type, NULL);

  bell_store_find (bell_desk_get_store (self->desk), query, MAX_RECORDS, self->cancellable, (GAsyncReadyCallback) found_cb,
                   g_object_ref (self));
}

static void
store_changed_cb (BellRulesWindow *self,
                  BellType         type)
{
  g_assert (BELL_IS_RULES_WINDOW (self));

  if (type != BELL_TYPE_SLA_POLICY && type != BELL_TYPE_CALENDAR)
    return;
  /* What has gone is not found; the rest comes at once. */
  if (type == BELL_TYPE_SLA_POLICY)
    g_ptr_array_set_size (self->policy_records, 0);
  else
    g_ptr_array_set_size (self->calendar_records, 0);
  show_records (self, type == BELL_TYPE_SLA_POLICY ? self->policies : self->calendars,
                type == BELL_TYPE_SLA_POLICY ? self->policy_rows : self->calendar_rows,
                type == BELL_TYPE_SLA_POLICY ? self->policy_records : self->calendar_records, NULL);
  look (self, type);
}

static void
bell_rules_window_dispose (GObject *object)
{
  BellRulesWindow *self = BELL_RULES_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->policy_records, g_ptr_array_unref);
  g_clear_pointer (&self->calendar_records, g_ptr_array_unref);
  g_clear_pointer (&self->policy_rows, g_ptr_array_unref);
  g_clear_pointer (&self->calendar_rows, g_ptr_array_unref);

  G_OBJECT_CLASS (bell_rules_window_parent_class)->dispose (object);
}

static void
bell_rules_window_class_init (BellRulesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_rules_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-rules-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BellRulesWindow, policies);
  gtk_widget_class_bind_template_child (widget_class, BellRulesWindow, calendars);
  gtk_widget_class_bind_template_callback (widget_class, new_policy_cb);
  gtk_widget_class_bind_template_callback (widget_class, new_calendar_cb);
}

static void
bell_rules_window_init (BellRulesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->policy_records = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  self->calendar_records = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_record_unref);
  self->policy_rows = g_ptr_array_new ();
  self->calendar_rows = g_ptr_array_new ();
}

/**
 * bell_rules_window_new:
 * @desk: of a lead or an admin
 *
 * Returns: (transfer none): a window, not yet presented
 */
GtkWidget *
bell_rules_window_new (BellDesk *desk)
{
  BellRulesWindow *self;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);

  self = g_object_new (BELL_TYPE_RULES_WINDOW, NULL);
  self->desk = g_object_ref (desk);
  g_signal_connect_object (bell_desk_get_store (desk), "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  look (self, BELL_TYPE_SLA_POLICY);
  look (self, BELL_TYPE_CALENDAR);

  return GTK_WIDGET (self);
}
