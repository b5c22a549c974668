/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-store-error.h"

G_DEFINE_QUARK (bell-store-error-quark, bell_store_error)
