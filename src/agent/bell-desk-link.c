/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-desk-private.h"

/* How the desk stands to its server, what is searched for, and what it tells
 * whoever watches. */

/**
 * bell_desk_get_account:
 * @self: a desk
 *
 * Returns: (transfer none) (nullable): whose it is
 */
BellAccount *
bell_desk_get_account (BellDesk *self)
{
  g_return_val_if_fail (BELL_IS_DESK (self), NULL);

  return self->account;
}

/**
 * bell_desk_get_link:
 * @self: a desk
 *
 * Returns: how the server is reached
 */
BellLink
bell_desk_get_link (BellDesk *self)
{
  g_return_val_if_fail (BELL_IS_DESK (self), BELL_LINK_OFFLINE);

  return self->account != NULL ? bell_account_get_link (self->account) : BELL_LINK_OFFLINE;
}

/**
 * bell_desk_get_problem:
 * @self: a desk
 *
 * Returns: (nullable): a sentence about what is wrong with the link
 */
const char *
bell_desk_get_problem (BellDesk *self)
{
  g_return_val_if_fail (BELL_IS_DESK (self), NULL);

  return self->account != NULL ? bell_account_get_problem (self->account) : NULL;
}

/**
 * bell_desk_get_progress:
 * @self: a desk
 *
 * Returns: how much of the first download is done, 0 to 1
 */
double
bell_desk_get_progress (BellDesk *self)
{
  g_return_val_if_fail (BELL_IS_DESK (self), 0);

  return self->account != NULL ? bell_account_get_progress (self->account) : 0;
}

/**
 * bell_desk_tell_done:
 * @self: a desk
 * @sentence: what was done
 * @change_ids: (nullable): with which it can be undone
 */
void
bell_desk_tell_done (BellDesk          *self,
                     const char        *sentence,
                     const char *const *change_ids)
{
  g_return_if_fail (BELL_IS_DESK (self));

  g_signal_emit (self, bell_desk_signals[SIGNAL_DONE], 0, sentence, change_ids);
}

/**
 * bell_desk_tell_failed:
 * @self: a desk
 * @error: why; a cancelled operation is not told
 */
void
bell_desk_tell_failed (BellDesk     *self,
                       const GError *error)
{
  g_return_if_fail (BELL_IS_DESK (self));
  g_return_if_fail (error != NULL);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, bell_desk_signals[SIGNAL_FAILED], 0, error->message);
}

/**
 * bell_desk_compose:
 * @self: a desk with an open ticket
 * @kind: reply or note
 *
 * Asks whoever shows the ticket to make ready for writing.
 */
void
bell_desk_compose (BellDesk        *self,
                   BellMessageKind  kind)
{
  g_return_if_fail (BELL_IS_DESK (self));

  g_signal_emit (self, bell_desk_signals[SIGNAL_COMPOSE], 0, kind);
}

/**
 * bell_desk_get_search_text:
 * @self: a desk
 *
 * Returns: what is searched for; never %NULL
 */
const char *
bell_desk_get_search_text (BellDesk *self)
{
  g_return_val_if_fail (BELL_IS_DESK (self), "");

  return self->search_text;
}

/**
 * bell_desk_set_search_text:
 * @self: a desk
 * @text: (nullable): what to search for; nothing ends the search
 */
void
bell_desk_set_search_text (BellDesk   *self,
                           const char *text)
{
  g_return_if_fail (BELL_IS_DESK (self));

  text = text != NULL ? text : "";
  if (g_str_equal (self->search_text, text))
    return;

  g_free (self->search_text);
  self->search_text = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), bell_desk_properties[PROP_SEARCH_TEXT]);
}
