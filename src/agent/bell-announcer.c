/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-announcer.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "bell-announcement.h"
#include "bell-labels.h"

/* The one notification that stands for a burst. */
#define SUMMARY_ID "summary"

/**
 * BellAnnouncer:
 *
 * Tells the person at the desk what others did that concerns them. The store
 * says what is new, each change once; bell-announcement.h says what it means;
 * this looks the ticket up, finds the words and moves the store's mark on, so
 * that a restart tells nothing again; #BellAlarms says when the person may be
 * disturbed with it. Owned by the application; main thread.
 */
struct _BellAnnouncer
{
  GObject parent_instance;

  BellDesk *desk;
  BellNotifier *notifier;
  BellAlarms *alarms;
  GHashTable *held; /* (element-type utf8 Held): found, and to be told when the alarms say so */
  BellBurst *burst;
  GQueue waiting; /* of BellChange: looked at one after the other */
  gboolean busy;
  GCancellable *cancellable;
};

/* What is to be told, by the id of its change. */
typedef struct
{
  BellAnnouncementKind kind;
  BellChange *change;
  BellRecord *ticket;
} Held;

G_DEFINE_FINAL_TYPE (BellAnnouncer, bell_announcer, G_TYPE_OBJECT)

enum
{
  SIGNAL_OPEN,
  SIGNAL_TAKE,
  SIGNAL_SHOW,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void bell_announcer_next (BellAnnouncer *self);

static void
held_free (gpointer data)
{
  Held *held = data;

  bell_change_unref (held->change);
  bell_record_unref (held->ticket);
  g_free (held);
}

static gboolean
is_wanted (BellAnnouncer        *self,
           BellAnnouncementKind  kind)
{
  GSettings *settings = bell_desk_get_settings (self->desk);

  switch (kind)
    {
    case BELL_ANNOUNCEMENT_ESCALATED: return g_settings_get_boolean (settings, "notifications-escalated");
    case BELL_ANNOUNCEMENT_ASSIGNED: return g_settings_get_boolean (settings, "notifications-assigned");
    case BELL_ANNOUNCEMENT_TEAM: return g_settings_get_boolean (settings, "notifications-team");
    case BELL_ANNOUNCEMENT_ANSWERED: return g_settings_get_boolean (settings, "notifications-answered");
    case BELL_ANNOUNCEMENT_NONE:
    default: return FALSE;
    }
}

/* Whether it is told in a quiet time too. */
static gboolean
is_loud (BellAnnouncer        *self,
         BellAnnouncementKind  kind)
{
  g_auto (GStrv) kinds = g_settings_get_strv (bell_desk_get_settings (self->desk), "told-in-quiet-times");

  switch (kind)
    {
    case BELL_ANNOUNCEMENT_ASSIGNED: return g_strv_contains ((const char *const *) kinds, "assigned");
    case BELL_ANNOUNCEMENT_TEAM: return g_strv_contains ((const char *const *) kinds, "team");
    case BELL_ANNOUNCEMENT_ANSWERED: return g_strv_contains ((const char *const *) kinds, "answered");
    case BELL_ANNOUNCEMENT_ESCALATED: return g_strv_contains ((const char *const *) kinds, "escalated");
    case BELL_ANNOUNCEMENT_NONE:
    default: return FALSE;
    }
}

static BellUrgency
urgency_for (BellPriority priority)
{
  switch (priority)
    {
    case BELL_PRIORITY_URGENT: return BELL_URGENCY_CRITICAL;
    case BELL_PRIORITY_LOW: return BELL_URGENCY_LOW;
    case BELL_PRIORITY_NORMAL:
    case BELL_PRIORITY_HIGH:
    default: return BELL_URGENCY_NORMAL;
    }
}

static char *
new_body (BellAnnouncer        *self,
          BellAnnouncementKind  kind,
          const BellChange     *change,
          const BellTicket     *ticket)
{
  BellDirectory *directory = bell_store_get_directory (bell_desk_get_store (self->desk));
  const char *author = bell_directory_get_name (directory, bell_change_get_author_id (change));
  const char *team;

  if (author == NULL)
    author = _("Somebody");

  switch (kind)
    {
    case BELL_ANNOUNCEMENT_ASSIGNED:
      return g_strdup_printf (_("%s assigned #%" PRId64 " to you"), author, bell_ticket_get_number (ticket));
    case BELL_ANNOUNCEMENT_TEAM:
      if (bell_ticket_get_team_id (ticket) == NULL)
        return g_strdup_printf (_("#%" PRId64 " is new, asked by %s, and nobody holds it"), bell_ticket_get_number (ticket), author);
      team = bell_directory_get_name (directory, bell_ticket_get_team_id (ticket));
      return g_strdup_printf (_("#%" PRId64 " came to %s, and nobody holds it"), bell_ticket_get_number (ticket),
                              team != NULL ? team : _("your team"));
    case BELL_ANNOUNCEMENT_ANSWERED:
      return g_strdup_printf (_("%s answered in #%" PRId64), author, bell_ticket_get_number (ticket));
    case BELL_ANNOUNCEMENT_ESCALATED:
      return g_strdup_printf (_("#%" PRId64 " was escalated to you"), bell_ticket_get_number (ticket));
    case BELL_ANNOUNCEMENT_NONE:
    default:
      return NULL;
    }
}

static void
show_single (BellAnnouncer        *self,
             BellAnnouncementKind  kind,
             const BellChange     *change,
             BellRecord           *record)
{
  const BellTicket *ticket = BELL_TICKET (record);
  g_autoptr(BellNotification) notification = bell_notification_new (bell_record_get_id (record), bell_ticket_get_subject (ticket));
  g_autofree char *body = new_body (self, kind, change, ticket);

  bell_notification_set_body (notification, body);
  bell_notification_set_payload (notification, bell_record_get_id (record));
  bell_notification_set_urgency (notification, urgency_for (bell_ticket_get_priority (ticket)));
  bell_notification_set_category (notification, kind == BELL_ANNOUNCEMENT_ANSWERED ? "im.received" : "x-deskbell.ticket");
  bell_notification_add_action (notification, "open", _("Open"));
  if (bell_ticket_get_assignee_id (ticket) == NULL)
    bell_notification_add_action (notification, "take", _("Take"));
  bell_notifier_show (self->notifier, notification);
}

static void
show_summary (BellAnnouncer *self)
{
  guint n = bell_burst_get_count (self->burst);
  g_autofree char *title = NULL;
  g_autoptr(BellNotification) notification = NULL;

  title = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u ticket needs you", "%u tickets need you", n), n);
  notification = bell_notification_new (SUMMARY_ID, title);
  bell_notification_set_body (notification, _("Assigned to you or your teams, or answered."));
  bell_notification_set_category (notification, "x-deskbell.ticket");
  bell_notification_add_action (notification, "open", _("Open"));
  bell_notifier_show (self->notifier, notification);
}

static void
announce (BellAnnouncer        *self,
          BellAnnouncementKind  kind,
          const BellChange     *change,
          BellRecord           *record)
{
  switch (bell_burst_add (self->burst, bell_record_get_id (record), bell_desk_now (self->desk)))
    {
    case BELL_BURST_COLLAPSE:
      {
        GPtrArray *shown = bell_burst_get_shown (self->burst);

        for (guint i = 0; i < shown->len; i++)
          bell_notifier_withdraw (self->notifier, shown->pdata[i]);
        show_summary (self);
        break;
      }
    case BELL_BURST_COUNT:
      show_summary (self);
      break;
    case BELL_BURST_SINGLE:
    default:
      show_single (self, kind, change, record);
      break;
    }
}

/* When it is told is for the alarms to say. */
static void
hold (BellAnnouncer        *self,
      BellAnnouncementKind  kind,
      BellChange           *change,
      BellRecord           *record)
{
  Held *held = g_new0 (Held, 1);

  held->kind = kind;
  held->change = bell_change_ref (change);
  held->ticket = bell_record_ref (record);
  g_hash_table_replace (self->held, g_strdup (bell_change_get_id (change)), held);
  bell_alarms_add_tiding (self->alarms, bell_change_get_id (change), bell_record_get_id (record), is_loud (self, kind));
}

static void
held_ticket_cb (BellStore    *store,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(BellAnnouncer) self = user_data;
  g_autoptr(BellRecord) record = bell_store_lookup_finish (store, result, NULL);
  g_autoptr(BellNotification) notification = NULL;
  g_autofree char *body = NULL;

  /* A ticket that has gone needs nobody. */
  if (self->desk == NULL || record == NULL)
    return;

  body = g_strdup_printf (_("There is news in #%" PRId64), bell_ticket_get_number (BELL_TICKET (record)));
  notification = bell_notification_new (bell_record_get_id (record), bell_ticket_get_subject (BELL_TICKET (record)));
  bell_notification_set_body (notification, body);
  bell_notification_set_payload (notification, bell_record_get_id (record));
  bell_notification_set_category (notification, "x-deskbell.ticket");
  bell_notification_add_action (notification, "open", _("Open"));
  bell_notifier_show (self->notifier, notification);
}

static void
tiding_cb (BellAnnouncer *self,
           const char    *key,
           const char    *ticket_id,
           gboolean       alone)
{
  Held *held = g_hash_table_lookup (self->held, key);

  g_assert (BELL_IS_ANNOUNCER (self));

  if (alone && held != NULL)
    announce (self, held->kind, held->change, held->ticket);
  else if (alone) /* held back since before the program was started */
    bell_store_lookup (bell_desk_get_store (self->desk), BELL_TYPE_TICKET, ticket_id, self->cancellable,
                       (GAsyncReadyCallback) held_ticket_cb, g_object_ref (self));
  g_hash_table_remove (self->held, key);
}

static void
found_cb (BellStore    *store,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BellAnnouncer) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BellRecord) record = bell_store_lookup_finish (store, result, &error);
  g_autoptr(BellChange) change = NULL;

  g_assert (BELL_IS_ANNOUNCER (self));

  if (self->desk == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  change = g_queue_pop_head (&self->waiting);
  if (record != NULL)
    {
      BellActor me = bell_store_get_actor (store);
      BellRecord *author = bell_store_peek_principal (store, bell_change_get_author_id (change));
      BellRole role = author != NULL ? bell_principal_get_role (BELL_PRINCIPAL (author)) : BELL_ROLE_AGENT;
      BellAnnouncementKind kind = bell_announcement_for_change (&me, change, record, role);

      if (kind != BELL_ANNOUNCEMENT_NONE && is_wanted (self, kind))
        hold (self, kind, change, record);
    }
  bell_store_set_announced (store, bell_change_get_modseq (change));
  self->busy = FALSE;
  bell_announcer_next (self);
}

