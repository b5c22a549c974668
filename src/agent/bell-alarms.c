/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-alarms-private.h"

#include "bell-alarm-words.h"
#include "bell-server-clock.h"

/* More tickets than that no one person can have in mind. */
#define MAX_TICKETS 20000

/* Milliseconds that news may gather before the tickets are looked at again. */
#define GATHER_MILLISECONDS 200

G_DEFINE_FINAL_TYPE (BellAlarms, bell_alarms, G_TYPE_OBJECT)

typedef enum
{
  PROP_QUIET = 1,
  PROP_QUIET_UNTIL,
} BellAlarmsProperty;

static GParamSpec *properties[PROP_QUIET_UNTIL + 1];
guint bell_alarms_signals[BELL_ALARMS_N_SIGNALS];

static void bell_alarms_look (BellAlarms *self);

static void
forget_others (BellAlarms *self,
               GHashTable *there)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->records);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (there, id))
      {
        bell_alarms_step (self, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_TICKET, .ticket_id = id });
        g_hash_table_iter_remove (&iter);
      }
}

static void
found_cb (BellStore    *store,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (BellAlarms) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = bell_store_find_finish (store, result, &error);
  g_autoptr (GHashTable) there = g_hash_table_new (g_str_hash, g_str_equal);

  g_assert (BELL_IS_ALARMS (self));

  if (self->desk == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self->looking = FALSE;
  if (found == NULL)
    {
      g_warning ("The deadlines cannot be read: %s", error->message);
      return;
    }

  for (guint i = 0; i < found->len; i++)
    {
      BellRecord *record = found->pdata[i];
      BellAlarmDeadline deadlines[BELL_SLA_N_GOALS];
      guint n = bell_alarms_read_deadlines (BELL_TICKET (record), deadlines);

      if (n == 0)
        continue;
      g_hash_table_replace (self->records, g_strdup (bell_record_get_id (record)), bell_record_ref (record));
      g_hash_table_add (there, (gpointer) bell_record_get_id (record));
      bell_alarms_step (self, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_TICKET, .ticket_id = bell_record_get_id (record),
                                                  .deadlines = deadlines, .n_deadlines = n,
                                                  .flag = bell_ticket_get_priority (BELL_TICKET (record)) == BELL_PRIORITY_URGENT });
    }
  forget_others (self, there);
  bell_alarms_step (self, &(BellAlarmEvent) { .kind = self->ready ? BELL_ALARM_EVENT_TIME : BELL_ALARM_EVENT_READY });
  if (!self->ready)
    {
      self->ready = TRUE;
      bell_alarms_step (self, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_TIME });
    }
  if (self->look_again)
    bell_alarms_look (self);
}

/* Reads all of the person's tickets that have a deadline: it is one question to
 * an index, and so there is no telling apart what may have changed. */
static void
bell_alarms_look (BellAlarms *self)
{
  g_autoptr (BellQuery) query = NULL;

  self->look_again = self->looking;
  if (self->looking)
    return;

  self->looking = TRUE;
  query = bell_alarms_new_query (g_settings_get_boolean (bell_desk_get_settings (self->desk), "alarms-team"));
  bell_store_find (self->store, query, MAX_TICKETS, self->cancellable, (GAsyncReadyCallback) found_cb, g_object_ref (self));
}

static gboolean
gathered_cb (gpointer user_data)
{
  BellAlarms *self = user_data;

  self->gather_id = 0;
  bell_alarms_look (self);

  return G_SOURCE_REMOVE;
}

static void
gather (BellAlarms *self)
{
  if (self->gather_id == 0)
    self->gather_id = g_timeout_add (GATHER_MILLISECONDS, gathered_cb, self);
}

static void
settings_changed_cb (BellAlarms *self)
{
  GSettings *settings = bell_desk_get_settings (self->desk);
  BellRecord *me = bell_store_peek_principal (self->store, bell_store_get_principal_id (self->store));
  g_auto (BellAlarmSettings) wishes = { 0 };

  g_assert (BELL_IS_ALARMS (self));

  bell_alarms_read_settings (settings, me, &wishes);
  bell_alarms_step (self, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_SETTINGS, .settings = &wishes });
}

static void
setting_changed_cb (BellAlarms *self,
                    const char *key)
{
  if (g_str_equal (key, "alarms-team"))
    gather (self);
  else if (g_str_has_prefix (key, "alarms-") || g_str_has_prefix (key, "notifications-") || g_str_equal (key, "told-in-quiet-times"))
    settings_changed_cb (self);
}

static void
store_changed_cb (BellAlarms *self,
                  BellType    type,
                  GStrv       ids)
{
  const char *me = bell_store_get_principal_id (self->store);

  g_assert (BELL_IS_ALARMS (self));

  if (type == BELL_TYPE_TICKET)
    gather (self);
  else if (type == BELL_TYPE_PRINCIPAL && (ids == NULL || (me != NULL && g_strv_contains ((const char *const *) ids, me))))
    settings_changed_cb (self);
}

