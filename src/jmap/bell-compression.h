/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-jmap-error.h"

G_BEGIN_DECLS

/**
 * BellCompressor:
 *
 * A zstd stream that is written. Bytes go in by push and come out appended to
 * @out; flush makes all that went in readable at the other end; finish ends
 * the stream. One owner, one thread.
 */
typedef struct _BellCompressor BellCompressor;

#define BELL_COMPRESSION_LEVEL 1

BellCompressor   *bell_compressor_new       (int                level);
void              bell_compressor_free      (BellCompressor    *self);
void              bell_compressor_push      (BellCompressor    *self,
                                             const char        *bytes,
                                             gsize              length,
                                             GByteArray        *out);
void              bell_compressor_flush     (BellCompressor    *self,
                                             GByteArray        *out);
void              bell_compressor_finish    (BellCompressor    *self,
                                             GByteArray        *out);

/**
 * BellDecompressor:
 *
 * A zstd stream that is read from a peer who may mean harm: the caller's
 * buffer bounds what comes out at once, @max_output what comes out in all, and
 * the window is bounded too. Read until it gives 0, then go on with more input:
 *
 *   while ((n = bell_decompressor_read (self, &bytes, &length, buffer, sizeof buffer, &error)) > 0)
 *     use (buffer, n);
 */
typedef struct _BellDecompressor BellDecompressor;

BellDecompressor *bell_decompressor_new     (guint64            max_output);
void              bell_decompressor_free    (BellDecompressor  *self);
gssize            bell_decompressor_read    (BellDecompressor  *self,
                                             const char       **bytes,
                                             gsize             *length,
                                             char              *buffer,
                                             gsize              size,
                                             GError           **error);
gboolean          bell_decompressor_is_finished (BellDecompressor *self);

GBytes           *bell_compress_bytes       (GBytes            *bytes,
                                             int                level);
GBytes           *bell_decompress_bytes     (GBytes            *bytes,
                                             gsize              max_output,
                                             GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellCompressor, bell_compressor_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellDecompressor, bell_decompressor_free)

G_END_DECLS
