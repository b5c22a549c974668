/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>

G_BEGIN_DECLS

typedef struct _BellHttpCertificate BellHttpCertificate;

BellHttpCertificate *bell_http_certificate_load (const char                *certificate_file,
                                                 const char                *key_file,
                                                 GError                   **error);
void                 bell_http_certificate_free (BellHttpCertificate       *self);
void                 bell_http_certificate_get  (const BellHttpCertificate *self,
                                                 gnutls_pcert_st          **chain,
                                                 unsigned int              *length,
                                                 gnutls_privkey_t          *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellHttpCertificate, bell_http_certificate_free)

G_END_DECLS