static void
bell_announcer_next (BellAnnouncer *self)
{
  BellStore *store = bell_desk_get_store (self->desk);
  BellChange *change;

  if (self->busy)
    return;

  while ((change = g_queue_peek_head (&self->waiting)) != NULL)
    {
      const char *ticket_id = bell_announcement_get_ticket_id (change);

      if (ticket_id != NULL && g_strcmp0 (bell_change_get_author_id (change), bell_store_get_principal_id (store)) != 0)
        {
          self->busy = TRUE;
          bell_store_lookup (store, BELL_TYPE_TICKET, ticket_id, self->cancellable,
                             (GAsyncReadyCallback) found_cb, g_object_ref (self));
          return;
        }

      bell_store_set_announced (store, bell_change_get_modseq (change));
      bell_change_unref (g_queue_pop_head (&self->waiting));
    }
}

static void
news_cb (BellAnnouncer *self,
         GPtrArray     *changes)
{
  g_assert (BELL_IS_ANNOUNCER (self));

  for (guint i = 0; i < changes->len; i++)
    g_queue_push_tail (&self->waiting, bell_change_ref (changes->pdata[i]));
  bell_announcer_next (self);
}

static void
opened_cb (BellAnnouncer *self)
{
  g_assert (BELL_IS_ANNOUNCER (self));

  /* What is being read need not be told any longer. */
  if (bell_desk_get_ticket_id (self->desk) != NULL)
    bell_notifier_withdraw (self->notifier, bell_desk_get_ticket_id (self->desk));
}

