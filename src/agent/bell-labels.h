/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-change.h"
#include "bell-enums.h"

G_BEGIN_DECLS

/* What enumerations are called on screen. All returned strings are static
 * and translated; none is ever NULL. */

const char *bell_label_for_status        (BellStatus       status);
const char *bell_css_class_for_status    (BellStatus       status);
const char *bell_label_for_priority      (BellPriority     priority);
const char *bell_icon_for_priority       (BellPriority     priority);
const char *bell_css_class_for_priority  (BellPriority     priority);
const char *bell_label_for_level         (BellLevel        level);
const char *bell_label_for_ticket_kind   (BellTicketKind   kind);
const char *bell_label_for_message_kind  (BellMessageKind  kind);
const char *bell_label_for_channel       (BellChannel      channel);
const char *bell_label_for_audience      (BellAudience     audience);
const char *bell_label_for_article_state (BellArticleState state);
const char *bell_label_for_link_kind     (BellLinkKind     kind);
const char *bell_label_for_role          (BellRole         role);
const char *bell_label_for_type          (BellType         type);

G_END_DECLS
