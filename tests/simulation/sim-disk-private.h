/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "sim-disk.h"

G_BEGIN_DECLS

#define SECTOR 512

struct _SimDisk
{
  char *folder;
  GHashTable *files; /* path -> File */
  guint64 n_writes;
  guint64 dies_at;
  gboolean dead;
  gboolean full;
  gboolean shared; /* by two programs, which notice what the other writes */
};

typedef struct
{
  char *path;
  GByteArray *safe;   /* as it was when it was last synced */
  GHashTable *loose;  /* numbers of sectors written since */
  gboolean truncated; /* since then */
} File;

G_END_DECLS
