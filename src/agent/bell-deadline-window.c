/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-deadline-window.h"

#include <glib/gi18n-lib.h>

#include "bell-deadline-words.h"
#include "bell-labels.h"
#include "bell-span-bar.h"
#include "bell-workflow.h"

/* Of a long story the end. */
#define MAX_PIECES 60

/**
 * BellDeadlineWindow:
 *
 * Explains the deadlines of one ticket as they are when it is opened: how each
 * clock stands, where the time went, which rule counts and since when, and what would become
 * of it if somebody acted now. All of it is asked of the same clock that the
 * server has.
 */
struct _BellDeadlineWindow
{
  AdwWindow parent_instance;

  BellDesk *desk;
  char *ticket_id;
  GCancellable *cancellable;

  AdwWindowTitle *title;
  AdwPreferencesGroup *goals;
  AdwPreferencesGroup *spans;
  BellSpanBar *bar;
  GtkLabel *bar_from;
  GtkLabel *bar_to;
  GtkFlowBox *keys;
  AdwPreferencesGroup *pieces_group;
  AdwExpanderRow *pieces;
  AdwPreferencesGroup *rule;
  AdwPreferencesGroup *otherwise;
};

G_DEFINE_FINAL_TYPE (BellDeadlineWindow, bell_deadline_window, ADW_TYPE_WINDOW)

static GtkWidget *
new_row (const char *title,
         const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);

  return row;
}

static void
add_state (GtkWidget            *row,
           const BellSlaReading *reading,
           gint64                now)
{
  g_autofree char *state = bell_reading_to_text (reading, now);
  GtkWidget *label = gtk_label_new (state);
  GtkWidget *icon = gtk_image_new_from_icon_name (bell_reading_get_icon (reading, now));
  const char *css_class = bell_pressure_get_css_class (bell_reading_get_pressure (reading, now));

  if (css_class != NULL)
    {
      gtk_widget_add_css_class (label, css_class);
      gtk_widget_add_css_class (icon, css_class);
    }
  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
}

static void
show_goals (BellDeadlineWindow   *self,
            const BellSlaReading *readings,
            gint64                now)
{
  gboolean any = FALSE;

  for (BellSlaGoal goal = 0; goal < BELL_SLA_N_GOALS; goal++)
    {
      const BellSlaReading *reading = &readings[goal];
      g_autofree char *target = NULL;
      g_autofree char *used = NULL;
      g_autofree char *due = NULL;
      g_autofree char *subtitle = NULL;
      GtkWidget *row;

      if (reading->state == BELL_SLA_STATE_NONE)
        continue;
      any = TRUE;
      target = bell_hours_to_text (reading->target);
      used = bell_hours_to_text (reading->used);
      if (reading->due != BELL_TIME_UNSET)
        {
          due = bell_moment_to_text (reading->due);
          /* Translators: durations such as 4 h, then a moment such as Mon 17 Nov, 14:02. */
          subtitle = g_strdup_printf (_("%s of %s used\nDue %s"), used, target, due);
        }
      else
        subtitle = g_strdup_printf (_("%s of %s used"), used, target);
      row = new_row (bell_label_for_goal (goal), subtitle);
      add_state (row, reading, now);
      adw_preferences_group_add (self->goals, row);
    }
  if (!any)
    adw_preferences_group_add (self->goals, new_row (_("No deadline"), _("No rule promises anything for this ticket.")));
}

/* What is to come until the last deadline, if nothing happens. */
static void
add_future (GArray        *spans,
            BellTimetable *timetable,
            gint64         now,
            gint64         end)
{
  for (gint64 from = now; from < end;)
    {
      BellSpan span;

      bell_timetable_get_span (timetable, from, end, &span);
      g_array_append_val (spans, span);
      from = span.to;
    }
}

