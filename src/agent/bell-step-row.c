/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-step-row.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "bell-open-time.h"
#include "bell-pressure.h"
#include "bell-sla-policy.h"

typedef enum
{
  WHEN_SHARE,
  WHEN_BEFORE,
  WHEN_AFTER,
} When;

static const char *const action_labels[BELL_SLA_N_ACTIONS] = {
  N_("Notify who has it"), N_("Notify the team’s leads"), N_("Notify the team"), N_("Raise its priority"), N_("Move it to the next tier"),
};

/**
 * BellStepRow:
 *
 * One step of an escalation in a form: its name, of which clock it is, when it is due
 * and what is done then. Folded it is a sentence. “changed” says that somebody typed, “removed” that it
 * is not wanted any more. Main thread.
 */
struct _BellStepRow
{
  AdwExpanderRow parent_instance;

  gboolean filling;
  AdwEntryRow *name;
  AdwComboRow *goal;
  AdwComboRow *when;
  AdwEntryRow *amount;
  GtkCheckButton *checks[BELL_SLA_N_ACTIONS];
};

G_DEFINE_FINAL_TYPE (BellStepRow, bell_step_row, ADW_TYPE_EXPANDER_ROW)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
get_text (gpointer editable)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (editable))));
}

/* "75" or "75 %", or "0:30". */
static gboolean
read_amount (BellStepRow *self,
             BellSlaStep *step)
{
  g_autofree char *text = get_text (self->amount);
  gsize length = strlen (text);
  gint64 number;

  if (adw_combo_row_get_selected (self->when) != WHEN_SHARE)
    {
      if (!bell_open_time_from_text (text, &number) || number == 0 || number > BELL_SLA_MAX_TARGET)
        return FALSE;
      step->percent = 100;
      step->offset = number * 1000 * (adw_combo_row_get_selected (self->when) == WHEN_BEFORE ? -1 : 1);
      return TRUE;
    }

  if (length > 0 && text[length - 1] == '%')
    text[length - 1] = '\0';
  if (!g_ascii_string_to_signed (g_strstrip (text), 10, 1, 1000, &number, NULL))
    return FALSE;
  step->percent = (int) number;

  return TRUE;
}

static void
describe (BellStepRow *self)
{
  g_autofree char *name = get_text (self->name);
  g_autofree char *amount = get_text (self->amount);
  g_autoptr (GString) text = g_string_new (bell_label_for_goal (adw_combo_row_get_selected (self->goal)));
  gboolean any = FALSE;

  g_string_append (text, " – ");
  switch ((When) adw_combo_row_get_selected (self->when))
    {
    case WHEN_BEFORE:
      /* Translators: of open time, such as 0:30 */
      g_string_append_printf (text, _("%s h before the deadline"), amount);
      break;
    case WHEN_AFTER:
      /* Translators: of open time, such as 0:30 */
      g_string_append_printf (text, _("%s h after the deadline"), amount);
      break;
    case WHEN_SHARE:
    default:
      /* Translators: a number */
      g_string_append_printf (text, _("at %s %% of the time"), amount);
      break;
    }
  for (guint i = 0; i < BELL_SLA_N_ACTIONS; i++)
    if (gtk_check_button_get_active (self->checks[i]))
      {
        g_string_append_printf (text, "%s%s", any ? ", " : "\n", _(action_labels[i]));
        any = TRUE;
      }

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), *name != '\0' ? name : _("New step"));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), text->str);
}

static void
changed_cb (BellStepRow *self)
{
  if (self->filling)
    return;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->amount),
                                 adw_combo_row_get_selected (self->when) == WHEN_SHARE ? _("Percent of the time")
                                                                                       : _("Hours and minutes, such as 0:30"));
  describe (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
remove_cb (BellStepRow *self)
{
  g_signal_emit (self, signals[SIGNAL_REMOVED], 0);
}

static void
add_checks (BellStepRow *self)
{
  for (guint i = 0; i < BELL_SLA_N_ACTIONS; i++)
    {
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *check = gtk_check_button_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(action_labels[i]));
      gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
      gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, _(action_labels[i]), -1);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
      g_signal_connect_swapped (check, "toggled", G_CALLBACK (changed_cb), self);
      self->checks[i] = GTK_CHECK_BUTTON (check);
    }
}

