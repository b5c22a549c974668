/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-notification.h"

/* One thing to tell a person.
 *
 * A plain value: whoever makes it fills it in and hands it to
 * bell_notifier_show(), which takes a copy, so that nothing changes behind
 * the notifier's back. All texts are plain text; the notifier escapes them
 * where the desktop's daemon reads markup. */
struct _BellNotification
{
  char *id;
  char *title;
  char *body;
  char *category;
  char *sound_name;
  char *payload;
  GPtrArray *actions; /* name, label, name, label... */
  BellUrgency urgency;
};

G_DEFINE_BOXED_TYPE (BellNotification, bell_notification, bell_notification_copy, bell_notification_free)

/* D-Bus closes the connection on text that is not UTF-8, and the texts come
 * from other people's tickets. */
static void
take_text (char      **field,
           const char *text)
{
  g_free (*field);
  *field = text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

/**
 * bell_notification_new:
 * @id: a stable text that names what this is about; showing another with the
 *   same id replaces this one on screen
 * @title: one line of plain text
 *
 * Makes a notification of normal urgency with the default action alone.
 *
 * Returns: (transfer full): a notification
 */
BellNotification *
bell_notification_new (const char *id,
                       const char *title)
{
  BellNotification *self;

  g_return_val_if_fail (id != NULL && *id != '\0', NULL);
  g_return_val_if_fail (title != NULL, NULL);

  self = g_new0 (BellNotification, 1);
  self->urgency = BELL_URGENCY_NORMAL;
  self->actions = g_ptr_array_new_with_free_func (g_free);
  take_text (&self->id, id);
  take_text (&self->title, title);

  return self;
}

/**
 * bell_notification_copy:
 *
 * Returns: (transfer full): another one that says the same
 */
BellNotification *
bell_notification_copy (const BellNotification *self)
{
  BellNotification *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (BellNotification, 1);
  copy->id = g_strdup (self->id);
  copy->title = g_strdup (self->title);
  copy->body = g_strdup (self->body);
  copy->category = g_strdup (self->category);
  copy->sound_name = g_strdup (self->sound_name);
  copy->payload = g_strdup (self->payload);
  copy->urgency = self->urgency;
  copy->actions = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->actions->len; i++)
    g_ptr_array_add (copy->actions, g_strdup (self->actions->pdata[i]));

  return copy;
}

/**
 * bell_notification_free:
 *
 * Frees it and its texts.
 */
void
bell_notification_free (BellNotification *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->title);
  g_free (self->body);
  g_free (self->category);
  g_free (self->sound_name);
  g_free (self->payload);
  g_ptr_array_unref (self->actions);
  g_free (self);
}

/**
 * bell_notification_set_body:
 * @body: (nullable): some lines of plain text
 */
void
bell_notification_set_body (BellNotification *self,
                            const char       *body)
{
  g_return_if_fail (self != NULL);

  take_text (&self->body, body);
}

/**
 * bell_notification_set_category:
 * @category: (nullable): one of the desktop specification's names, such as
 *   `im.received`
 */
void
bell_notification_set_category (BellNotification *self,
                                const char       *category)
{
  g_return_if_fail (self != NULL);

  take_text (&self->category, category);
}

/**
 * bell_notification_set_urgency:
 * @urgency: how loudly to speak
 */
void
bell_notification_set_urgency (BellNotification *self,
                               BellUrgency       urgency)
{
  g_return_if_fail (self != NULL);

  self->urgency = urgency;
}

/**
 * bell_notification_set_sound:
 * @sound_name: (nullable): a name of the sound naming specification, such as
 *   `message-new-instant`
 */
void
bell_notification_set_sound (BellNotification *self,
                             const char       *sound_name)
{
  g_return_if_fail (self != NULL);

  take_text (&self->sound_name, sound_name);
}

/**
 * bell_notification_set_payload:
 * @payload: (nullable): text for the program itself, such as a ticket's id;
 *   given back with #BellNotifier::activated and never shown
 */
void
bell_notification_set_payload (BellNotification *self,
                               const char       *payload)
{
  g_return_if_fail (self != NULL);

  take_text (&self->payload, payload);
}

/**
 * bell_notification_add_action:
 * @name: what #BellNotifier::activated will call it
 * @label: what is on the button
 *
 * Adds a button, after those added before. A @name that is there already, or
 * %BELL_NOTIFICATION_DEFAULT_ACTION, is given the new label.
 */
void
bell_notification_add_action (BellNotification *self,
                              const char       *name,
                              const char       *label)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL && *name != '\0');
  g_return_if_fail (label != NULL);

  for (guint i = 0; i < self->actions->len; i += 2)
    {
      if (g_str_equal (self->actions->pdata[i], name))
        {
          take_text ((char **) &self->actions->pdata[i + 1], label);
          return;
        }
    }

  g_ptr_array_add (self->actions, g_utf8_make_valid (name, -1));
  g_ptr_array_add (self->actions, g_utf8_make_valid (label, -1));
}

/**
 * bell_notification_get_id:
 *
 * Returns: (transfer none): what this is about
 */
const char *
bell_notification_get_id (const BellNotification *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

/**
 * bell_notification_get_title:
 *
 * Returns: (transfer none): its first line
 */
const char *
bell_notification_get_title (const BellNotification *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->title;
}

/**
 * bell_notification_get_body:
 *
 * Returns: (transfer none) (nullable): its other lines
 */
const char *
bell_notification_get_body (const BellNotification *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->body;
}

/**
 * bell_notification_get_category:
 *
 * Returns: (transfer none) (nullable): its category
 */
const char *
bell_notification_get_category (const BellNotification *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->category;
}

/**
 * bell_notification_get_urgency:
 *
 * Returns: how loudly it speaks
 */
BellUrgency
bell_notification_get_urgency (const BellNotification *self)
{
  g_return_val_if_fail (self != NULL, BELL_URGENCY_NORMAL);

  return self->urgency;
}

/**
 * bell_notification_get_sound:
 *
 * Returns: (transfer none) (nullable): the name of its sound
 */
const char *
bell_notification_get_sound (const BellNotification *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->sound_name;
}

/**
 * bell_notification_get_payload:
 *
 * Returns: (transfer none) (nullable): the program's own text
 */
const char *
bell_notification_get_payload (const BellNotification *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->payload;
}

/**
 * bell_notification_get_n_actions:
 *
 * Returns: how many actions were added
 */
guint
bell_notification_get_n_actions (const BellNotification *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->actions->len / 2;
}

/**
 * bell_notification_get_action:
 * @index: which one, from zero
 * @label: (out) (optional) (transfer none): what is on its button
 *
 * Returns: (transfer none) (nullable): the action's name, or %NULL past the
 *   last
 */
const char *
bell_notification_get_action (const BellNotification *self,
                              guint                   index,
                              const char            **label)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (index >= self->actions->len / 2)
    return NULL;

  if (label != NULL)
    *label = self->actions->pdata[index * 2 + 1];

  return self->actions->pdata[index * 2];
}
