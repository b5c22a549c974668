/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-teller.h"

#include <glib/gi18n-lib.h>

#include "bell-asking.h"
#include "bell-id.h"
#include "bell-markdown.h"
#include "bell-request-words.h"
#include "bell-workflow.h"

/* Of an answer, so much is shown in a notification. */
#define MAX_WORDS 160

/**
 * BellTeller:
 *
 * Tells a person that somebody answered them, solved their request, or that
 * something broke or works again: one notification a request or problem, the latest in place of the one before. The store says
 * what is new, each change once, and remembers how far it was told. Owned by the
 * application; main thread.
 */
struct _BellTeller
{
  GObject parent_instance;

  BellHelpline *helpline;
  BellNotifier *notifier;
  GSettings *settings;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (BellTeller, bell_teller, G_TYPE_OBJECT)

static guint open_signal;
static guint problems_signal;

/* One piece of news whose request is being looked up. */
typedef struct
{
  BellTeller *self;
  BellChange *change;
} Telling;

static void
telling_free (Telling *telling)
{
  g_clear_object (&telling->self);
  g_clear_pointer (&telling->change, bell_change_unref);
  g_free (telling);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Telling, telling_free)

static const BellPatchEntry *
find (const BellChange   *change,
      const BellProperty *property)
{
  const BellPatchEntry *entry = bell_patch_find (bell_change_get_patch (change), property);

  return entry != NULL && entry->value != NULL ? entry : NULL;
}

static gboolean
is_answer (const BellChange *change)
{
  const BellPatchEntry *kind;

  if (bell_change_get_data_type (change) != BELL_TYPE_MESSAGE || bell_change_get_kind (change) != BELL_CHANGE_KIND_CREATE)
    return FALSE;

  kind = find (change, bell_message_property (BELL_MESSAGE_KIND));
  return kind == NULL || g_variant_get_int32 (kind->value) == BELL_MESSAGE_KIND_REPLY;
}

static gboolean
is_solution (const BellChange *change)
{
  const BellPatchEntry *status;

  if (bell_change_get_data_type (change) != BELL_TYPE_TICKET || bell_change_get_kind (change) != BELL_CHANGE_KIND_UPDATE)
    return FALSE;

  status = find (change, bell_ticket_property (BELL_TICKET_STATUS));
  return status != NULL && g_variant_get_int32 (status->value) == BELL_STATUS_SOLVED;
}

static char *
new_body (BellTeller       *self,
          const BellChange *change)
{
  BellDirectory *directory = bell_store_get_directory (bell_helpline_get_store (self->helpline));
  const char *author = bell_directory_get_name (directory, bell_change_get_author_id (change));
  const BellPatchEntry *body;
  g_autofree char *words = NULL;

  if (author == NULL)
    author = _("The helpdesk");
  if (is_solution (change))
    /* Translators: %s is a person. */
    return g_strdup_printf (_("%s says that it is solved"), author);

  body = find (change, bell_message_property (BELL_MESSAGE_BODY));
  if (body == NULL)
    /* Translators: %s is a person. */
    return g_strdup_printf (_("%s answered"), author);

  words = bell_markdown_preview (g_variant_get_string (body->value, NULL), MAX_WORDS);
  /* Translators: a person and what they wrote. */
  return g_strdup_printf (_("%s: %s"), author, words);
}

static void
found_cb (BellStore    *store,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Telling) telling = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(BellRecord) record = bell_store_lookup_finish (store, result, &error);
  BellTeller *self = telling->self;
  g_autoptr(BellNotification) notification = NULL;
  g_autofree char *body = NULL;

  if (record == NULL || self->helpline == NULL ||
      g_strcmp0 (bell_ticket_get_requester_id (BELL_TICKET (record)), bell_store_get_principal_id (store)) != 0)
    return;

  notification = bell_notification_new (bell_record_get_id (record), bell_ticket_get_subject (BELL_TICKET (record)));
  body = new_body (self, telling->change);
  bell_notification_set_body (notification, body);
  bell_notification_set_payload (notification, bell_record_get_id (record));
  bell_notification_set_category (notification, "im.received");
  bell_notification_add_action (notification, BELL_NOTIFICATION_REPLY_ACTION, _("Reply"));
  bell_notification_add_action (notification, "open", _("Open"));
  bell_notifier_show (self->notifier, notification);
}

static void
started_cb (BellTeller *self,
            BellRecord *record)
{
  const BellNotice *notice = BELL_NOTICE (record);
  g_autoptr(BellNotification) notification = NULL;
  g_autofree char *state = NULL;
  g_autofree char *what = NULL;
  g_autofree char *body = NULL;

  g_assert (BELL_IS_TELLER (self));

  if (!g_settings_get_boolean (self->settings, "notifications"))
    return;

  state = bell_request_words_for_notice (notice, bell_clock_now (bell_store_get_clock (bell_helpline_get_store (self->helpline))));
  what = bell_markdown_preview (bell_notice_get_body (notice) != NULL ? bell_notice_get_body (notice) : "", MAX_WORDS);
  body = *what != '\0' ? g_strconcat (state, "\n", what, NULL) : g_strdup (state);
  notification = bell_notification_new (bell_record_get_id (record), bell_notice_get_title (notice));
  bell_notification_set_body (notification, body);
  bell_notification_set_payload (notification, bell_record_get_id (record));
  bell_notification_add_action (notification, "problems", _("Details"));
  bell_notifier_show (self->notifier, notification);
}

