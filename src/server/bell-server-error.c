/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-server-error.h"

G_DEFINE_QUARK (bell-server-error-quark, bell_server_error)
