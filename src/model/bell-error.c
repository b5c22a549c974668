/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-error.h"

G_DEFINE_QUARK (bell-model-error-quark, bell_model_error)
