/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-sync-error.h"

G_DEFINE_QUARK (bell-sync-error-quark, bell_sync_error)
