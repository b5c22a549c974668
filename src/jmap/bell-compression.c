/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-compression.h"

#include <zstd.h>

/* The largest window that a reader keeps for its peer: 8 MiB. What is written
 * here stays far below at the levels that are used. */
#define WINDOW_LOG_MAX 23

struct _BellCompressor
{
  ZSTD_CCtx *context;
};

struct _BellDecompressor
{
  ZSTD_DCtx *context;
  guint64 max_output;
  guint64 output;
  gboolean finished;
};

static void
compress (BellCompressor    *self,
          const char        *bytes,
          gsize              length,
          ZSTD_EndDirective  end,
          GByteArray        *out)
{
  ZSTD_inBuffer input = { bytes, length, 0 };
  gsize step = ZSTD_CStreamOutSize ();
  gsize remaining;

  do
    {
      guint before = out->len;
      ZSTD_outBuffer output;

      g_byte_array_set_size (out, before + (guint) step);
      output = (ZSTD_outBuffer) { out->data + before, step, 0 };
      remaining = ZSTD_compressStream2 (self->context, &output, &input, end);
      g_byte_array_set_size (out, before + (guint) output.pos);

      /* Only lack of memory or a wrong call ends here, and GLib ends then too. */
      if (ZSTD_isError (remaining))
        g_error ("zstd: %s", ZSTD_getErrorName (remaining));
    }
  while (end == ZSTD_e_continue ? input.pos < input.size : remaining != 0);
}

/**
 * bell_compressor_new:
 * @level: zstd's level, such as %BELL_COMPRESSION_LEVEL
 *
 * Returns: (transfer full): a stream with nothing in it
 */
BellCompressor *
bell_compressor_new (int level)
{
  BellCompressor *self = g_new0 (BellCompressor, 1);

  self->context = ZSTD_createCCtx ();
  if (self->context == NULL)
    g_error ("zstd: out of memory");
  ZSTD_CCtx_setParameter (self->context, ZSTD_c_compressionLevel, CLAMP (level, 1, 12));
  ZSTD_CCtx_setParameter (self->context, ZSTD_c_checksumFlag, 1);

  return self;
}

/**
 * bell_compressor_free:
 * @self: (transfer full): a stream
 */
void
bell_compressor_free (BellCompressor *self)
{
  g_return_if_fail (self != NULL);

  ZSTD_freeCCtx (self->context);
  g_free (self);
}

/**
 * bell_compressor_push:
 * @self: a stream
 * @bytes: what goes in
 * @length: how much of it
 * @out: where what comes out is appended; may be nothing yet
 */
void
bell_compressor_push (BellCompressor *self,
                      const char     *bytes,
                      gsize           length,
                      GByteArray     *out)
{
  g_return_if_fail (self != NULL && out != NULL);

  if (length > 0)
    compress (self, bytes, length, ZSTD_e_continue, out);
}

/**
 * bell_compressor_flush:
 * @self: a stream
 * @out: where what comes out is appended
 *
 * Makes everything that went in readable at the other end now.
 */
void
bell_compressor_flush (BellCompressor *self,
                       GByteArray     *out)
{
  g_return_if_fail (self != NULL && out != NULL);

  compress (self, NULL, 0, ZSTD_e_flush, out);
}

/**
 * bell_compressor_finish:
 * @self: a stream
 * @out: where what comes out is appended
 *
 * Ends the stream.
 */
void
bell_compressor_finish (BellCompressor *self,
                        GByteArray     *out)
{
  g_return_if_fail (self != NULL && out != NULL);

  compress (self, NULL, 0, ZSTD_e_end, out);
}

/**
 * bell_decompressor_new:
 * @max_output: how many bytes may come out in all, or 0 for no bound
 *
 * Returns: (transfer full): a reader at the start of a stream
 */
