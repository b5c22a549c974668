/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BellJmapError:
 * @BELL_JMAP_ERROR_NOT_JSON: not I-JSON (RFC 7493)
 * @BELL_JMAP_ERROR_TOO_DEEP: JSON nested deeper than is allowed
 * @BELL_JMAP_ERROR_DUPLICATE_KEY: an object with the same member twice
 * @BELL_JMAP_ERROR_TOO_LARGE: text, line, event or expansion larger than is allowed
 * @BELL_JMAP_ERROR_NOT_REQUEST: JSON, but not a Request object
 * @BELL_JMAP_ERROR_UNKNOWN_CAPABILITY: `using` names what this server does not have
 * @BELL_JMAP_ERROR_LIMIT: beyond an advertised limit, see bell_jmap_error_get_limit()
 * @BELL_JMAP_ERROR_SERVER_UNAVAILABLE: temporary; may work later
 * @BELL_JMAP_ERROR_SERVER_FAIL: unexpected; also any error type that is not known here
 * @BELL_JMAP_ERROR_SERVER_PARTIAL_FAIL: some of the changes were made
 * @BELL_JMAP_ERROR_UNKNOWN_METHOD: no such method
 * @BELL_JMAP_ERROR_INVALID_ARGUMENTS: an argument is missing, unknown, of the wrong type or out of range
 * @BELL_JMAP_ERROR_INVALID_RESULT_REFERENCE: a reference that does not resolve
 * @BELL_JMAP_ERROR_FORBIDDEN: not allowed to this person
 * @BELL_JMAP_ERROR_ACCOUNT_NOT_FOUND: no such account
 * @BELL_JMAP_ERROR_ACCOUNT_NOT_SUPPORTED: the account has no such data
 * @BELL_JMAP_ERROR_ACCOUNT_READ_ONLY: the account cannot be written
 * @BELL_JMAP_ERROR_REQUEST_TOO_LARGE: more objects in one call than are allowed
 * @BELL_JMAP_ERROR_CANNOT_CALCULATE_CHANGES: the state is too old, or none of ours
 * @BELL_JMAP_ERROR_STATE_MISMATCH: `ifInState` or `ifKnown` does not hold, or in an `atomic` call a precondition
 * @BELL_JMAP_ERROR_ATOMIC_FAILURE: a part of an `atomic` call was refused, so nothing was done
 * @BELL_JMAP_ERROR_CANNOT_APPLY_ATOMICALLY: the server cannot do the call in one go
 * @BELL_JMAP_ERROR_ANCHOR_NOT_FOUND: the anchor is not among the results
 * @BELL_JMAP_ERROR_UNSUPPORTED_SORT: a sort that is not supported
 * @BELL_JMAP_ERROR_UNSUPPORTED_FILTER: a filter that is not supported
 * @BELL_JMAP_ERROR_BAD_RESPONSE: what a server answered has the wrong shape
 *
 * What can be wrong on the wire. The first seven concern a request as a whole
 * (RFC 8620 section 3.6.1), the next ones a method call (3.6.2 and 5, and
 * draft-ietf-jmap-conditional-02 for those of `atomic`), so that
 * a method fails by a #GError and its caller writes it by
 * bell_jmap_response_add_error(); a client finds the same error again. The
 * message is a sentence that names the place.
 */
typedef enum
{
  BELL_JMAP_ERROR_NOT_JSON,
  BELL_JMAP_ERROR_TOO_DEEP,
  BELL_JMAP_ERROR_DUPLICATE_KEY,
  BELL_JMAP_ERROR_TOO_LARGE,
  BELL_JMAP_ERROR_NOT_REQUEST,
  BELL_JMAP_ERROR_UNKNOWN_CAPABILITY,
  BELL_JMAP_ERROR_LIMIT,
  BELL_JMAP_ERROR_SERVER_UNAVAILABLE,
  BELL_JMAP_ERROR_SERVER_FAIL,
  BELL_JMAP_ERROR_SERVER_PARTIAL_FAIL,
  BELL_JMAP_ERROR_UNKNOWN_METHOD,
  BELL_JMAP_ERROR_INVALID_ARGUMENTS,
  BELL_JMAP_ERROR_INVALID_RESULT_REFERENCE,
  BELL_JMAP_ERROR_FORBIDDEN,
  BELL_JMAP_ERROR_ACCOUNT_NOT_FOUND,
  BELL_JMAP_ERROR_ACCOUNT_NOT_SUPPORTED,
  BELL_JMAP_ERROR_ACCOUNT_READ_ONLY,
  BELL_JMAP_ERROR_REQUEST_TOO_LARGE,
  BELL_JMAP_ERROR_CANNOT_CALCULATE_CHANGES,
  BELL_JMAP_ERROR_STATE_MISMATCH,
  BELL_JMAP_ERROR_ATOMIC_FAILURE,
  BELL_JMAP_ERROR_CANNOT_APPLY_ATOMICALLY,
  BELL_JMAP_ERROR_ANCHOR_NOT_FOUND,
  BELL_JMAP_ERROR_UNSUPPORTED_SORT,
  BELL_JMAP_ERROR_UNSUPPORTED_FILTER,
  BELL_JMAP_ERROR_BAD_RESPONSE,
} BellJmapError;

#define BELL_JMAP_ERROR (bell_jmap_error_quark ())
GQuark        bell_jmap_error_quark         (void);

const char   *bell_jmap_error_get_limit     (const GError  *error);
void          bell_jmap_set_limit_error     (GError       **error,
                                             const char    *limit,
                                             const char    *format,
                                             ...) G_GNUC_PRINTF (3, 4);

const char   *bell_jmap_error_to_method_type (const GError *error);
BellJmapError bell_jmap_error_from_method_type (const char *type);

G_END_DECLS
