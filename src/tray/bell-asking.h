/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-helpline.h"

G_BEGIN_DECLS

/* What a person who needs help can do. Each is safe in the outbox once its
 * callback, whose source is the store, is told so by bell_store_commit_finish(). */

char *bell_asking_make_subject (const char          *text);

char *bell_asking_ask          (BellHelpline        *helpline,
                                const char          *text,
                                BellLevel            urgency,
                                const char          *category,
                                GVariant            *attachments,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data);
void  bell_asking_reply        (BellHelpline        *helpline,
                                const char          *ticket_id,
                                const char          *text,
                                GVariant            *attachments);
void  bell_asking_withdraw     (BellHelpline        *helpline,
                                const char          *ticket_id,
                                const char          *text);
void  bell_asking_rate         (BellHelpline        *helpline,
                                const char          *ticket_id,
                                int                  score,
                                const char          *comment);
void  bell_asking_thank        (BellHelpline        *helpline,
                                const char          *article_id);
void  bell_asking_move         (BellHelpline        *helpline,
                                const char          *ticket_id,
                                BellStatus           status);

G_END_DECLS
