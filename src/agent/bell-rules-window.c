/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-rules-window.h"

#include <glib/gi18n-lib.h>

#include "bell-calendar-editor.h"
#include "bell-policy-editor.h"
#include "bell-verbs.h"

/* More rules than that nobody oversees. */
#define MAX_RECORDS 1000

/**
 * BellRulesWindow:
 *
 * The rules of service and the hours that they count by, for leads and admins. Rules are put
 * in their order by dragging, by the buttons of a row, or by Alt with the arrow keys.
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
  char *focus_id;           /* (nullable): the rule that has the focus, also after it was moved */

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

/* --- The order of rules ------------------------------------------------------- */

static void
move_policy (BellRulesWindow *self,
             BellRecord      *policy,
             guint            to)
{
  g_autoptr (GPtrArray) order = g_ptr_array_copy (self->policy_records, (GCopyFunc) (gpointer) bell_record_ref, NULL);
  guint from;

  g_ptr_array_set_free_func (order, (GDestroyNotify) bell_record_unref);
  if (!g_ptr_array_find (order, policy, &from) || from == to || to >= order->len)
    return;
  g_ptr_array_insert (order, (int) to, g_ptr_array_steal_index (order, from));
  bell_verbs_order_policies (self->desk, order,
                             g_strdup_printf (_("“%s” moved"), bell_sla_policy_get_name (BELL_SLA_POLICY (policy))));
}

static gboolean
move_row (BellRulesWindow *self,
          GtkWidget       *row,
          int              by)
{
  guint index;

  if (!g_ptr_array_find (self->policy_rows, row, &index) || (int) index + by < 0 || index + by >= self->policy_records->len)
    return FALSE;
  move_policy (self, self->policy_records->pdata[index], index + by);

  return TRUE;
}

static void
up_cb (GtkWidget *button,
       gpointer   user_data)
{
  move_row (user_data, gtk_widget_get_ancestor (button, ADW_TYPE_ACTION_ROW), -1);
}

static void
down_cb (GtkWidget *button,
         gpointer   user_data)
{
  move_row (user_data, gtk_widget_get_ancestor (button, ADW_TYPE_ACTION_ROW), 1);
}

static gboolean
up_key_cb (GtkWidget *row,
           GVariant  *arguments,
           gpointer   user_data)
{
  return move_row (user_data, row, -1);
}

static gboolean
down_key_cb (GtkWidget *row,
             GVariant  *arguments,
             gpointer   user_data)
{
  return move_row (user_data, row, 1);
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource   *source,
                 double           x,
                 double           y,
                 BellRulesWindow *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  BellRecord *record = find_record (self->policy_rows, self->policy_records, row);
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (row);

  gtk_drag_source_set_icon (source, picture, (int) x, (int) y);

  return record != NULL ? gdk_content_provider_new_typed (G_TYPE_STRING, bell_record_get_id (record)) : NULL;
}

static gboolean
drop_cb (GtkDropTarget   *target,
         const GValue    *value,
         double           x,
         double           y,
         BellRulesWindow *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));
  guint to;

  if (!g_ptr_array_find (self->policy_rows, row, &to))
    return FALSE;
  for (guint i = 0; i < self->policy_records->len; i++)
    if (g_strcmp0 (bell_record_get_id (self->policy_records->pdata[i]), g_value_get_string (value)) == 0)
      {
        move_policy (self, self->policy_records->pdata[i], to);
        return TRUE;
      }

  return FALSE;
}

static GtkWidget *
new_move_button (BellRulesWindow *self,
                 const char      *icon,
                 const char      *label,
                 gboolean         sensitive,
                 GCallback        clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (button, sensitive);
  gtk_widget_set_tooltip_text (button, label);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (button, "clicked", clicked, self, 0);

  return button;
}

