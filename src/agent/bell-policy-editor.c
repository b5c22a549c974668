/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-policy-editor.h"

#include <glib/gi18n-lib.h>

#include "bell-calendar.h"
#include "bell-deadline-words.h"
#include "bell-labels.h"
#include "bell-open-time.h"
#include "bell-policy-steps.h"
#include "bell-pressure.h"
#include "bell-sla-policy.h"
#include "bell-verbs.h"

#define N_PRIORITIES (BELL_PRIORITY_URGENT + 1)
#define N_KINDS      (BELL_TICKET_KIND_PROBLEM + 1)

/* The statuses in which a clock may stand. */
static const BellStatus pausing[] = { BELL_STATUS_PENDING, BELL_STATUS_ON_HOLD };

/**
 * BellPolicyEditor:
 *
 * One rule: for which tickets it is, what it promises by priority, and when the
 * clocks count. While it is edited it says what would become of a ticket that is opened
 * now. Nothing is done before “Save”; then only what is another than before is
 * changed, so that two who edit different things do not meet. Main thread.
 */
struct _BellPolicyEditor
{
  AdwWindow parent_instance;

  BellDesk *desk;
  BellRecord *before; /* as it is; empty for a new one */
  GPtrArray *calendars;
  gboolean is_new;
  gboolean filling;

  GtkButton *save_button;
  GtkButton *delete_button;
  AdwEntryRow *name;
  GtkSwitch *active;
  AdwExpanderRow *teams;
  AdwExpanderRow *priorities;
  AdwExpanderRow *kinds;
  AdwExpanderRow *requester_teams;
  AdwEntryRow *tags;
  GtkGrid *targets;
  AdwComboRow *calendar;
  AdwPreferencesGroup *pauses;
  BellPolicySteps *steps;
  AdwComboRow *step_calendar;
  GtkLabel *preview;

  GPtrArray *team_ids;
  GPtrArray *team_checks;
  GPtrArray *requester_checks;
  GtkCheckButton *priority_checks[N_PRIORITIES];
  GtkCheckButton *kind_checks[N_KINDS];
  GtkSwitch *pause_switches[G_N_ELEMENTS (pausing)];
  GtkEntry *entries[N_PRIORITIES][BELL_SLA_N_GOALS];
};

G_DEFINE_FINAL_TYPE (BellPolicyEditor, bell_policy_editor, ADW_TYPE_WINDOW)

static const guint goal_properties[BELL_SLA_N_GOALS] = {
  BELL_SLA_POLICY_FIRST_RESPONSE, BELL_SLA_POLICY_NEXT_RESPONSE, BELL_SLA_POLICY_RESOLUTION,
};

static void
set_members (BellRecord         *policy,
             guint               index,
             GStrvBuilder       *members)
{
  g_auto (GStrv) strings = g_strv_builder_end (members);
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_strv ((const char *const *) strings, -1));

  bell_record_set (policy, bell_sla_policy_property (index), value);
}

/* Reads the targets of one clock. */
static void
read_targets (BellPolicyEditor  *self,
              BellSlaGoal        goal,
              BellRecord        *policy,
              char             **problem)
{
  GVariantBuilder builder;
  g_autoptr (GVariant) map = NULL;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  for (BellPriority priority = 0; priority < N_PRIORITIES; priority++)
    {
      GtkWidget *entry = GTK_WIDGET (self->entries[priority][goal]);
      const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
      g_autofree char *digits = NULL;
      gint64 seconds;

      gtk_widget_remove_css_class (entry, "error");
      if (*text == '\0')
        continue;
      if (!bell_open_time_from_text (text, &seconds))
        {
          gtk_widget_add_css_class (entry, "error");
          if (*problem == NULL)
            /* Translators: a clock, a priority, what was typed */
            *problem = g_strdup_printf (_("%s, %s: “%s” is no time such as 4:30."), bell_label_for_goal (goal),
                                        bell_label_for_priority (priority), text);
          continue;
        }
      digits = g_strdup_printf ("%" G_GINT64_FORMAT, seconds);
      g_variant_builder_add (&builder, "{ss}", bell_enum_to_nick (bell_priority_get_type (), priority), digits);
    }
  map = g_variant_ref_sink (g_variant_builder_end (&builder));
  bell_record_set (policy, bell_sla_policy_property (goal_properties[goal]), map);
}

