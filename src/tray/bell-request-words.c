/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-request-words.h"

#include <glib/gi18n-lib.h>

#include "bell-clock.h"

/**
 * bell_request_words_for_status:
 * @status: of a request
 *
 * Returns: what it means to the person who asked, in plain words
 */
const char *
bell_request_words_for_status (BellStatus status)
{
  switch (status)
    {
    case BELL_STATUS_NEW: return _("Waiting for somebody to look at it");
    case BELL_STATUS_OPEN: return _("Being worked on");
    case BELL_STATUS_PENDING: return _("Waiting for your answer");
    case BELL_STATUS_ON_HOLD: return _("Waiting for something else");
    case BELL_STATUS_SOLVED: return _("Solved");
    case BELL_STATUS_CLOSED: return _("Closed");
    default: return "";
    }
}

/* A day and an hour as people say it, near days by name. */
static char *
say_when (gint64 time,
          gint64 now)
{
  g_autoptr(GDateTime) date = g_date_time_new_from_unix_local (time / 1000);
  g_autoptr(GDateTime) today = g_date_time_new_from_unix_local (now / 1000);
  g_autoptr(GDateTime) tomorrow = today != NULL ? g_date_time_add_days (today, 1) : NULL;
  g_autofree char *day = NULL;
  g_autofree char *today_day = NULL;
  g_autofree char *tomorrow_day = NULL;

  if (date == NULL || tomorrow == NULL)
    return g_strdup ("");

  day = g_date_time_format (date, "%F");
  today_day = g_date_time_format (today, "%F");
  tomorrow_day = g_date_time_format (tomorrow, "%F");
  if (g_str_equal (day, today_day))
    /* Translators: an hour of today, as in g_date_time_format(). */
    return g_date_time_format (date, _("%H:%M today"));
  if (g_str_equal (day, tomorrow_day))
    /* Translators: an hour of tomorrow, as in g_date_time_format(). */
    return g_date_time_format (date, _("%H:%M tomorrow"));

  /* Translators: a day and an hour, as in g_date_time_format(). */
  return g_date_time_format (date, _("%A, %e %B, %H:%M"));
}

/**
 * bell_request_words_for_next:
 * @ticket: a request
 * @now: the time
 * @sent: whether the server has all that was written to it
 * @heard: whether the server would have told of an answer by now
 *
 * Says nothing that the helpdesk does not know: no hour is promised for what it
 * has not received, and nothing is called late that may have been answered unheard.
 *
 * Returns: (transfer full): what happens next and by when, in plain words; how
 *   it stands where nothing was promised
 */
char *
bell_request_words_for_next (const BellTicket *ticket,
                             gint64            now,
                             gboolean          sent,
                             gboolean          heard)
{
  BellStatus status;
  gint64 answer;
  gint64 solution;
  g_autofree char *when = NULL;

  g_return_val_if_fail (ticket != NULL, NULL);

  /* The server gives the number. */
  if (!sent)
    return g_strdup (bell_ticket_get_number (ticket) <= 0 ? _("Waiting to be sent; nobody has seen it yet") : _("Waiting to be sent"));

  status = bell_ticket_get_status (ticket);
  if (status != BELL_STATUS_NEW && status != BELL_STATUS_OPEN)
    return g_strdup (bell_request_words_for_status (status));

  answer = bell_ticket_get_first_response_at (ticket) == BELL_TIME_UNSET ? bell_ticket_get_first_response_due_at (ticket)
                                                                         : bell_ticket_get_next_response_due_at (ticket);
  solution = bell_ticket_get_resolution_due_at (ticket);
  if (answer != BELL_TIME_UNSET && answer > now)
    {
      when = say_when (answer, now);
      /* Translators: %s is an hour, perhaps with a day. */
      return g_strdup_printf (_("Somebody answers you by %s"), when);
    }
  if (answer != BELL_TIME_UNSET)
    return g_strdup (heard ? _("An answer is late; the helpdesk knows") : bell_request_words_for_status (status));
  if (solution != BELL_TIME_UNSET && solution > now)
    {
      when = say_when (solution, now);
      /* Translators: %s is an hour, perhaps with a day. */
      return g_strdup_printf (_("Being worked on; solved by %s"), when);
    }
  if (solution != BELL_TIME_UNSET && heard)
    return g_strdup (_("Being worked on; it takes longer than promised"));

  return g_strdup (bell_request_words_for_status (status));
}

/**
 * bell_request_words_for_notice:
 * @notice: a known problem
 * @now: the time
 *
 * Returns: (transfer full): how it stands, since when and for how many
 */
char *
bell_request_words_for_notice (const BellNotice *notice,
                               gint64            now)
{
  GString *words;
  gint64 affected;

  g_return_val_if_fail (notice != NULL, NULL);

  words = g_string_new (NULL);
  switch (bell_notice_get_state (notice))
    {
    case BELL_NOTICE_STATE_IDENTIFIED: g_string_append (words, _("The cause is known and being mended")); break;
    case BELL_NOTICE_STATE_WATCHED: g_string_append (words, _("Mended, and being watched")); break;
    case BELL_NOTICE_STATE_OVER: g_string_append (words, _("Over")); break;
    case BELL_NOTICE_STATE_INVESTIGATING:
    default:
      g_string_append (words, bell_notice_get_kind (notice) == BELL_NOTICE_KIND_OUTAGE ? _("Being looked into")
                              : bell_notice_get_kind (notice) == BELL_NOTICE_KIND_MAINTENANCE ? _("Planned work")
                                                                                              : _("News"));
      break;
    }

  if (bell_notice_get_since (notice) != BELL_TIME_UNSET)
    {
      g_autofree char *since = say_when (bell_notice_get_since (notice), now);

      /* Translators: %s is an hour, perhaps with a day. */
      g_string_append_printf (words, _(" · since %s"), since);
    }
  if (bell_notice_get_until (notice) != BELL_TIME_UNSET)
    {
      g_autofree char *until = say_when (bell_notice_get_until (notice), now);

      /* Translators: %s is an hour, perhaps with a day. */
      g_string_append_printf (words, _(" · until %s"), until);
    }
  affected = bell_notice_get_affected_count (notice);
  if (affected > 0)
    g_string_append_printf (words, g_dngettext (GETTEXT_PACKAGE, " · %u person says “me too”", " · %u people say “me too”",
                                                (gulong) affected), (guint) affected);

  return g_string_free (words, FALSE);
}