BellDecompressor *
bell_decompressor_new (guint64 max_output)
{
  BellDecompressor *self = g_new0 (BellDecompressor, 1);

  self->context = ZSTD_createDCtx ();
  if (self->context == NULL)
    g_error ("zstd: out of memory");
  ZSTD_DCtx_setParameter (self->context, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
  self->max_output = max_output > 0 ? max_output : G_MAXUINT64;

  return self;
}

/**
 * bell_decompressor_free:
 * @self: (transfer full): a reader
 */
void
bell_decompressor_free (BellDecompressor *self)
{
  g_return_if_fail (self != NULL);

  ZSTD_freeDCtx (self->context);
  g_free (self);
}

/**
 * bell_decompressor_read:
 * @self: a reader
 * @bytes: (inout): the compressed bytes that have come; moved past what was used
 * @length: (inout): how many are left
 * @buffer: where to put what comes out
 * @size: the room in it
 * @error: return location
 *
 * Reads on until @buffer is full or the input is used up.
 *
 * Returns: the bytes put into @buffer, 0 if more input is needed (or none comes
 *   any more, see bell_decompressor_is_finished()), -1 with
 *   %BELL_JMAP_ERROR_TOO_LARGE or %BELL_JMAP_ERROR_BAD_RESPONSE
 */
gssize
bell_decompressor_read (BellDecompressor  *self,
                        const char       **bytes,
                        gsize             *length,
                        char              *buffer,
                        gsize              size,
                        GError           **error)
{
  ZSTD_outBuffer output;

  g_return_val_if_fail (self != NULL && bytes != NULL && length != NULL, -1);
  g_return_val_if_fail (buffer != NULL && size > 0, -1);

  output = (ZSTD_outBuffer) { buffer, size, 0 };

  for (;;)
    {
      ZSTD_inBuffer input = { *bytes, *length, 0 };
      gsize before = output.pos;
      gsize hint;

      if (self->finished && *length > 0)
        {
          g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE,
                               "The compressed data goes on after its end");
          return -1;
        }
      if (self->finished)
        break;

      hint = ZSTD_decompressStream (self->context, &output, &input);
      if (ZSTD_isError (hint))
        {
          g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE,
                       "The compressed data is damaged: %s", ZSTD_getErrorName (hint));
          return -1;
        }

      *bytes += input.pos;
      *length -= input.pos;
      self->finished = hint == 0;

      if (output.pos == output.size || (input.pos == 0 && output.pos == before))
        break;
    }

  self->output += output.pos;
  if (self->output > self->max_output)
    {
      g_set_error (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_TOO_LARGE,
                   "The compressed data expands to more than the %" G_GUINT64_FORMAT " bytes that are allowed",
                   self->max_output);
      return -1;
    }

  return (gssize) output.pos;
}

/**
 * bell_decompressor_is_finished:
 * @self: a reader
 *
 * Returns: whether the stream has come to its own end; if the bytes end
 *   earlier, they were cut off
 */
gboolean
bell_decompressor_is_finished (BellDecompressor *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->finished;
}

/**
 * bell_compress_bytes:
 * @bytes: anything
 * @level: see bell_compressor_new()
 *
 * Returns: (transfer full): the same, compressed
 */
GBytes *
bell_compress_bytes (GBytes *bytes,
                     int     level)
{
  g_autoptr (BellCompressor) compressor = NULL;
  GByteArray *out;
  gsize length;
  const char *data;

  g_return_val_if_fail (bytes != NULL, NULL);

  compressor = bell_compressor_new (level);
  out = g_byte_array_new ();
  data = g_bytes_get_data (bytes, &length);
  bell_compressor_push (compressor, data, length, out);
  bell_compressor_finish (compressor, out);

  return g_byte_array_free_to_bytes (out);
}

/**
 * bell_decompress_bytes:
 * @bytes: a whole compressed stream
 * @max_output: how many bytes may come out, or 0 for no bound
 * @error: return location
 *
 * Returns: (transfer full): what was compressed, or %NULL as bell_decompressor_read() says
 */
GBytes *
bell_decompress_bytes (GBytes  *bytes,
                       gsize    max_output,
                       GError **error)
{
  g_autoptr (BellDecompressor) decompressor = NULL;
  g_autoptr (GByteArray) out = NULL;
  g_autofree char *buffer = NULL;
  const gsize size = 64 * 1024;
  const char *data;
  gsize length;
  gssize n;

  g_return_val_if_fail (bytes != NULL, NULL);

  decompressor = bell_decompressor_new (max_output);
  out = g_byte_array_new ();
  buffer = g_malloc (size);
  data = g_bytes_get_data (bytes, &length);

  while ((n = bell_decompressor_read (decompressor, &data, &length, buffer, size, error)) > 0)
    g_byte_array_append (out, (const guint8 *) buffer, (guint) n);

  if (n < 0)
    return NULL;

  if (!bell_decompressor_is_finished (decompressor))
    {
      g_set_error_literal (error, BELL_JMAP_ERROR, BELL_JMAP_ERROR_BAD_RESPONSE,
                           "The compressed data ends before its end");
      return NULL;
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}