static void
ended_cb (BellTeller *self,
          const char *id,
          const char *title)
{
  g_autoptr(BellNotification) notification = NULL;

  g_assert (BELL_IS_TELLER (self));

  if (!g_settings_get_boolean (self->settings, "notifications"))
    return;

  notification = bell_notification_new (id, title);
  bell_notification_set_body (notification, _("It is over."));
  bell_notification_set_payload (notification, id);
  bell_notification_set_urgency (notification, BELL_URGENCY_LOW);
  bell_notifier_show (self->notifier, notification);
}

static void
news_cb (BellTeller *self,
         GPtrArray  *changes)
{
  BellStore *store = bell_helpline_get_store (self->helpline);

  g_assert (BELL_IS_TELLER (self));

  for (guint i = 0; i < changes->len; i++)
    {
      BellChange *change = changes->pdata[i];
      const BellPatchEntry *ticket = NULL;
      const char *ticket_id = NULL;

      if (is_answer (change))
        {
          ticket = find (change, bell_message_property (BELL_MESSAGE_TICKET_ID));
          ticket_id = ticket != NULL ? g_variant_get_string (ticket->value, NULL) : NULL;
        }
      else if (is_solution (change))
        {
          ticket_id = bell_change_get_object_id (change);
        }

      if (ticket_id != NULL && g_settings_get_boolean (self->settings, "notifications") &&
          g_strcmp0 (bell_change_get_author_id (change), bell_store_get_principal_id (store)) != 0)
        {
          Telling *telling = g_new0 (Telling, 1);

          telling->self = g_object_ref (self);
          telling->change = bell_change_ref (change);
          bell_store_lookup (store, BELL_TYPE_TICKET, ticket_id, self->cancellable, (GAsyncReadyCallback) found_cb, telling);
        }
      bell_store_set_announced (store, bell_change_get_modseq (change));
    }
}

static void
activated_cb (BellTeller *self,
              const char *id,
              const char *action,
              const char *payload)
{
  g_assert (BELL_IS_TELLER (self));

  if (payload != NULL && bell_id_is_valid (payload, BELL_TYPE_NOTICE))
    g_signal_emit (self, problems_signal, 0);
  else if (payload != NULL && *payload != '\0')
    g_signal_emit (self, open_signal, 0, payload);
}

/* What is written into a notification is sent like any other answer, and the
 * one that it answers has been read. */
static void
replied_cb (BellTeller *self,
            const char *id,
            const char *payload,
            const char *text)
{
  g_autofree char *words = g_strstrip (g_strdup (text));

  g_assert (BELL_IS_TELLER (self));

  if (payload == NULL || !bell_id_is_valid (payload, BELL_TYPE_TICKET) || *words == '\0')
    return;

  bell_asking_reply (self->helpline, payload, words, NULL);
  bell_notifier_withdraw (self->notifier, id);
}

static void
bell_teller_dispose (GObject *object)
{
  BellTeller *self = BELL_TELLER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->helpline);
  g_clear_object (&self->notifier);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (bell_teller_parent_class)->dispose (object);
}

static void
bell_teller_finalize (GObject *object)
{
  BellTeller *self = BELL_TELLER (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (bell_teller_parent_class)->finalize (object);
}

static void
bell_teller_class_init (BellTellerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bell_teller_dispose;
  object_class->finalize = bell_teller_finalize;

  open_signal = g_signal_new ("open", BELL_TYPE_TELLER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 1, G_TYPE_STRING);
  problems_signal = g_signal_new ("problems", BELL_TYPE_TELLER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bell_teller_init (BellTeller *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * bell_teller_new:
 * @helpline: whose news
 * @notifier: how to tell it
 * @settings: whether to tell it
 *
 * Returns: (transfer full): a teller that tells from now on
 */
BellTeller *
bell_teller_new (BellHelpline *helpline,
                 BellNotifier *notifier,
                 GSettings    *settings)
{
  BellTeller *self;

  g_return_val_if_fail (BELL_IS_HELPLINE (helpline), NULL);
  g_return_val_if_fail (BELL_IS_NOTIFIER (notifier), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (BELL_TYPE_TELLER, NULL);
  self->helpline = g_object_ref (helpline);
  self->notifier = g_object_ref (notifier);
  self->settings = g_object_ref (settings);
  g_signal_connect_object (bell_helpline_get_store (helpline), "news", G_CALLBACK (news_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bell_helpline_get_problems (helpline), "started", G_CALLBACK (started_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bell_helpline_get_problems (helpline), "ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (notifier, "replied", G_CALLBACK (replied_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (notifier, "activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);

  return self;
}