static void
show_spans (BellDeadlineWindow *self,
            GArray             *segments,
            BellTimetable      *timetable,
            gint64              now,
            gint64              due)
{
  gint64 sums[BELL_SPAN_PAUSED + 1] = { 0 };
  g_autoptr (GString) words = g_string_new (NULL);
  g_autoptr (GArray) drawn = g_array_copy (segments);
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  guint kinds = 0;

  gtk_widget_set_visible (GTK_WIDGET (self->spans), segments->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->pieces_group), segments->len > 0);
  if (segments->len == 0)
    return;

  for (guint i = 0; i < segments->len; i++)
    {
      const BellSpan *span = &g_array_index (segments, BellSpan, i);

      sums[span->kind] += span->to - span->from;
    }
  for (guint kind = 0; kind < G_N_ELEMENTS (sums); kind++)
    {
      g_autofree char *duration = bell_hours_to_text (sums[kind]);

      if (sums[kind] == 0)
        continue;
      g_string_append_printf (words, "%s%s: %s", words->len > 0 ? ", " : "", bell_label_for_span (kind), duration);
    }
  adw_preferences_group_set_description (self->spans, words->str);
  if (due != BELL_TIME_UNSET && due > now)
    add_future (drawn, timetable, now, due);
  bell_span_bar_set_spans (self->bar, drawn, now, due);
  for (guint i = 0; i < drawn->len; i++)
    kinds |= 1u << g_array_index (drawn, BellSpan, i).kind;
  for (guint kind = 0; kind < G_N_ELEMENTS (sums); kind++)
    if ((kinds & (1u << kind)) != 0)
      gtk_flow_box_insert (self->keys, bell_span_bar_new_key (kind), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Where the time went"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words->str, -1);
  from = bell_moment_to_text (g_array_index (drawn, BellSpan, 0).from);
  to = bell_moment_to_text (g_array_index (drawn, BellSpan, drawn->len - 1).to);
  gtk_label_set_label (self->bar_from, from);
  gtk_label_set_label (self->bar_to, to);

  for (guint i = segments->len > MAX_PIECES ? segments->len - MAX_PIECES : 0; i < segments->len; i++)
    {
      const BellSpan *span = &g_array_index (segments, BellSpan, i);
      g_autofree char *begin = bell_moment_to_text (span->from);
      g_autofree char *end = bell_moment_to_text (span->to);
      g_autofree char *duration = bell_duration_to_text (span->to - span->from);
      g_autofree char *subtitle = g_strdup_printf ("%s – %s", begin, end);
      GtkWidget *row = new_row (bell_label_for_span (span->kind), subtitle);

      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_label_new (duration));
      adw_expander_row_add_row (self->pieces, row);
    }
}

static char *
describe_terms (BellSlaCase         *sla,
                const BellSlaMoment *moment)
{
  const char *calendar_id = bell_sla_policy_get_calendar_id (moment->policy);
  const char *calendar = calendar_id != NULL ? bell_sla_rules_get_calendar_name (bell_sla_case_get_rules (sla), calendar_id) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean pauses = FALSE;
  BellSlaVersionInfo version;

  bell_sla_rules_get_version (bell_sla_case_get_rules (sla), moment->policy, &version);
  if (version.count > 1 && version.at != BELL_TIME_UNSET)
    {
      g_autofree char *edited = bell_moment_to_text (version.at);

      if (version.number < version.count)
        /* Translators: of a policy, that was edited: two numbers, and when it was made so */
        g_string_append_printf (text, _("Version %u of %u, of %s; later edits do not count for what was promised\n"), version.number, version.count, edited);
      else
        /* Translators: of a policy, that was edited: a number, and when it was made so */
        g_string_append_printf (text, _("Version %u, of %s\n"), version.number, edited);
    }
  g_string_append_printf (text, _("Priority: %s"), bell_label_for_priority (moment->priority));
  for (BellSlaGoal goal = 0; goal < BELL_SLA_N_GOALS; goal++)
    if (moment->terms.targets[goal] >= 0)
      {
        g_autofree char *target = bell_hours_to_text (moment->terms.targets[goal]);

        g_string_append_printf (text, "\n%s: %s", bell_label_for_goal (goal), target);
      }
  g_string_append_c (text, '\n');
  if (calendar_id == NULL)
    g_string_append (text, _("Counts around the clock"));
  else
    g_string_append_printf (text, _("Counts in the hours of “%s”"), calendar != NULL ? calendar : calendar_id);
  for (BellStatus status = BELL_STATUS_NEW; status <= BELL_STATUS_CLOSED; status++)
    if (bell_sla_terms_pauses (&moment->terms, status))
      {
        g_string_append (text, pauses ? ", " : "\n");
        if (!pauses)
          g_string_append_printf (text, "%s ", _("Stops while:"));
        g_string_append (text, bell_label_for_status (status));
        pauses = TRUE;
      }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_rule (BellDeadlineWindow *self,
           BellSlaCase        *sla)
{
  guint n = bell_sla_case_get_n_moments (sla);

  for (guint i = n; i > 0; i--)
    {
      const BellSlaMoment *moment = bell_sla_case_get_moment (sla, i - 1);
      g_autofree char *since = bell_moment_to_text (moment->at);
      g_autofree char *title = NULL;
      g_autofree char *subtitle = NULL;

      title = n > 1 ? g_strdup_printf (_("From %s: %s"), since,
                                       moment->policy != NULL ? bell_sla_policy_get_name (moment->policy) : _("no rule"))
                    : g_strdup (moment->policy != NULL ? bell_sla_policy_get_name (moment->policy) : _("No rule"));
      if (moment->policy != NULL)
        subtitle = describe_terms (sla, moment);
      adw_preferences_group_add (self->rule, new_row (title, subtitle));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->rule), n > 0);
  if (!bell_sla_case_is_whole (sla))
    adw_preferences_group_set_description (self->rule, _("The beginning of this ticket's history is not on this computer, so this may be off. The server knows it exactly."));
}