static void
activated_cb (BellAnnouncer *self,
              const char    *id,
              const char    *action,
              const char    *payload)
{
  g_assert (BELL_IS_ANNOUNCER (self));

  if (g_str_equal (id, SUMMARY_ID))
    g_signal_emit (self, signals[SIGNAL_SHOW], 0);
  else if (g_strcmp0 (id, payload) != 0)
    return; /* somebody else's */
  else if (g_str_equal (action, "take"))
    g_signal_emit (self, signals[SIGNAL_TAKE], 0, payload);
  else
    g_signal_emit (self, signals[SIGNAL_OPEN], 0, payload);
}

static void
bell_announcer_dispose (GObject *object)
{
  BellAnnouncer *self = BELL_ANNOUNCER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->desk);
  g_clear_object (&self->notifier);
  g_clear_object (&self->alarms);

  G_OBJECT_CLASS (bell_announcer_parent_class)->dispose (object);
}

static void
bell_announcer_finalize (GObject *object)
{
  BellAnnouncer *self = BELL_ANNOUNCER (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->held, g_hash_table_unref);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) bell_change_unref);
  g_clear_pointer (&self->burst, bell_burst_free);

  G_OBJECT_CLASS (bell_announcer_parent_class)->finalize (object);
}

static void
bell_announcer_class_init (BellAnnouncerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bell_announcer_dispose;
  object_class->finalize = bell_announcer_finalize;

  signals[SIGNAL_OPEN] = g_signal_new ("open", BELL_TYPE_ANNOUNCER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_TAKE] = g_signal_new ("take", BELL_TYPE_ANNOUNCER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_SHOW] = g_signal_new ("show", BELL_TYPE_ANNOUNCER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
}

static void
bell_announcer_init (BellAnnouncer *self)
{
  self->burst = bell_burst_new ();
  self->cancellable = g_cancellable_new ();
  self->held = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, held_free);
  g_queue_init (&self->waiting);
}

/**
 * bell_announcer_new:
 * @desk: whose news
 * @notifier: how to tell it
 * @alarms: what says when
 *
 * Returns: (transfer full): an announcer that tells from now on
 */
BellAnnouncer *
bell_announcer_new (BellDesk     *desk,
                    BellNotifier *notifier,
                    BellAlarms   *alarms)
{
  BellAnnouncer *self;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);
  g_return_val_if_fail (BELL_IS_NOTIFIER (notifier), NULL);
  g_return_val_if_fail (BELL_IS_ALARMS (alarms), NULL);

  self = g_object_new (BELL_TYPE_ANNOUNCER, NULL);
  self->desk = g_object_ref (desk);
  self->notifier = g_object_ref (notifier);
  self->alarms = g_object_ref (alarms);
  g_signal_connect_object (alarms, "tiding", G_CALLBACK (tiding_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bell_desk_get_store (desk), "news", G_CALLBACK (news_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::ticket", G_CALLBACK (opened_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (notifier, "activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);

  return self;
}
