/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-json-writer.h"
#include "bell-sla-clock.h"

G_BEGIN_DECLS

/* Calendars, policies and the events of a ticket as JSON, and what its clocks
 * say of them: the input and the output of `deskbell-server sla explain`.
 *
 * Errors are %BELL_JMAP_ERROR_INVALID_ARGUMENTS, and their message begins with the
 * place: "calendar.hours.mon[1]: …". */

BellTimetable *bell_timetable_from_json    (const BellJsonNode  *node,
                                          const char          *place,
                                          GError             **error);
gboolean      bell_sla_terms_read_json  (BellSlaTerms       *self,
                                          const BellJsonNode  *node,
                                          const char          *place,
                                          GError             **error);
BellSlaClock *bell_sla_clock_from_json   (const BellJsonNode  *node,
                                          gint64              *at,
                                          GError             **error);
void          bell_sla_clock_write_json  (BellSlaClock        *self,
                                          gint64               at,
                                          BellJsonWriter      *writer);
char         *bell_sla_explain           (const char          *text,
                                          gsize                length,
                                          GError             **error);

G_END_DECLS
