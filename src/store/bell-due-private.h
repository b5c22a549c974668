/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-due.h"

G_BEGIN_DECLS

struct _BellDue
{
  gint64 rules_seq;   /* as of which the rules are, see note_rules() in bell-due.c */
  BellSlaCase *sla;
  GHashTable *people; /* id -> BellRecord, or NULL: not known here */
};

BellDue  *bell_due_get       (BellFiles   *files,
                              GError     **error);
gboolean  bell_due_open_case (BellFiles   *files,
                              BellRecord  *record,
                              GPtrArray   *history,
                              gboolean     with_waiting,
                              GError     **error);
gboolean  bell_due_note_rules (BellFiles  *files,
                              GError     **error);
gboolean  bell_due_update_ticket (BellFiles *files,
                              const char  *id,
                              GPtrArray   *history,
                              gboolean    *moved,
                              GError     **error);
gboolean  bell_due_update_found (BellFiles *files,
                              const char  *query,
                              const char  *key,
                              GHashTable  *without,
                              GError     **error);

static inline gboolean
bell_due_is_rule (BellType type)
{
  return type == BELL_TYPE_SLA_POLICY || type == BELL_TYPE_CALENDAR;
}

G_END_DECLS
