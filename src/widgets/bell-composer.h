/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "bell-attachment.h"
#include "bell-enums.h"

G_BEGIN_DECLS

#define BELL_TYPE_COMPOSER (bell_composer_get_type ())
G_DECLARE_FINAL_TYPE (BellComposer, bell_composer, BELL, COMPOSER, GtkWidget)

GtkWidget      *bell_composer_new                 (void);

const char     *bell_composer_get_text            (BellComposer    *self);
void            bell_composer_set_text            (BellComposer    *self,
                                                   const char      *text);
BellMessageKind bell_composer_get_kind            (BellComposer    *self);
void            bell_composer_set_kind            (BellComposer    *self,
                                                   BellMessageKind  kind);
void            bell_composer_set_shows_send      (BellComposer    *self,
                                                   gboolean         shows_send);
void            bell_composer_set_allows_notes    (BellComposer    *self,
                                                   gboolean         allows_notes);

GListModel     *bell_composer_get_attachments     (BellComposer    *self);
void            bell_composer_add_attachment      (BellComposer    *self,
                                                   BellAttachment  *attachment);
void            bell_composer_add_files           (BellComposer    *self,
                                                   GListModel      *files);
void            bell_composer_insert_text         (BellComposer    *self,
                                                   const char      *text);
void            bell_composer_clear               (BellComposer    *self);

G_END_DECLS