static char *
describe_dues (const BellSlaReading *readings,
               gint64                now)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (BellSlaGoal goal = 0; goal < BELL_SLA_N_GOALS; goal++)
    {
      g_autofree char *due = NULL;
      g_autofree char *state = NULL;

      if (readings[goal].state == BELL_SLA_STATE_NONE || readings[goal].done_at != BELL_TIME_UNSET)
        continue;
      state = bell_reading_to_text (&readings[goal], now);
      g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "\n" : "", bell_label_for_goal (goal), state);
      if (readings[goal].due != BELL_TIME_UNSET)
        {
          due = bell_moment_to_text (readings[goal].due);
          g_string_append_printf (text, " (%s)", due);
        }
    }

  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : g_strdup (_("No deadline"));
}

/* Asks the clock as if a change had been made now. */
static void
add_otherwise (BellDeadlineWindow *self,
               BellSlaCase        *sla,
               const char         *ticket_id,
               BellPatch          *patch,
               const char         *title,
               gint64              now)
{
  g_autoptr (BellChange) change = bell_store_new_change (bell_desk_get_store (self->desk), BELL_CHANGE_KIND_UPDATE, BELL_TYPE_TICKET,
                                                         ticket_id, patch, NULL);
  BellSlaReading readings[BELL_SLA_N_GOALS];
  g_autofree char *dues = NULL;

  bell_sla_case_add_waiting (sla, change, BELL_SLA_ACTOR_AGENT, G_MAXINT32);
  bell_sla_case_end (sla);
  bell_sla_clock_read (bell_sla_case_get_clock (sla), MAX (now, bell_sla_clock_get_last (bell_sla_case_get_clock (sla))), readings);
  dues = describe_dues (readings, now);
  adw_preferences_group_add (self->otherwise, new_row (title, dues));
}

/* One after the other: the second comes on top of the first, so the status goes last. */
static void
show_otherwise (BellDeadlineWindow *self,
                BellSlaCase        *sla,
                const BellTicket   *ticket,
                const char         *ticket_id,
                gboolean            raise,
                gint64              now)
{
  g_autoptr (BellPatch) patch = bell_patch_new (BELL_TYPE_TICKET);

  if (raise)
    {
      BellPriority higher = bell_ticket_get_priority (ticket) + 1;
      g_autofree char *title = g_strdup_printf (_("If its priority were raised to %s"), bell_label_for_priority (higher));

      bell_patch_set_integer (patch, BELL_TICKET_PRIORITY, higher);
      add_otherwise (self, sla, ticket_id, patch, title, now);
      return;
    }
  bell_patch_set_integer (patch, BELL_TICKET_STATUS, BELL_STATUS_PENDING);
  add_otherwise (self, sla, ticket_id, patch, _("If it were set to pending now"), now);
}

static gint64
get_next_due (const BellSlaReading *readings,
              gint64                now)
{
  gint64 due = BELL_TIME_UNSET;

  for (BellSlaGoal goal = 0; goal < BELL_SLA_N_GOALS; goal++)
    if (readings[goal].due != BELL_TIME_UNSET && readings[goal].done_at == BELL_TIME_UNSET &&
        (due == BELL_TIME_UNSET || readings[goal].due < due))
      due = readings[goal].due;

  return due;
}

