/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-account.h"
#include "bell-place.h"
#include "bell-pulse.h"

G_BEGIN_DECLS

/**
 * BellDetail:
 * @BELL_DETAIL_NOTHING: nothing is open
 * @BELL_DETAIL_TICKET: the ticket of the property `ticket`
 * @BELL_DETAIL_ARTICLE: the article of the property `article`, to be read
 * @BELL_DETAIL_EDITOR: the article of the property `article`, or a new one, to be written
 *
 * What stands beside the list.
 */
typedef enum
{
  BELL_DETAIL_NOTHING,
  BELL_DETAIL_TICKET,
  BELL_DETAIL_ARTICLE,
  BELL_DETAIL_EDITOR,
} BellDetail;

#define BELL_TYPE_DETAIL (bell_detail_get_type ())
GType bell_detail_get_type (void) G_GNUC_CONST;

/* Where a person is and what they look at. Widgets bind to it, never to each
 * other. Properties: `store`, `account`, `settings` (construct-only; the account
 * may be null), `place`, `detail`,
 * `ticket`, `article` (BellItem, nullable), `search-text`, `link`, `problem`,
 * `progress`.
 *
 * Signals:
 *   done (sentence, GStrv change_ids)   something was done, and can be undone by these ids
 *   failed (sentence)                   something could not be done
 *   compose (BellMessageKind)           the person wants to write into the open ticket */
#define BELL_TYPE_DESK (bell_desk_get_type ())
G_DECLARE_FINAL_TYPE (BellDesk, bell_desk, BELL, DESK, GObject)

BellDesk     *bell_desk_new              (BellStore          *store,
                                          BellAccount        *account,
                                          GSettings          *settings);
BellStore    *bell_desk_get_store        (BellDesk           *self);
GSettings    *bell_desk_get_settings     (BellDesk           *self);
gint64        bell_desk_now              (BellDesk           *self);
BellPulse    *bell_desk_get_pulse        (BellDesk           *self);
void          bell_desk_set_shown        (BellDesk           *self,
                                          gboolean            shown);

GListModel   *bell_desk_get_places       (BellDesk           *self);
BellPlace    *bell_desk_get_place        (BellDesk           *self);
void          bell_desk_set_place        (BellDesk           *self,
                                          BellPlace          *place);
gboolean      bell_desk_show_place       (BellDesk           *self,
                                          const char         *id);

BellDetail    bell_desk_get_detail       (BellDesk           *self);
BellItem     *bell_desk_get_ticket       (BellDesk           *self);
const char   *bell_desk_get_ticket_id    (BellDesk           *self);
const char   *bell_desk_get_article_id   (BellDesk           *self);
BellItem     *bell_desk_get_article      (BellDesk           *self);
void          bell_desk_open_ticket      (BellDesk           *self,
                                          const char         *id);
void          bell_desk_open_article     (BellDesk           *self,
                                          const char         *id);
void          bell_desk_edit_article     (BellDesk           *self,
                                          const char         *id);
void          bell_desk_close_detail     (BellDesk           *self);

void          bell_desk_set_attended     (BellDesk           *self,
                                          gboolean            attended);

const char   *bell_desk_get_search_text  (BellDesk           *self);
void          bell_desk_set_search_text  (BellDesk           *self,
                                          const char         *text);

BellLink      bell_desk_get_link         (BellDesk           *self);
const char   *bell_desk_get_problem      (BellDesk           *self);
double        bell_desk_get_progress     (BellDesk           *self);
BellAccount  *bell_desk_get_account      (BellDesk           *self);

void          bell_desk_tell_done        (BellDesk           *self,
                                          const char         *sentence,
                                          const char *const  *change_ids);
void          bell_desk_tell_failed      (BellDesk           *self,
                                          const GError       *error);
void          bell_desk_compose          (BellDesk           *self,
                                          BellMessageKind     kind);

G_END_DECLS
