/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-jmap-limits.h"

#include "bell-error.h"

/**
 * bell_jmap_limits_init:
 * @limits: (out caller-allocates): what to fill
 *
 * Fills in the limits of a server of which nobody has asked for others. All
 * are at least what RFC 8620 section 2 suggests.
 */
void
bell_jmap_limits_init (BellJmapLimits *limits)
{
  g_return_if_fail (limits != NULL);

  *limits = (BellJmapLimits) {
    .max_size_upload = BELL_MAX_ATTACHMENT,
    .max_concurrent_upload = 4,
    .max_size_request = 10 * 1000 * 1000,
    .max_concurrent_requests = 8,
    .max_calls_in_request = 32,
    .max_objects_in_get = 1000,
    .max_objects_in_set = 1000,
    .max_depth = 32,
    .max_size_header = 32 * 1024,
    .max_concurrent_streams = 16,
  };
}