static void
pending_loaded_cb (BellStore    *store,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (BellDeadlineWindow) self = user_data;
  g_autoptr (BellRecord) record = NULL;
  g_autoptr (BellSlaCase) sla = bell_store_load_sla_finish (store, result, &record, NULL);

  if (sla != NULL && self->desk != NULL)
    show_otherwise (self, sla, BELL_TICKET (record), self->ticket_id, FALSE, bell_desk_now (self->desk));
}

static void
loaded_cb (BellStore    *store,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (BellDeadlineWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (BellRecord) record = NULL;
  g_autoptr (BellSlaCase) sla = bell_store_load_sla_finish (store, result, &record, &error);
  BellSlaReading readings[BELL_SLA_N_GOALS];
  g_autoptr (GArray) segments = NULL;
  g_autofree char *subtitle = NULL;
  const BellTicket *ticket;
  const BellSlaMoment *moment;
  BellTimetable *timetable = NULL;
  gboolean active;
  gint64 now;

  g_assert (BELL_IS_DEADLINE_WINDOW (self));

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->desk == NULL)
    return;
  if (sla == NULL)
    {
      bell_desk_tell_failed (self->desk, error);
      gtk_window_close (GTK_WINDOW (self));
      return;
    }

  now = bell_desk_now (self->desk);
  ticket = BELL_TICKET (record);
  subtitle = g_strdup_printf ("#%" G_GINT64_FORMAT " %s", bell_ticket_get_number (ticket), bell_ticket_get_subject (ticket));
  adw_window_title_set_subtitle (self->title, subtitle);
  moment = bell_sla_case_get_moment_at (sla, now);
  if (moment != NULL && moment->policy != NULL)
    timetable = bell_sla_rules_get_timetable (bell_sla_case_get_rules (sla), bell_sla_policy_get_calendar_id (moment->policy));
  bell_sla_clock_read (bell_sla_case_get_clock (sla), now, readings);
  segments = bell_sla_clock_get_segments (bell_sla_case_get_clock (sla), now);
  show_goals (self, readings, now);
  show_spans (self, segments, timetable, now, get_next_due (readings, now));
  show_rule (self, sla);

  active = bell_status_is_active (bell_ticket_get_status (ticket));
  gtk_widget_set_visible (GTK_WIDGET (self->otherwise), active);
  if (active && bell_ticket_get_priority (ticket) < BELL_PRIORITY_URGENT)
    show_otherwise (self, sla, ticket, self->ticket_id, TRUE, now);
  if (active && bell_ticket_get_status (ticket) != BELL_STATUS_PENDING)
    bell_store_load_sla (store, self->ticket_id, self->cancellable, (GAsyncReadyCallback) pending_loaded_cb, g_object_ref (self));
}

static void
bell_deadline_window_dispose (GObject *object)
{
  BellDeadlineWindow *self = BELL_DEADLINE_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->ticket_id, g_free);

  G_OBJECT_CLASS (bell_deadline_window_parent_class)->dispose (object);
}

static void
bell_deadline_window_class_init (BellDeadlineWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_deadline_window_dispose;

  g_type_ensure (BELL_TYPE_SPAN_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-deadline-window.ui");
#define BIND(child) gtk_widget_class_bind_template_child (widget_class, BellDeadlineWindow, child)
  BIND (title);
  BIND (goals);
  BIND (spans);
  BIND (bar);
  BIND (bar_from);
  BIND (bar_to);
  BIND (keys);
  BIND (pieces_group);
  BIND (pieces);
  BIND (rule);
  BIND (otherwise);
#undef BIND
}

static void
bell_deadline_window_init (BellDeadlineWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * bell_deadline_window_new:
 * @desk: who asks
 * @ticket_id: a ticket
 *
 * Returns: (transfer none): a window, not yet presented
 */
GtkWidget *
bell_deadline_window_new (BellDesk   *desk,
                          const char *ticket_id)
{
  BellDeadlineWindow *self;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);
  g_return_val_if_fail (ticket_id != NULL, NULL);

  self = g_object_new (BELL_TYPE_DEADLINE_WINDOW, NULL);
  self->desk = g_object_ref (desk);
  self->ticket_id = g_strdup (ticket_id);
  bell_store_load_sla (bell_desk_get_store (desk), ticket_id, self->cancellable, (GAsyncReadyCallback) loaded_cb, g_object_ref (self));

  return GTK_WIDGET (self);
}