static void
read_conditions (BellPolicyEditor *self,
                 BellRecord       *policy)
{
  g_autoptr (GStrvBuilder) teams = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) requesters = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) priorities = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) kinds = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) tags = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) statuses = g_strv_builder_new ();
  g_auto (GStrv) words = g_strsplit_set (gtk_editable_get_text (GTK_EDITABLE (self->tags)), ", ", -1);

  for (guint i = 0; i < self->team_ids->len; i++)
    if (gtk_check_button_get_active (self->team_checks->pdata[i]))
      g_strv_builder_add (teams, self->team_ids->pdata[i]);
  for (guint i = 0; i < self->team_ids->len; i++)
    if (gtk_check_button_get_active (self->requester_checks->pdata[i]))
      g_strv_builder_add (requesters, self->team_ids->pdata[i]);
  for (guint i = 0; i < N_PRIORITIES; i++)
    if (gtk_check_button_get_active (self->priority_checks[i]))
      g_strv_builder_add (priorities, bell_enum_to_nick (bell_priority_get_type (), i));
  for (guint i = 0; i < N_KINDS; i++)
    if (gtk_check_button_get_active (self->kind_checks[i]))
      g_strv_builder_add (kinds, bell_enum_to_nick (bell_ticket_kind_get_type (), i));
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_strv_builder_add (tags, words[i]);
  for (guint i = 0; i < G_N_ELEMENTS (pausing); i++)
    if (gtk_switch_get_active (self->pause_switches[i]))
      g_strv_builder_add (statuses, bell_enum_to_nick (bell_status_get_type (), pausing[i]));
  set_members (policy, BELL_SLA_POLICY_TEAMS, teams);
  set_members (policy, BELL_SLA_POLICY_REQUESTER_TEAMS, requesters);
  set_members (policy, BELL_SLA_POLICY_PRIORITIES, priorities);
  set_members (policy, BELL_SLA_POLICY_KINDS, kinds);
  set_members (policy, BELL_SLA_POLICY_TAGS, tags);
  set_members (policy, BELL_SLA_POLICY_PAUSING_STATUSES, statuses);
}

static BellRecord *
get_calendar (BellPolicyEditor *self,
              AdwComboRow      *row)
{
  guint selected = adw_combo_row_get_selected (row);

  return selected > 0 && selected <= self->calendars->len ? self->calendars->pdata[selected - 1] : NULL;
}

/* Returns: (transfer full): the rule as it is on screen. */
static BellRecord *
read_form (BellPolicyEditor  *self,
           char             **problem)
{
  BellRecord *policy = bell_record_copy (self->before);
  BellRecord *calendar = get_calendar (self, self->calendar);
  BellRecord *step_calendar = get_calendar (self, self->step_calendar);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));
  g_autoptr (GVariant) steps = NULL;

  *problem = *name == '\0' ? g_strdup (_("It needs a name.")) : NULL;
  bell_record_set_text (policy, bell_sla_policy_property (BELL_SLA_POLICY_NAME), name);
  bell_record_set_integer (policy, bell_sla_policy_property (BELL_SLA_POLICY_ACTIVE), gtk_switch_get_active (self->active));
  bell_record_set_text (policy, bell_sla_policy_property (BELL_SLA_POLICY_CALENDAR_ID),
                        calendar != NULL ? bell_record_get_id (calendar) : NULL);
  read_conditions (self, policy);
  for (BellSlaGoal goal = 0; goal < BELL_SLA_N_GOALS; goal++)
    read_targets (self, goal, policy, problem);
  steps = bell_policy_steps_read (self->steps, problem);
  bell_record_set (policy, bell_sla_policy_property (BELL_SLA_POLICY_ESCALATIONS), steps);
  bell_record_set_text (policy, bell_sla_policy_property (BELL_SLA_POLICY_ESCALATION_CALENDAR_ID),
                        step_calendar != NULL ? bell_record_get_id (step_calendar) : NULL);

  return policy;
}