static void
link_changed_cb (BellAlarms *self)
{
  g_assert (BELL_IS_ALARMS (self));

  bell_alarms_step (self, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_LINK,
                                              .flag = bell_account_get_link (self->account) == BELL_LINK_LIVE });
}

static void
disturbance_changed_cb (BellAlarms *self)
{
  g_assert (BELL_IS_ALARMS (self));

  bell_alarms_step (self, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_DESKTOP,
                                              .flag = bell_do_not_disturb_get_active (self->do_not_disturb) });
}

static void
woke_cb (BellAlarms *self)
{
  g_assert (BELL_IS_ALARMS (self));

  bell_alarms_step (self, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_TIME });
}

static void
opened_cb (BellAlarms *self)
{
  const char *ticket_id = bell_desk_get_ticket_id (self->desk);

  g_assert (BELL_IS_ALARMS (self));

  if (ticket_id != NULL)
    bell_alarms_step (self, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_SEEN, .ticket_id = ticket_id });
}

static void
activated_cb (BellAlarms *self,
              const char *id,
              const char *action,
              const char *payload)
{
  g_autofree char *own_id = NULL;

  g_assert (BELL_IS_ALARMS (self));

  if (g_str_equal (id, BELL_ALARM_SUMMARY_ID))
    {
      g_signal_emit (self, bell_alarms_signals[BELL_ALARMS_SHOW], 0);
      return;
    }
  if (payload == NULL)
    return;
  own_id = bell_alarm_get_notification_id (payload);
  if (!g_str_equal (id, own_id))
    return;
  if (g_str_equal (action, "snooze"))
    bell_alarms_snooze (self, payload);
  else if (g_str_equal (action, "take"))
    g_signal_emit (self, bell_alarms_signals[BELL_ALARMS_TAKE], 0, payload);
  else
    g_signal_emit (self, bell_alarms_signals[BELL_ALARMS_OPEN], 0, payload);
}

