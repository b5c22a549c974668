/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BellMachineFact:
 * @name: what it is about, for a program: "host", "system", "memory"...
 * @label: the same for a person
 * @value: what was found
 *
 * One thing about this computer that may help those who help.
 */
typedef struct
{
  char *name;
  char *label;
  char *value;
} BellMachineFact;

void       bell_machine_fact_free            (BellMachineFact      *self);

void       bell_machine_facts_gather         (const char           *root,
                                              GDBusConnection      *system_bus,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
GPtrArray *bell_machine_facts_gather_finish  (GAsyncResult         *result,
                                              GError              **error);

G_END_DECLS
