/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void bell_unveil (GtkWidget        *widget,
                  GtkWidget *const *parts,
                  guint             n_parts);

G_END_DECLS
