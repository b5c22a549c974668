/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-cli.h"

G_BEGIN_DECLS

/* What several commands need to build changes from what was typed. Values that
 * are NULL leave the patch as it is. */

gboolean   bell_cli_needs_account (BellCli            *cli,
                                   GError            **error);
gboolean   bell_cli_patch_enum    (BellPatch          *patch,
                                   guint               index,
                                   const char         *nick,
                                   GError            **error);
gboolean   bell_cli_patch_person  (BellCli            *cli,
                                   BellPatch          *patch,
                                   guint               index,
                                   const char         *name,
                                   GError            **error);
gboolean   bell_cli_patch_team    (BellCli            *cli,
                                   BellPatch          *patch,
                                   guint               index,
                                   const char         *name,
                                   GError            **error);
gboolean   bell_cli_read_message  (BellCli            *cli,
                                   const char         *text,
                                   const char         *file,
                                   const char *const  *attach,
                                   char              **body,
                                   GVariant          **attachments,
                                   GError            **error);
BellPatch *bell_cli_expect        (const BellPatch    *patch,
                                   const BellRecord   *current);

G_END_DECLS
