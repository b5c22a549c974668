/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "bell-clock.h"
#include "bell-record.h"

G_BEGIN_DECLS

/* A row of a list: an object as people see it, with what is theirs about it.
 *
 * Properties, all bindable: `record` (boxed, null while loading), `loading`,
 * `pending`, `refused`, `unread`, `id`, `title`, `number`, `status`, `priority`,
 * `kind`, `requester-name`, `assignee-name`, `team-name`, `author-name`,
 * `created-at`, `updated-at`. The last two are milliseconds or
 * %BELL_TIME_UNSET. A text property that does not apply is %NULL. */
#define BELL_TYPE_ITEM (bell_item_get_type ())
G_DECLARE_FINAL_TYPE (BellItem, bell_item, BELL, ITEM, GObject)

BellRecord  *bell_item_get_record         (BellItem *self);
gboolean     bell_item_get_loading        (BellItem *self);
gboolean     bell_item_get_pending        (BellItem *self);
gboolean     bell_item_get_refused        (BellItem *self);
gboolean     bell_item_get_unread         (BellItem *self);
const char  *bell_item_get_id             (BellItem *self);
const char  *bell_item_get_title          (BellItem *self);
gint64       bell_item_get_number         (BellItem *self);
BellStatus   bell_item_get_status         (BellItem *self);
BellPriority bell_item_get_priority       (BellItem *self);
const char  *bell_item_get_requester_name (BellItem *self);
const char  *bell_item_get_assignee_name  (BellItem *self);
const char  *bell_item_get_team_name      (BellItem *self);
const char  *bell_item_get_author_name    (BellItem *self);
gint64       bell_item_get_created_at     (BellItem *self);
gint64       bell_item_get_updated_at     (BellItem *self);

G_END_DECLS