static char *
describe_preview (BellPolicyEditor *self,
                  BellRecord       *policy)
{
  BellRecord *calendar = get_calendar (self, self->calendar);
  g_autoptr (BellTimetable) timetable = calendar != NULL ? bell_calendar_to_timetable (BELL_CALENDAR (calendar), NULL, NULL) : NULL;
  g_autoptr (GString) text = g_string_new (_("A ticket opened now would be due"));
  gint64 now = bell_desk_now (self->desk);
  gboolean any = FALSE;

  for (int priority = BELL_PRIORITY_URGENT; priority >= 0; priority--)
    {
      BellSlaTerms terms;
      gboolean named = FALSE;

      bell_sla_policy_get_terms (BELL_SLA_POLICY (policy), priority, &terms);
      for (BellSlaGoal goal = 0; goal < BELL_SLA_N_GOALS; goal++)
        {
          gint64 due = terms.targets[goal] >= 0 ? bell_timetable_add_open_time (timetable, now, terms.targets[goal]) : BELL_TIME_UNSET;
          g_autofree char *moment = NULL;

          if (due == BELL_TIME_UNSET || goal == BELL_SLA_GOAL_NEXT_RESPONSE)
            continue;
          moment = bell_moment_to_text (due);
          if (!named)
            g_string_append_printf (text, "\n%s – ", bell_label_for_priority (priority));
          g_string_append_printf (text, "%s%s: %s", named ? ", " : "", bell_label_for_goal (goal), moment);
          named = any = TRUE;
        }
    }

  return any ? g_string_free (g_steal_pointer (&text), FALSE) : g_strdup (_("No ticket would be due: no target is set."));
}

/* What is chosen in a list that may be folded. */
static void
show_chosen (AdwExpanderRow  *expander,
             gpointer        *checks,
             guint            n)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    if (gtk_check_button_get_active (checks[i]))
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "",
                              adw_preferences_row_get_title (ADW_PREFERENCES_ROW (gtk_widget_get_ancestor (checks[i], ADW_TYPE_ACTION_ROW))));
  adw_expander_row_set_subtitle (expander, text->len > 0 ? text->str : _("Any"));
}

static void
changed_cb (BellPolicyEditor *self)
{
  g_autoptr (BellRecord) policy = NULL;
  g_autofree char *preview = NULL;
  g_autofree char *problem = NULL;

  if (self->filling)
    return;

  policy = read_form (self, &problem);
  preview = problem == NULL ? describe_preview (self, policy) : NULL;
  show_chosen (self->teams, self->team_checks->pdata, self->team_checks->len);
  show_chosen (self->requester_teams, self->requester_checks->pdata, self->requester_checks->len);
  show_chosen (self->priorities, (gpointer *) self->priority_checks, N_PRIORITIES);
  show_chosen (self->kinds, (gpointer *) self->kind_checks, N_KINDS);
  gtk_label_set_label (self->preview, problem != NULL ? problem : preview);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), problem == NULL && (self->is_new || !bell_record_equal (policy, self->before)));
}

static void
save_cb (BellPolicyEditor *self)
{
  g_autofree char *problem = NULL;
  g_autoptr (BellRecord) policy = read_form (self, &problem);

  g_assert (BELL_IS_POLICY_EDITOR (self));

  if (problem != NULL)
    return;
  bell_verbs_save_record (self->desk, self->is_new ? NULL : self->before, policy,
                          g_strdup_printf (_("“%s” saved"), bell_sla_policy_get_name (BELL_SLA_POLICY (policy))));
  gtk_window_close (GTK_WINDOW (self));
}

static void
delete_answered_cb (BellPolicyEditor *self,
                    const char       *response)
{
  if (!g_str_equal (response, "delete"))
    return;
  bell_verbs_delete_record (self->desk, self->before,
                            g_strdup_printf (_("“%s” deleted"), bell_sla_policy_get_name (BELL_SLA_POLICY (self->before))));
  gtk_window_close (GTK_WINDOW (self));
}

static void
delete_cb (BellPolicyEditor *self)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Delete this rule?"),
                                              _("What it promised stands. Tickets from now on follow the next rule that fits them."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "delete", _("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (delete_answered_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- Filling ---------------------------------------------------------------- */

static GtkCheckButton *
add_check (BellPolicyEditor  *self,
           AdwExpanderRow    *expander,
           const char        *label,
           gboolean           active)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), active);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_expander_row_add_row (expander, row);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (changed_cb), self);

  return GTK_CHECK_BUTTON (check);
}

static gboolean
has_member (const char *const *members,
            const char        *member)
{
  return members != NULL && g_strv_contains (members, member);
}

