/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-typing-line.h"

#include <glib/gi18n-lib.h>

#include "bell-typing.h"

/**
 * BellTypingLine:
 *
 * Says below a conversation who writes in it right now, and tells the others
 * when the person does. What it heard it forgets after some seconds; as long as nobody writes it
 * takes no place and wakes nobody. Owned by the page with the conversation.
 */
struct _BellTypingLine
{
  AdwBin parent_instance;

  BellAccount *account;  /* (nullable) */
  char *ticket_id;       /* (nullable) */
  char *last_message_id; /* (nullable) */
  GHashTable *people;    /* principal id -> until when, monotonic microseconds */
  gint64 told_at;        /* monotonic microseconds; when the others were told last */
  guint tick_id;         /* while somebody writes */

  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (BellTypingLine, bell_typing_line, ADW_TYPE_BIN)

static const char *
get_name (BellTypingLine *self,
          const char     *principal_id)
{
  const char *name = bell_directory_get_name (bell_store_get_directory (bell_account_get_store (self->account)), principal_id);

  return name != NULL ? name : _("The helpdesk");
}

static char *
new_words (BellTypingLine *self)
{
  g_autoptr(GList) ids = g_list_sort (g_hash_table_get_keys (self->people), (GCompareFunc) g_strcmp0);

  switch (g_list_length (ids))
    {
    case 0:
      return NULL;
    case 1:
      /* Translators: %s is a person. */
      return g_strdup_printf (_("%s is typing…"), get_name (self, ids->data));
    case 2:
      /* Translators: two people. */
      return g_strdup_printf (_("%s and %s are typing…"), get_name (self, ids->data), get_name (self, ids->next->data));
    default:
      return g_strdup (_("Several people are typing…"));
    }
}

static void
show_words (BellTypingLine *self)
{
  g_autofree char *words = new_words (self);

  gtk_label_set_label (self->label, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self), words != NULL);
  if (words == NULL)
    g_clear_handle_id (&self->tick_id, g_source_remove);
}

static gboolean
is_over (gpointer principal_id,
         gpointer until,
         gpointer now)
{
  return *(gint64 *) until <= *(gint64 *) now;
}

static gboolean
tick_cb (gpointer user_data)
{
  BellTypingLine *self = user_data;
  gint64 now = g_get_monotonic_time ();

  if (g_hash_table_foreach_remove (self->people, is_over, &now) > 0)
    show_words (self);

  return self->tick_id != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
typing_cb (BellTypingLine *self,
           const char     *ticket_id,
           const char     *principal_id)
{
  gint64 *until;

  g_assert (BELL_IS_TYPING_LINE (self));

  if (g_strcmp0 (ticket_id, self->ticket_id) != 0)
    return;

  until = g_new (gint64, 1);
  *until = g_get_monotonic_time () + (gint64) BELL_TYPING_LASTS * 1000;
  g_hash_table_insert (self->people, g_strdup (principal_id), until);
  if (self->tick_id == 0)
    self->tick_id = g_timeout_add_seconds (1, tick_cb, self);
  show_words (self);
}

static void
bell_typing_line_dispose (GObject *object)
{
  BellTypingLine *self = BELL_TYPING_LINE (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (bell_typing_line_parent_class)->dispose (object);
}

static void
bell_typing_line_finalize (GObject *object)
{
  BellTypingLine *self = BELL_TYPING_LINE (object);

  g_clear_pointer (&self->people, g_hash_table_unref);
  g_clear_pointer (&self->ticket_id, g_free);
  g_clear_pointer (&self->last_message_id, g_free);

  G_OBJECT_CLASS (bell_typing_line_parent_class)->finalize (object);
}

static void
bell_typing_line_class_init (BellTypingLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bell_typing_line_dispose;
  object_class->finalize = bell_typing_line_finalize;
}

static void
bell_typing_line_init (BellTypingLine *self)
{
  self->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "caption");
  gtk_widget_set_margin_start (GTK_WIDGET (self->label), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->label), 6);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->label));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * bell_typing_line_new:
 *
 * Returns: (transfer floating): a line of no conversation
 */
GtkWidget *
bell_typing_line_new (void)
{
  return g_object_new (BELL_TYPE_TYPING_LINE, NULL);
}

/**
 * bell_typing_line_follow:
 * @self: a line
 * @account: (nullable): whose
 *
 * Says from now on who writes. Called once.
 */
void
bell_typing_line_follow (BellTypingLine *self,
                         BellAccount    *account)
{
  g_return_if_fail (BELL_IS_TYPING_LINE (self));
  g_return_if_fail (self->account == NULL);
  g_return_if_fail (account == NULL || BELL_IS_ACCOUNT (account));

  if (account == NULL)
    return;
  self->account = g_object_ref (account);
  g_signal_connect_object (account, "typing", G_CALLBACK (typing_cb), self, G_CONNECT_SWAPPED);
}

/**
 * bell_typing_line_set_ticket:
 * @self: a line
 * @ticket_id: (nullable): whose conversation is shown
 */
void
bell_typing_line_set_ticket (BellTypingLine *self,
                             const char     *ticket_id)
{
  g_return_if_fail (BELL_IS_TYPING_LINE (self));

  if (g_strcmp0 (self->ticket_id, ticket_id) == 0)
    return;

  g_free (self->ticket_id);
  self->ticket_id = g_strdup (ticket_id);
  self->told_at = 0;
  bell_typing_line_set_last_message (self, NULL);
}

/**
 * bell_typing_line_typed:
 * @self: a line
 *
 * The person writes a reply: the others are told, now and then. Never to be called
 * for an internal note.
 */
void
bell_typing_line_typed (BellTypingLine *self)
{
  gint64 now = g_get_monotonic_time ();

  g_return_if_fail (BELL_IS_TYPING_LINE (self));

  if (self->account == NULL || self->ticket_id == NULL ||
      (self->told_at != 0 && now - self->told_at < (gint64) BELL_TYPING_INTERVAL * 1000))
    return;

  self->told_at = now;
  bell_account_tell_typing (self->account, self->ticket_id);
}

/**
 * bell_typing_line_set_last_message:
 * @self: a line
 * @message_id: (nullable): the latest of the conversation
 *
 * With a new one nobody writes any more, as far as is known: what they wrote has come.
 */
void
bell_typing_line_set_last_message (BellTypingLine *self,
                                   const char     *message_id)
{
  g_return_if_fail (BELL_IS_TYPING_LINE (self));

  if (message_id != NULL && g_strcmp0 (self->last_message_id, message_id) == 0)
    return;

  g_free (self->last_message_id);
  self->last_message_id = g_strdup (message_id);
  g_hash_table_remove_all (self->people);
  show_words (self);
}

/**
 * bell_typing_line_get_text:
 * @self: a line
 *
 * Returns: (nullable): what it says, if anything
 */
const char *
bell_typing_line_get_text (BellTypingLine *self)
{
  g_return_val_if_fail (BELL_IS_TYPING_LINE (self), NULL);

  return gtk_widget_get_visible (GTK_WIDGET (self)) ? gtk_label_get_label (self->label) : NULL;
}
