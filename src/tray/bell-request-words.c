/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-request-words.h"

#include <glib/gi18n-lib.h>

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
