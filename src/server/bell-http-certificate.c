/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-http-certificate.h"

#include <glib/gi18n-lib.h>

#include "bell-server-error.h"

#define MAX_CHAIN 16

/**
 * BellHttpCertificate:
 *
 * A certificate with its chain and its private key, read from PEM files.
 * Immutable; any thread may read it. The server keeps each that it has
 * shown until it stops, because a handshake may still be using it.
 */
struct _BellHttpCertificate
{
  gnutls_pcert_st  chain[MAX_CHAIN];
  unsigned int     length;
  gnutls_privkey_t key;
};

static gboolean
fail (GError    **error,
      const char *file,
      const char *reason)
{
  g_set_error (error, BELL_SERVER_ERROR, BELL_SERVER_ERROR_CERTIFICATE, _("%s cannot be used for TLS: %s"), file,
               reason);
  return FALSE;
}

static gboolean
load (BellHttpCertificate *self,
      const char          *certificate_file,
      const char          *key_file,
      GError             **error)
{
  g_autofree char *certificate = NULL;
  g_autofree char *key = NULL;
  g_autoptr (GError) read_error = NULL;
  guint8 mine[64], its[64];
  size_t mine_length = sizeof mine, its_length = sizeof its;
  gnutls_pubkey_t public = NULL;
  gnutls_datum_t datum;
  gsize length;
  int code;

  if (!g_file_get_contents (certificate_file, &certificate, &length, &read_error))
    return fail (error, certificate_file, read_error->message);
  datum = (gnutls_datum_t){ (unsigned char *) certificate, (unsigned int) length };
  self->length = MAX_CHAIN;
  code = gnutls_pcert_list_import_x509_raw (self->chain, &self->length, &datum, GNUTLS_X509_FMT_PEM, 0);
  if (code < 0)
    {
      self->length = 0;
      return fail (error, certificate_file, gnutls_strerror (code));
    }

  if (!g_file_get_contents (key_file, &key, &length, &read_error))
    return fail (error, key_file, read_error->message);
  datum = (gnutls_datum_t){ (unsigned char *) key, (unsigned int) length };
  gnutls_privkey_init (&self->key);
  code = gnutls_privkey_import_x509_raw (self->key, &datum, GNUTLS_X509_FMT_PEM, NULL, 0);
  if (code < 0)
    return fail (error, key_file, gnutls_strerror (code));

  gnutls_pubkey_init (&public);
  code = gnutls_pubkey_import_privkey (public, self->key, 0, 0);
  if (code >= 0)
    code = gnutls_pubkey_get_key_id (public, GNUTLS_KEYID_USE_SHA256, mine, &mine_length);
  if (code >= 0)
    code = gnutls_pubkey_get_key_id (self->chain[0].pubkey, GNUTLS_KEYID_USE_SHA256, its, &its_length);
  gnutls_pubkey_deinit (public);
  if (code < 0)
    return fail (error, key_file, gnutls_strerror (code));
  if (mine_length != its_length || memcmp (mine, its, mine_length) != 0)
    return fail (error, key_file, _("it is not the key of that certificate."));
  return TRUE;
}

/**
 * bell_http_certificate_load:
 * @certificate_file: PEM, the server's certificate first
 * @key_file: PEM, with no password
 *
 * Returns: (transfer full): the pair, or %NULL with %BELL_SERVER_ERROR_CERTIFICATE
 */
BellHttpCertificate *
bell_http_certificate_load (const char *certificate_file,
                            const char *key_file,
                            GError    **error)
{
  g_autoptr (BellHttpCertificate) self = g_new0 (BellHttpCertificate, 1);

  g_return_val_if_fail (certificate_file != NULL && key_file != NULL, NULL);

  return load (self, certificate_file, key_file, error) ? g_steal_pointer (&self) : NULL;
}

void
bell_http_certificate_free (BellHttpCertificate *self)
{
  for (unsigned int i = 0; i < self->length; i++)
    gnutls_pcert_deinit (&self->chain[i]);
  if (self->key != NULL)
    gnutls_privkey_deinit (self->key);
  g_free (self);
}

/**
 * bell_http_certificate_get:
 * @chain: (out) (transfer none): the certificates
 * @length: (out): how many
 * @key: (out) (transfer none): the key
 *
 * In the form in which GnuTLS asks for it.
 */
void
bell_http_certificate_get (const BellHttpCertificate *self,
                           gnutls_pcert_st          **chain,
                           unsigned int              *length,
                           gnutls_privkey_t          *key)
{
  *chain = (gnutls_pcert_st *) self->chain;
  *length = self->length;
  *key = self->key;
}