static void
fill_conditions (BellPolicyEditor *self)
{
  const BellSlaPolicy *policy = BELL_SLA_POLICY (self->before);
  GListModel *teams = bell_directory_get_teams (bell_store_get_directory (bell_desk_get_store (self->desk)));
  guint n = g_list_model_get_n_items (teams);
  const char *const *tags = bell_sla_policy_get_tags (policy);
  g_autofree char *words = tags != NULL ? g_strjoinv (", ", (char **) tags) : g_strdup ("");

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BellItem) team = g_list_model_get_item (teams, i);

      g_ptr_array_add (self->team_ids, g_strdup (bell_item_get_id (team)));
      g_ptr_array_add (self->team_checks, add_check (self, self->teams, bell_item_get_title (team),
                                                     has_member (bell_sla_policy_get_teams (policy), bell_item_get_id (team))));
      g_ptr_array_add (self->requester_checks, add_check (self, self->requester_teams, bell_item_get_title (team),
                                                          has_member (bell_sla_policy_get_requester_teams (policy),
                                                                      bell_item_get_id (team))));
    }
  for (guint i = 0; i < N_PRIORITIES; i++)
    self->priority_checks[i] = add_check (self, self->priorities, bell_label_for_priority (i),
                                          has_member (bell_sla_policy_get_priorities (policy),
                                                      bell_enum_to_nick (bell_priority_get_type (), i)));
  for (guint i = 0; i < N_KINDS; i++)
    self->kind_checks[i] = add_check (self, self->kinds, bell_label_for_ticket_kind (i),
                                      has_member (bell_sla_policy_get_kinds (policy),
                                                  bell_enum_to_nick (bell_ticket_kind_get_type (), i)));
  gtk_editable_set_text (GTK_EDITABLE (self->tags), words);
}

static GtkWidget *
new_heading (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "caption-heading");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);

  return label;
}

static void
fill_targets (BellPolicyEditor *self)
{
  for (BellSlaGoal goal = 0; goal < BELL_SLA_N_GOALS; goal++)
    gtk_grid_attach (self->targets, new_heading (bell_label_for_goal (goal)), (int) goal + 1, 0, 1, 1);
  for (BellPriority priority = 0; priority < N_PRIORITIES; priority++)
    {
      int line = N_PRIORITIES - (int) priority;
      BellSlaTerms terms;

      bell_sla_policy_get_terms (BELL_SLA_POLICY (self->before), priority, &terms);
      gtk_grid_attach (self->targets, new_heading (bell_label_for_priority (priority)), 0, line, 1, 1);
      for (BellSlaGoal goal = 0; goal < BELL_SLA_N_GOALS; goal++)
        {
          GtkWidget *entry = gtk_entry_new ();
          g_autofree char *text = bell_open_time_to_text (terms.targets[goal]);
          g_autofree char *name = g_strdup_printf ("%s, %s", bell_label_for_goal (goal), bell_label_for_priority (priority));

          gtk_editable_set_width_chars (GTK_EDITABLE (entry), 5);
          gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 8);
          gtk_editable_set_text (GTK_EDITABLE (entry), text);
          /* Translators: in an empty field for a duration: none. */
          gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _("none"));
          gtk_widget_set_hexpand (entry, TRUE);
          gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
          g_signal_connect_swapped (entry, "changed", G_CALLBACK (changed_cb), self);
          gtk_grid_attach (self->targets, entry, (int) goal + 1, line, 1, 1);
          self->entries[priority][goal] = GTK_ENTRY (entry);
        }
    }
}

static void
fill_calendars (BellPolicyEditor *self,
                AdwComboRow      *row,
                const char       *calendar_id)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  gtk_string_list_append (names, _("Around the clock"));
  for (guint i = 0; i < self->calendars->len; i++)
    {
      gtk_string_list_append (names, bell_calendar_get_name (BELL_CALENDAR (self->calendars->pdata[i])));
      if (g_strcmp0 (bell_record_get_id (self->calendars->pdata[i]), calendar_id) == 0)
        selected = i + 1;
    }
  adw_combo_row_set_model (row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (row, selected);
}