static void
make_movable (BellRulesWindow *self,
              GtkWidget       *row,
              guint            index,
              guint            n)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_STRING, GDK_ACTION_MOVE);
  GtkEventController *keys = gtk_shortcut_controller_new ();
  static const struct { guint key; GtkShortcutFunc move; } moves[] = { { GDK_KEY_Up, up_key_cb }, { GDK_KEY_Down, down_key_cb } };

  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                          gtk_shortcut_new (gtk_keyval_trigger_new (moves[i].key, GDK_ALT_MASK),
                                                            gtk_callback_action_new (moves[i].move, self, NULL)));
  gtk_widget_add_controller (row, keys);
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (drag_prepare_cb), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (target));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_move_button (self, "go-up-symbolic", _("Move up"), index > 0, G_CALLBACK (up_cb)));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_move_button (self, "go-down-symbolic", _("Move down"), index + 1 < n,
                                                                    G_CALLBACK (down_cb)));
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
      if (policy)
        make_movable (self, row, i, records->len);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_signal_connect_object (row, "activated", activated, self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (group, row);
      g_ptr_array_add (rows, row);
      if (policy && g_strcmp0 (bell_record_get_id (record), self->focus_id) == 0)
        gtk_widget_grab_focus (row);
    }
}

static int
compare_policies (gconstpointer a,
                  gconstpointer b)
{
  gint64 one = bell_sla_policy_get_position (BELL_SLA_POLICY (*(BellRecord *const *) a));
  gint64 two = bell_sla_policy_get_position (BELL_SLA_POLICY (*(BellRecord *const *) b));

  if (one != two)
    return one < two ? -1 : 1;

  /* Of two in one place the older one counts. */
  return g_strcmp0 (bell_record_get_id (*(BellRecord *const *) a), bell_record_get_id (*(BellRecord *const *) b));
}

static int
compare_calendars (gconstpointer a,
                   gconstpointer b)
{
  return g_utf8_collate (bell_calendar_get_name (BELL_CALENDAR (*(BellRecord *const *) a)),
                         bell_calendar_get_name (BELL_CALENDAR (*(BellRecord *const *) b)));
}

static void
remember_focus (BellRulesWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, ADW_TYPE_ACTION_ROW) : NULL;
  BellRecord *record = row != NULL ? find_record (self->policy_rows, self->policy_records, row) : NULL;

  g_free (self->focus_id);
  self->focus_id = record != NULL ? g_strdup (bell_record_get_id (record)) : NULL;
}

/* Returns: (transfer full) (nullable): what was found, or %NULL where there is nothing to show. */
static GPtrArray *
take_found (BellRulesWindow *self,
            BellStore       *store,
            GAsyncResult    *result)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *found = bell_store_find_finish (store, result, &error);

  g_assert (BELL_IS_RULES_WINDOW (self));

  if (found == NULL && self->desk != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    bell_desk_tell_failed (self->desk, error);
  if (self->desk == NULL)
    g_clear_pointer (&found, g_ptr_array_unref);

  return found;
}

static void
policies_found_cb (BellStore    *store,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (BellRulesWindow) self = user_data;
  g_autoptr (GPtrArray) found = take_found (self, store, result);

  if (found == NULL)
    return;
  remember_focus (self);
  g_ptr_array_sort (found, compare_policies);
  g_ptr_array_unref (self->policy_records);
  self->policy_records = g_ptr_array_ref (found);
  show_records (self, self->policies, self->policy_rows, found, G_CALLBACK (policy_activated_cb));
}

static void
calendars_found_cb (BellStore    *store,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (BellRulesWindow) self = user_data;
  g_autoptr (GPtrArray) found = take_found (self, store, result);

  if (found == NULL)
    return;
  g_ptr_array_sort (found, compare_calendars);
  g_ptr_array_unref (self->calendar_records);
  self->calendar_records = g_ptr_array_ref (found);
  show_records (self, self->calendars, self->calendar_rows, found, G_CALLBACK (calendar_activated_cb));
}

static void
look (BellRulesWindow *self,
      BellType         type)
{
  g_autoptr (BellQuery) query = bell_query_new (type, NULL);

  bell_store_find (bell_desk_get_store (self->desk), query, MAX_RECORDS, self->cancellable,
                   (GAsyncReadyCallback) (type == BELL_TYPE_SLA_POLICY ? policies_found_cb : calendars_found_cb),
                   g_object_ref (self));
}

static void
store_changed_cb (BellRulesWindow *self,
                  BellType         type)
{
  g_assert (BELL_IS_RULES_WINDOW (self));

  if (type != BELL_TYPE_SLA_POLICY && type != BELL_TYPE_CALENDAR)
    return;
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
  g_clear_pointer (&self->focus_id, g_free);

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
