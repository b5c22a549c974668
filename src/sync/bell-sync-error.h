/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BellSyncError:
 * @BELL_SYNC_ERROR_UNREACHABLE: nobody answered: no network, no such host, cut off in the middle
 * @BELL_SYNC_ERROR_UNAVAILABLE: the server answered that it cannot serve now (429, 5xx)
 * @BELL_SYNC_ERROR_UNAUTHORIZED: the server does not know this token or password
 * @BELL_SYNC_ERROR_REFUSED: the server understood and said no
 * @BELL_SYNC_ERROR_TOO_LARGE: one side's limit on a size was passed
 * @BELL_SYNC_ERROR_BROKEN: an answer that makes no sense
 * @BELL_SYNC_ERROR_EXPIRED: the server no longer knows the state that the cache stands at
 * @BELL_SYNC_ERROR_UNTRUSTED: the server's certificate is not one to trust
 * @BELL_SYNC_ERROR_NOT_DESKBELL: something answers there, but not a Deskbell server
 * @BELL_SYNC_ERROR_STORE: the files of this computer could not be read or written
 * @BELL_SYNC_ERROR_STOPPED: the work was stopped before its end
 *
 * What can go wrong between this computer and its server. The message is a
 * sentence for a person.
 */
typedef enum
{
  BELL_SYNC_ERROR_UNREACHABLE,
  BELL_SYNC_ERROR_UNAVAILABLE,
  BELL_SYNC_ERROR_UNAUTHORIZED,
  BELL_SYNC_ERROR_REFUSED,
  BELL_SYNC_ERROR_TOO_LARGE,
  BELL_SYNC_ERROR_BROKEN,
  BELL_SYNC_ERROR_EXPIRED,
  BELL_SYNC_ERROR_UNTRUSTED,
  BELL_SYNC_ERROR_NOT_DESKBELL,
  BELL_SYNC_ERROR_STORE,
  BELL_SYNC_ERROR_STOPPED,
} BellSyncError;

#define BELL_SYNC_ERROR (bell_sync_error_quark ())
GQuark bell_sync_error_quark (void);

G_END_DECLS
