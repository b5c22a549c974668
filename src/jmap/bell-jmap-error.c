/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-jmap-error.h"

/* What a LIMIT error carries beside its message. */
typedef struct
{
  char *limit;
} BellJmapErrorPrivate;

static void
bell_jmap_error_private_init (BellJmapErrorPrivate *priv)
{
  priv->limit = NULL;
}

static void
bell_jmap_error_private_copy (const BellJmapErrorPrivate *from,
                              BellJmapErrorPrivate       *to)
{
  to->limit = g_strdup (from->limit);
}

static void
bell_jmap_error_private_clear (BellJmapErrorPrivate *priv)
{
  g_free (priv->limit);
}

/* GLib's macro reaches its private part by bytes, which clang takes amiss. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-align"
G_DEFINE_EXTENDED_ERROR (BellJmapError, bell_jmap_error)
#pragma GCC diagnostic pop

/* The error types of methods, RFC 8620 sections 3.6.2, 5.1 to 5.5, and
 * draft-ietf-jmap-conditional-02. */
static const struct
{
  BellJmapError code;
  const char *type;
} method_types[] = {
  { BELL_JMAP_ERROR_SERVER_FAIL, "serverFail" },
  { BELL_JMAP_ERROR_SERVER_UNAVAILABLE, "serverUnavailable" },
  { BELL_JMAP_ERROR_SERVER_PARTIAL_FAIL, "serverPartialFail" },
  { BELL_JMAP_ERROR_UNKNOWN_METHOD, "unknownMethod" },
  { BELL_JMAP_ERROR_INVALID_ARGUMENTS, "invalidArguments" },
  { BELL_JMAP_ERROR_INVALID_RESULT_REFERENCE, "invalidResultReference" },
  { BELL_JMAP_ERROR_FORBIDDEN, "forbidden" },
  { BELL_JMAP_ERROR_ACCOUNT_NOT_FOUND, "accountNotFound" },
  { BELL_JMAP_ERROR_ACCOUNT_NOT_SUPPORTED, "accountNotSupportedByMethod" },
  { BELL_JMAP_ERROR_ACCOUNT_READ_ONLY, "accountReadOnly" },
  { BELL_JMAP_ERROR_REQUEST_TOO_LARGE, "requestTooLarge" },
  { BELL_JMAP_ERROR_CANNOT_CALCULATE_CHANGES, "cannotCalculateChanges" },
  { BELL_JMAP_ERROR_STATE_MISMATCH, "stateMismatch" },
  { BELL_JMAP_ERROR_ATOMIC_FAILURE, "atomicFailure" },
  { BELL_JMAP_ERROR_CANNOT_APPLY_ATOMICALLY, "cannotApplyAtomically" },
  { BELL_JMAP_ERROR_ANCHOR_NOT_FOUND, "anchorNotFound" },
  { BELL_JMAP_ERROR_UNSUPPORTED_SORT, "unsupportedSort" },
  { BELL_JMAP_ERROR_UNSUPPORTED_FILTER, "unsupportedFilter" },
};

/**
 * bell_jmap_error_get_limit:
 * @error: any error
 *
 * Returns: (nullable): with %BELL_JMAP_ERROR_LIMIT, the name of the advertised
 *   limit, such as "maxCallsInRequest"
 */
const char *
bell_jmap_error_get_limit (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != BELL_JMAP_ERROR)
    return NULL;

  return bell_jmap_error_get_private (error)->limit;
}

/**
 * bell_jmap_set_limit_error:
 * @error: (nullable): where to set it
 * @limit: the name of the advertised limit
 * @format: what is too much, for a person
 *
 * Sets a %BELL_JMAP_ERROR_LIMIT that names its limit.
 */
void
bell_jmap_set_limit_error (GError     **error,
                           const char  *limit,
                           const char  *format,
                           ...)
{
  va_list arguments;
  GError *made;

  if (error == NULL)
    return;

  va_start (arguments, format);
  made = g_error_new_valist (BELL_JMAP_ERROR, BELL_JMAP_ERROR_LIMIT, format, arguments);
  va_end (arguments);

  bell_jmap_error_get_private (made)->limit = g_strdup (limit);
  g_propagate_error (error, made);
}

/**
 * bell_jmap_error_to_method_type:
 * @error: why a method failed
 *
 * Returns: (transfer none): the type of the error response (RFC 8620 section
 *   3.6.2); "serverFail" for what is none of this domain's method errors
 */
const char *
bell_jmap_error_to_method_type (const GError *error)
{
  g_return_val_if_fail (error != NULL, "serverFail");

  if (error->domain == BELL_JMAP_ERROR)
    for (gsize i = 0; i < G_N_ELEMENTS (method_types); i++)
      if ((int) method_types[i].code == error->code)
        return method_types[i].type;

  return "serverFail";
}

/**
 * bell_jmap_error_from_method_type:
 * @type: (nullable): what stood in an error response
 *
 * Returns: its code; a type that is not known counts as serverFail, as RFC
 *   8620 section 3.6.2 demands
 */
BellJmapError
bell_jmap_error_from_method_type (const char *type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (method_types); i++)
    if (g_strcmp0 (method_types[i].type, type) == 0)
      return method_types[i].code;

  return BELL_JMAP_ERROR_SERVER_FAIL;
}