static void
add_remove_button (BellStepRow *self)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_Remove step"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "destructive-action");
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (remove_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

static void
bell_step_row_class_init (BellStepRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  /**
   * BellStepRow::changed:
   *
   * Somebody has changed it.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * BellStepRow::removed:
   *
   * It shall go.
   */
  signals[SIGNAL_REMOVED] = g_signal_new ("removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-step-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BellStepRow, name);
  gtk_widget_class_bind_template_child (widget_class, BellStepRow, goal);
  gtk_widget_class_bind_template_child (widget_class, BellStepRow, when);
  gtk_widget_class_bind_template_child (widget_class, BellStepRow, amount);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
bell_step_row_init (BellStepRow *self)
{
  g_autoptr (GtkStringList) goals = gtk_string_list_new (NULL);

  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (BellSlaGoal goal = 0; goal < BELL_SLA_N_GOALS; goal++)
    gtk_string_list_append (goals, bell_label_for_goal (goal));
  adw_combo_row_set_model (self->goal, G_LIST_MODEL (goals));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  add_checks (self);
  add_remove_button (self);
}

/**
 * bell_step_row_new:
 * @name: (nullable): what the step is called, or %NULL for a new one
 * @text: (nullable): it, as it stands in a policy
 *
 * Returns: (transfer none): a row
 */
GtkWidget *
bell_step_row_new (const char *name,
                   const char *text)
{
  BellStepRow *self = g_object_new (BELL_TYPE_STEP_ROW, NULL);
  BellSlaStep step = { .goal = BELL_SLA_GOAL_RESOLUTION, .percent = 75, .actions = BELL_SLA_ACTION_NOTIFY_ASSIGNEE };
  g_autofree char *amount = NULL;

  if (text != NULL)
    bell_sla_step_from_text (&step, text, NULL);
  amount = step.offset == 0 ? g_strdup_printf ("%d", step.percent) : bell_open_time_to_text (ABS (step.offset));
  gtk_editable_set_text (GTK_EDITABLE (self->name), name != NULL ? name : "");
  adw_combo_row_set_selected (self->goal, step.goal);
  adw_combo_row_set_selected (self->when, step.offset == 0 ? WHEN_SHARE : step.offset < 0 ? WHEN_BEFORE : WHEN_AFTER);
  gtk_editable_set_text (GTK_EDITABLE (self->amount), amount);
  for (guint i = 0; i < BELL_SLA_N_ACTIONS; i++)
    gtk_check_button_set_active (self->checks[i], (step.actions & 1u << i) != 0);
  self->filling = FALSE;
  changed_cb (self);

  return GTK_WIDGET (self);
}

/**
 * bell_step_row_begin:
 *
 * Unfolds it, ready to be named.
 */
void
bell_step_row_begin (BellStepRow *self)
{
  g_return_if_fail (BELL_IS_STEP_ROW (self));

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

static void
mark (gpointer widget,
      gboolean fine)
{
  if (fine)
    gtk_widget_remove_css_class (widget, "error");
  else
    gtk_widget_add_css_class (widget, "error");
}

/**
 * bell_step_row_read:
 * @name: (out) (transfer full): what it is called
 * @text: (out) (transfer full): it, as it stands in a policy
 * @problem: (out) (transfer full): if there is one, a sentence that names the field
 *
 * Returns: whether it is a step
 */
gboolean
bell_step_row_read (BellStepRow  *self,
                    char        **name,
                    char        **text,
                    char        **problem)
{
  BellSlaStep step = { .goal = adw_combo_row_get_selected (self->goal) };
  gboolean has_name, has_amount;

  g_return_val_if_fail (BELL_IS_STEP_ROW (self), FALSE);

  for (guint i = 0; i < BELL_SLA_N_ACTIONS; i++)
    if (gtk_check_button_get_active (self->checks[i]))
      step.actions |= 1u << i;
  *name = get_text (self->name);
  has_name = **name != '\0';
  has_amount = read_amount (self, &step);
  mark (self->name, has_name);
  mark (self->amount, has_amount);

  if (!has_name)
    *problem = g_strdup (_("A step needs a name."));
  else if (!has_amount)
    /* Translators: the name of a step, the name of a field */
    *problem = g_strdup_printf (_("Step “%s”, %s: this cannot be understood."), *name,
                                adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->amount)));
  else if (step.actions == 0)
    *problem = g_strdup_printf (_("Step “%s”: choose what is to be done."), *name);
  else
    {
      *text = bell_sla_step_to_text (&step);
      return TRUE;
    }
  g_clear_pointer (name, g_free);

  return FALSE;
}