static void
fill_clock (BellPolicyEditor *self)
{
  const char *const *statuses = bell_sla_policy_get_pausing_statuses (BELL_SLA_POLICY (self->before));

  fill_calendars (self, self->calendar, bell_sla_policy_get_calendar_id (BELL_SLA_POLICY (self->before)));
  fill_calendars (self, self->step_calendar, bell_sla_policy_get_escalation_calendar_id (BELL_SLA_POLICY (self->before)));
  bell_policy_steps_fill (self->steps, bell_sla_policy_get_escalations (BELL_SLA_POLICY (self->before)));
  for (guint i = 0; i < G_N_ELEMENTS (pausing); i++)
    {
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *toggle = gtk_switch_new ();
      g_autofree char *title = g_strdup_printf (_("Stand while: %s"), bell_label_for_status (pausing[i]));

      gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
      gtk_switch_set_active (GTK_SWITCH (toggle), self->is_new || has_member (statuses, bell_enum_to_nick (bell_status_get_type (), pausing[i])));
      gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
      adw_preferences_group_add (self->pauses, row);
      g_signal_connect_swapped (toggle, "notify::active", G_CALLBACK (changed_cb), self);
      self->pause_switches[i] = GTK_SWITCH (toggle);
    }
}

static void
bell_policy_editor_dispose (GObject *object)
{
  BellPolicyEditor *self = BELL_POLICY_EDITOR (object);

  self->filling = TRUE;
  g_clear_object (&self->desk);
  g_clear_pointer (&self->before, bell_record_unref);
  g_clear_pointer (&self->calendars, g_ptr_array_unref);
  g_clear_pointer (&self->team_ids, g_ptr_array_unref);
  g_clear_pointer (&self->team_checks, g_ptr_array_unref);
  g_clear_pointer (&self->requester_checks, g_ptr_array_unref);

  G_OBJECT_CLASS (bell_policy_editor_parent_class)->dispose (object);
}

static void
bell_policy_editor_class_init (BellPolicyEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_policy_editor_dispose;

  g_type_ensure (BELL_TYPE_POLICY_STEPS);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-policy-editor.ui");
#define BIND(child) gtk_widget_class_bind_template_child (widget_class, BellPolicyEditor, child)
  BIND (save_button);
  BIND (delete_button);
  BIND (name);
  BIND (active);
  BIND (teams);
  BIND (priorities);
  BIND (kinds);
  BIND (requester_teams);
  BIND (steps);
  BIND (step_calendar);
  BIND (tags);
  BIND (targets);
  BIND (calendar);
  BIND (pauses);
  BIND (preview);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, delete_cb);
}

static void
bell_policy_editor_init (BellPolicyEditor *self)
{
  self->filling = TRUE;
  self->team_ids = g_ptr_array_new_with_free_func (g_free);
  self->team_checks = g_ptr_array_new ();
  self->requester_checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bell_policy_editor_new:
 * @desk: where it is edited
 * @policy: (nullable): the rule, or %NULL for a new one
 * @calendars: (element-type BellRecord): those that it can count by
 * @position: where a new one comes
 *
 * Returns: (transfer none): a window, not yet presented
 */
GtkWidget *
bell_policy_editor_new (BellDesk   *desk,
                        BellRecord *policy,
                        GPtrArray  *calendars,
                        gint64      position)
{
  BellPolicyEditor *self;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);
  g_return_val_if_fail (calendars != NULL, NULL);

  self = g_object_new (BELL_TYPE_POLICY_EDITOR, NULL);
  self->desk = g_object_ref (desk);
  self->calendars = g_ptr_array_ref (calendars);
  self->is_new = policy == NULL;
  if (policy != NULL)
    self->before = bell_record_ref (policy);
  else
    {
      g_autofree char *id = bell_store_new_id (bell_desk_get_store (desk), BELL_TYPE_SLA_POLICY);

      self->before = bell_record_new (BELL_TYPE_SLA_POLICY, id);
      bell_record_set_integer (self->before, bell_sla_policy_property (BELL_SLA_POLICY_POSITION), position);
      bell_record_set_integer (self->before, bell_sla_policy_property (BELL_SLA_POLICY_ACTIVE), TRUE);
    }

  gtk_window_set_title (GTK_WINDOW (self), self->is_new ? _("New rule") : bell_sla_policy_get_name (BELL_SLA_POLICY (self->before)));
  gtk_widget_set_visible (GTK_WIDGET (self->delete_button), !self->is_new);
  if (self->is_new)
    gtk_widget_grab_focus (GTK_WIDGET (self->name));
  if (!self->is_new)
    gtk_editable_set_text (GTK_EDITABLE (self->name), bell_sla_policy_get_name (BELL_SLA_POLICY (self->before)));
  gtk_switch_set_active (self->active, bell_sla_policy_get_active (BELL_SLA_POLICY (self->before)));
  fill_conditions (self);
  fill_targets (self);
  fill_clock (self);
  self->filling = FALSE;
  changed_cb (self);

  return GTK_WIDGET (self);
}
