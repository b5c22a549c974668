/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * BellUrgency:
 * @BELL_URGENCY_LOW: may be missed
 * @BELL_URGENCY_NORMAL: the usual one
 * @BELL_URGENCY_CRITICAL: stays until it is seen
 *
 * How loudly a notification speaks.
 */
typedef enum
{
  BELL_URGENCY_LOW,
  BELL_URGENCY_NORMAL,
  BELL_URGENCY_CRITICAL,
} BellUrgency;

/**
 * BELL_NOTIFICATION_DEFAULT_ACTION:
 *
 * The name of the action that a click on the notification itself means. Every
 * notification has it.
 */
#define BELL_NOTIFICATION_DEFAULT_ACTION "default"

/**
 * BELL_NOTIFICATION_REPLY_ACTION:
 *
 * An action with a line to write into, where the daemon has such a thing;
 * elsewhere it is left out. See #BellNotifier::replied.
 */
#define BELL_NOTIFICATION_REPLY_ACTION "inline-reply"

#define BELL_TYPE_NOTIFICATION (bell_notification_get_type ())

typedef struct _BellNotification BellNotification;

GType             bell_notification_get_type     (void) G_GNUC_CONST;

BellNotification *bell_notification_new          (const char             *id,
                                                  const char             *title);
BellNotification *bell_notification_copy         (const BellNotification *self);
void              bell_notification_free         (BellNotification       *self);

void              bell_notification_set_body     (BellNotification       *self,
                                                  const char             *body);
void              bell_notification_set_category (BellNotification       *self,
                                                  const char             *category);
void              bell_notification_set_urgency  (BellNotification       *self,
                                                  BellUrgency             urgency);
void              bell_notification_set_sound    (BellNotification       *self,
                                                  const char             *sound_name);
void              bell_notification_set_payload  (BellNotification       *self,
                                                  const char             *payload);
void              bell_notification_add_action   (BellNotification       *self,
                                                  const char             *name,
                                                  const char             *label);

const char       *bell_notification_get_id       (const BellNotification *self);
const char       *bell_notification_get_title    (const BellNotification *self);
const char       *bell_notification_get_body     (const BellNotification *self);
const char       *bell_notification_get_category (const BellNotification *self);
BellUrgency       bell_notification_get_urgency  (const BellNotification *self);
const char       *bell_notification_get_sound    (const BellNotification *self);
const char       *bell_notification_get_payload  (const BellNotification *self);
guint             bell_notification_get_n_actions (const BellNotification *self);
const char       *bell_notification_get_action   (const BellNotification *self,
                                                  guint                   index,
                                                  const char            **label);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellNotification, bell_notification_free)

G_END_DECLS