static void
bell_alarms_get_property (GObject    *object,
                          guint       id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  BellAlarms *self = BELL_ALARMS (object);

  switch ((BellAlarmsProperty) id)
    {
    case PROP_QUIET:
      g_value_set_uint (value, self->quiet);
      break;
    case PROP_QUIET_UNTIL:
      g_value_set_int64 (value, self->quiet_until);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bell_alarms_dispose (GObject *object)
{
  BellAlarms *self = BELL_ALARMS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->gather_id, g_source_remove);
  if (self->timer != NULL)
    bell_wake_timer_set (self->timer, BELL_WAKE_NEVER);
  g_clear_object (&self->timer);
  g_clear_object (&self->do_not_disturb);
  g_clear_object (&self->notifier);
  g_clear_object (&self->account);
  g_clear_object (&self->store);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (bell_alarms_parent_class)->dispose (object);
}

static void
bell_alarms_finalize (GObject *object)
{
  BellAlarms *self = BELL_ALARMS (object);

  g_clear_pointer (&self->core, bell_alarm_core_free);
  g_clear_pointer (&self->records, g_hash_table_unref);
  g_clear_pointer (&self->untold, g_ptr_array_unref);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (bell_alarms_parent_class)->finalize (object);
}

static void
bell_alarms_class_init (BellAlarmsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = bell_alarms_dispose;
  object_class->finalize = bell_alarms_finalize;
  object_class->get_property = bell_alarms_get_property;

  properties[PROP_QUIET] = g_param_spec_uint ("quiet", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_QUIET_UNTIL] = g_param_spec_int64 ("quiet-until", NULL, NULL, G_MININT64, G_MAXINT64, BELL_TIME_UNSET, readable);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  bell_alarms_signals[BELL_ALARMS_OPEN] = g_signal_new ("open", BELL_TYPE_ALARMS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
  bell_alarms_signals[BELL_ALARMS_TAKE] = g_signal_new ("take", BELL_TYPE_ALARMS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
  bell_alarms_signals[BELL_ALARMS_SHOW] = g_signal_new ("show", BELL_TYPE_ALARMS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
  bell_alarms_signals[BELL_ALARMS_TIDING] = g_signal_new ("tiding", BELL_TYPE_ALARMS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_BOOLEAN);
}

static void
bell_alarms_init (BellAlarms *self)
{
  self->cancellable = g_cancellable_new ();
  self->untold = g_ptr_array_new ();
  self->records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) bell_record_unref);
  self->quiet_until = BELL_TIME_UNSET;
}

/**
 * bell_alarms_new:
 * @desk: whose deadlines
 * @account: the way to the server, which says which device tells a thing
 * @notifier: how to tell it
 * @timer: what wakes the program; for these alarms alone
 * @do_not_disturb: (nullable): whether the desktop may be disturbed
 *
 * Returns: (transfer full): alarms that ring from now on
 */
BellAlarms *
bell_alarms_new (BellDesk         *desk,
                 BellAccount      *account,
                 BellNotifier     *notifier,
                 BellWakeTimer    *timer,
                 BellDoNotDisturb *do_not_disturb)
{
  BellAlarms *self;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);
  g_return_val_if_fail (BELL_IS_ACCOUNT (account), NULL);
  g_return_val_if_fail (BELL_IS_NOTIFIER (notifier), NULL);
  g_return_val_if_fail (BELL_IS_WAKE_TIMER (timer), NULL);

  self = g_object_new (BELL_TYPE_ALARMS, NULL);
  self->desk = g_object_ref (desk);
  self->store = g_object_ref (bell_desk_get_store (desk));
  self->account = g_object_ref (account);
  self->notifier = g_object_ref (notifier);
  self->timer = g_object_ref (timer);
  g_set_object (&self->do_not_disturb, do_not_disturb);
  self->core = bell_alarm_core_new (bell_desk_now (desk), bell_store_get_setting (self->store, BELL_ALARMS_SETTING_MARKS));

  g_signal_connect_object (bell_desk_get_settings (desk), "changed", G_CALLBACK (setting_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->store, "account-changed", G_CALLBACK (gather), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (account, "notify::link", G_CALLBACK (link_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::ticket", G_CALLBACK (opened_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (notifier, "activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (timer, "woke", G_CALLBACK (woke_cb), self, G_CONNECT_SWAPPED);
  /* Another time than thought: as when the clock itself is set. */
  if (BELL_IS_SERVER_CLOCK (bell_store_get_clock (self->store)))
    g_signal_connect_object (bell_store_get_clock (self->store), "notify::offset", G_CALLBACK (bell_wake_timer_wake), timer,
                             G_CONNECT_SWAPPED);
  if (do_not_disturb != NULL)
    {
      g_signal_connect_object (do_not_disturb, "notify::active", G_CALLBACK (disturbance_changed_cb), self, G_CONNECT_SWAPPED);
      disturbance_changed_cb (self);
    }
  settings_changed_cb (self);
  link_changed_cb (self);
  bell_alarms_look (self);

  return self;
}

/**
 * bell_alarms_add_tiding:
 * @self: alarms
 * @key: names what happened, the same on all of the person's devices
 * @ticket_id: the ticket that it is about
 * @loud: whether it is told in a quiet time too
 *
 * Has something told as soon as the person may be disturbed; the signal `tiding` says when.
 */
void
bell_alarms_add_tiding (BellAlarms *self,
                        const char *key,
                        const char *ticket_id,
                        gboolean    loud)
{
  g_return_if_fail (BELL_IS_ALARMS (self));
  g_return_if_fail (key != NULL && ticket_id != NULL);

  if (bell_alarm_core_has_heard (self->core, key))
    g_signal_emit (self, bell_alarms_signals[BELL_ALARMS_TIDING], 0, key, NULL, FALSE);
  else
    bell_alarms_step (self, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_TIDING, .key = key, .ticket_id = ticket_id, .flag = loud });
}

/**
 * bell_alarms_get_quiet:
 * @self: alarms
 * @until: (out) (optional): when it is over by itself, or %BELL_TIME_UNSET
 *
 * Returns: why nothing is told now
 */
BellAlarmQuiet
bell_alarms_get_quiet (BellAlarms *self,
                       gint64     *until)
{
  g_return_val_if_fail (BELL_IS_ALARMS (self), 0);

  if (until != NULL)
    *until = self->quiet_until;

  return self->quiet;
}

/**
 * bell_alarms_get_focus:
 * @self: alarms
 *
 * Returns: until when the person asked for quiet, which may be over, or %BELL_TIME_UNSET
 */
gint64
bell_alarms_get_focus (BellAlarms *self)
{
  g_return_val_if_fail (BELL_IS_ALARMS (self), BELL_TIME_UNSET);

  return bell_alarm_core_get_focus (self->core);
}

/**
 * bell_alarms_set_focus:
 * @self: alarms
 * @until: milliseconds since 1970, or %BELL_TIME_UNSET to end it
 *
 * Tells nothing until then, and all of it after.
 */
void
bell_alarms_set_focus (BellAlarms *self,
                       gint64      until)
{
  g_return_if_fail (BELL_IS_ALARMS (self));

  bell_alarms_step (self, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_FOCUS, .until = until });
}

/**
 * bell_alarms_snooze:
 * @self: alarms
 * @ticket_id: a ticket
 *
 * Puts it off for as long as the settings say, or until it is breached.
 */
void
bell_alarms_snooze (BellAlarms *self,
                    const char *ticket_id)
{
  gint64 minutes;
  gint64 until;

  g_return_if_fail (BELL_IS_ALARMS (self));
  g_return_if_fail (ticket_id != NULL);

  minutes = g_settings_get_int (bell_desk_get_settings (self->desk), "alarms-snooze-minutes");
  until = bell_alarm_core_get_snooze (self->core, ticket_id, bell_desk_now (self->desk) + minutes * 60 * 1000);
  bell_alarms_step (self, &(BellAlarmEvent) { .kind = BELL_ALARM_EVENT_SNOOZE, .ticket_id = ticket_id, .until = until });
}
