/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-composer.h"

#include <glib/gi18n-lib.h>

#include "bell-attachment-box.h"
#include "bell-composer-input.h"
#include "bell-markdown-edit.h"

/* Where replies and internal notes are written.
 *
 * Holds what the person has typed and attached, and tells whoever listens of
 * every change, so that drafts can be kept, and when it is to be sent. It
 * keeps its content until bell_composer_clear(): nothing typed is lost if
 * sending fails. The switch between reply and note changes the look of the
 * whole composer, so that nobody tells the requester what was meant for
 * colleagues.
 *
 * Used from GTK's thread; owned by its parent. */
struct _BellComposer
{
  GtkWidget parent_instance;

  GtkWidget *kind_box;
  GtkWidget *reply_button;
  GtkWidget *note_button;
  GtkWidget *note_hint;
  GtkWidget *text_view;
  GtkWidget *placeholder;
  GtkWidget *attachment_box;
  GtkWidget *problem_revealer;
  GtkWidget *problem_label;
  GtkWidget *send_button;

  char *text; /* what get_text() returned last */
  BellMessageKind kind;
  gboolean allows_notes;
  gboolean loading; /* the program changes it, not the person */
};

G_DEFINE_FINAL_TYPE (BellComposer, bell_composer, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_TEXT = 1,
  PROP_KIND,
  PROP_ALLOWS_NOTES,
} BellComposerProperty;

enum
{
  SIGNAL_CHANGED,
  SIGNAL_SEND,
  SIGNAL_OPEN_ATTACHMENT,
  N_SIGNALS
};

static GParamSpec *properties[PROP_ALLOWS_NOTES + 1];
static guint signals[N_SIGNALS];

static GtkTextBuffer *
get_buffer (BellComposer *self)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text_view));
}

/* The one place that says what can be done now and how it looks. */
static void
update (BellComposer *self)
{
  gboolean note = self->kind != BELL_MESSAGE_KIND_REPLY;
  gboolean empty = gtk_text_buffer_get_char_count (get_buffer (self)) == 0;
  gboolean attached = g_list_model_get_n_items (bell_composer_get_attachments (self)) > 0;
  const char *label = note ? _("Internal note") : _("Reply");

  if (note)
    gtk_widget_add_css_class (GTK_WIDGET (self), "note");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "note");

  gtk_widget_set_visible (self->kind_box, self->allows_notes);
  gtk_widget_set_visible (self->note_hint, note);
  gtk_widget_set_visible (self->placeholder, empty);
  gtk_label_set_label (GTK_LABEL (self->placeholder),
                       note ? _("Write a note for your colleagues")
                       /* Where something else sends, it is the beginning of something. */
                       : gtk_widget_get_visible (self->send_button) ? _("Write a reply") : _("What is it about?"));
  gtk_button_set_label (GTK_BUTTON (self->send_button), note ? _("Add Note") : _("Send"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text_view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.send",
                                 (attached || !bell_markdown_edit_is_blank (get_buffer (self))) &&
                                 !bell_attachment_box_is_busy (BELL_ATTACHMENT_BOX (self->attachment_box)));
}

static void
tell_changed (BellComposer *self)
{
  update (self);

  if (!self->loading)
    {
      gtk_revealer_set_reveal_child (GTK_REVEALER (self->problem_revealer), FALSE);
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
    }
}

static void
on_text_changed (GtkTextBuffer *buffer,
                 BellComposer  *self)
{
  tell_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static void
on_kind_toggled (GtkToggleButton *button,
                 BellComposer    *self)
{
  gboolean note = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->note_button));
  BellMessageKind kind = note ? BELL_MESSAGE_KIND_NOTE : BELL_MESSAGE_KIND_REPLY;

  /* bell_composer_set_kind() moves the switch itself. */
  if (self->kind == kind)
    return;

  bell_composer_set_kind (self, kind);
  tell_changed (self);
}

static void
on_problem (BellAttachmentBox *box,
            const char        *text,
            BellComposer      *self)
{
  gtk_label_set_label (GTK_LABEL (self->problem_label), text);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->problem_revealer), TRUE);
}

static void
on_open_attachment (BellAttachmentBox *box,
                    BellAttachment    *attachment,
                    BellComposer      *self)
{
  g_signal_emit (self, signals[SIGNAL_OPEN_ATTACHMENT], 0, attachment);
}

static void
run_edit (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  BellComposer *self = BELL_COMPOSER (widget);
  GtkTextBuffer *buffer = get_buffer (self);

  if (g_str_equal (action_name, "composer.bold"))
    bell_markdown_edit_toggle_marks (buffer, "**");
  else if (g_str_equal (action_name, "composer.italic"))
    bell_markdown_edit_toggle_marks (buffer, "*");
  else if (g_str_equal (action_name, "composer.code"))
    bell_markdown_edit_toggle_code (buffer);
  else if (g_str_equal (action_name, "composer.list"))
    bell_markdown_edit_toggle_lines (buffer, "- ");
  else if (g_str_equal (action_name, "composer.quote"))
    bell_markdown_edit_toggle_lines (buffer, "> ");
  else
    bell_markdown_edit_insert_link (buffer);

  gtk_widget_grab_focus (self->text_view);
}

static void
run_attach (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  bell_attachment_box_choose (BELL_ATTACHMENT_BOX (BELL_COMPOSER (widget)->attachment_box));
}

static void
run_send (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  BellComposer *self = BELL_COMPOSER (widget);
  g_autofree char *text = g_strdup (bell_composer_get_text (self));

  g_signal_emit (self, signals[SIGNAL_SEND], 0, self->kind, text, bell_composer_get_attachments (self));
}

static gboolean
bell_composer_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (BELL_COMPOSER (widget)->text_view);
}

static void
bell_composer_dispose (GObject *object)
{
  GtkWidget *child;

  gtk_widget_dispose_template (GTK_WIDGET (object), BELL_TYPE_COMPOSER);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (bell_composer_parent_class)->dispose (object);
}

static void
bell_composer_finalize (GObject *object)
{
  g_free (BELL_COMPOSER (object)->text);

  G_OBJECT_CLASS (bell_composer_parent_class)->finalize (object);
}

static void
bell_composer_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  BellComposer *self = BELL_COMPOSER (object);

  switch ((BellComposerProperty) id)
    {
    case PROP_TEXT:
      g_value_set_string (value, bell_composer_get_text (self));
      break;

    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;

    case PROP_ALLOWS_NOTES:
      g_value_set_boolean (value, self->allows_notes);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bell_composer_set_property (GObject      *object,
                            guint         id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  BellComposer *self = BELL_COMPOSER (object);

  switch ((BellComposerProperty) id)
    {
    case PROP_TEXT:
      bell_composer_set_text (self, g_value_get_string (value));
      break;

    case PROP_KIND:
      bell_composer_set_kind (self, (BellMessageKind) g_value_get_enum (value));
      break;

    case PROP_ALLOWS_NOTES:
      bell_composer_set_allows_notes (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bell_composer_class_init (BellComposerClass *klass)
{
  static const char *const edits[] = { "composer.bold", "composer.italic", "composer.code", "composer.list",
                                       "composer.quote", "composer.link" };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bell_composer_dispose;
  object_class->finalize = bell_composer_finalize;
  object_class->get_property = bell_composer_get_property;
  object_class->set_property = bell_composer_set_property;
  widget_class->grab_focus = bell_composer_grab_focus;

  /**
   * BellComposer:text:
   *
   * The Markdown that was typed.
   */
  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, "",
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * BellComposer:kind:
   *
   * %BELL_MESSAGE_KIND_REPLY or %BELL_MESSAGE_KIND_NOTE.
   */
  properties[PROP_KIND] =
    g_param_spec_enum ("kind", NULL, NULL, bell_message_kind_get_type (), BELL_MESSAGE_KIND_REPLY,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * BellComposer:allows-notes:
   *
   * Whether there is a choice at all; requesters have none.
   */
  properties[PROP_ALLOWS_NOTES] =
    g_param_spec_boolean ("allows-notes", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * BellComposer::changed:
   *
   * The person typed, attached or switched: the draft is to be kept.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * BellComposer::send:
   * @kind: a #BellMessageKind
   * @text: the Markdown
   * @attachments: a #GListModel of #BellAttachment; the composer's own, so
   *   take what is needed before bell_composer_clear()
   *
   * The person wants it sent.
   */
  signals[SIGNAL_SEND] =
    g_signal_new ("send", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 3, bell_message_kind_get_type (), G_TYPE_STRING, G_TYPE_LIST_MODEL);

  /**
   * BellComposer::open-attachment:
   * @attachment: a #BellAttachment
   *
   * The person wants to see what they attached.
   */
  signals[SIGNAL_OPEN_ATTACHMENT] =
    g_signal_new ("open-attachment", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, BELL_TYPE_ATTACHMENT);

  g_type_ensure (BELL_TYPE_ATTACHMENT_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/widgets/bell-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, BellComposer, kind_box);
  gtk_widget_class_bind_template_child (widget_class, BellComposer, reply_button);
  gtk_widget_class_bind_template_child (widget_class, BellComposer, note_button);
  gtk_widget_class_bind_template_child (widget_class, BellComposer, note_hint);
  gtk_widget_class_bind_template_child (widget_class, BellComposer, text_view);
  gtk_widget_class_bind_template_child (widget_class, BellComposer, placeholder);
  gtk_widget_class_bind_template_child (widget_class, BellComposer, attachment_box);
  gtk_widget_class_bind_template_child (widget_class, BellComposer, problem_revealer);
  gtk_widget_class_bind_template_child (widget_class, BellComposer, problem_label);
  gtk_widget_class_bind_template_child (widget_class, BellComposer, send_button);

  for (gsize i = 0; i < G_N_ELEMENTS (edits); i++)
    gtk_widget_class_install_action (widget_class, edits[i], NULL, run_edit);
  gtk_widget_class_install_action (widget_class, "composer.attach", NULL, run_attach);
  gtk_widget_class_install_action (widget_class, "composer.send", NULL, run_send);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "bellcomposer");
}

static void
bell_composer_init (BellComposer *self)
{
  self->allows_notes = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));

  bell_composer_input_set_up (GTK_WIDGET (self), GTK_TEXT_VIEW (self->text_view),
                              BELL_ATTACHMENT_BOX (self->attachment_box));
  g_signal_connect (get_buffer (self), "changed", G_CALLBACK (on_text_changed), self);
  g_signal_connect (self->note_button, "toggled", G_CALLBACK (on_kind_toggled), self);
  g_signal_connect_swapped (self->attachment_box, "changed", G_CALLBACK (tell_changed), self);
  g_signal_connect_swapped (self->attachment_box, "notify::busy", G_CALLBACK (update), self);
  g_signal_connect (self->attachment_box, "problem", G_CALLBACK (on_problem), self);
  g_signal_connect (self->attachment_box, "open", G_CALLBACK (on_open_attachment), self);
  update (self);
}

/**
 * bell_composer_new:
 *
 * Returns: (transfer full): an empty composer for a reply
 */
GtkWidget *
bell_composer_new (void)
{
  return g_object_new (BELL_TYPE_COMPOSER, NULL);
}

/**
 * bell_composer_get_text:
 *
 * Returns: (transfer none): the Markdown that was typed; valid until the next
 *   call
 */
const char *
bell_composer_get_text (BellComposer *self)
{
  GtkTextIter start, end;

  g_return_val_if_fail (BELL_IS_COMPOSER (self), NULL);

  gtk_text_buffer_get_bounds (get_buffer (self), &start, &end);
  g_free (self->text);
  self->text = gtk_text_buffer_get_text (get_buffer (self), &start, &end, TRUE);

  return self->text;
}

/**
 * bell_composer_set_text:
 * @text: (nullable): Markdown, such as a draft that was kept
 *
 * Replaces what is typed. Does not emit #BellComposer::changed.
 */
void
bell_composer_set_text (BellComposer *self,
                        const char   *text)
{
  g_autofree char *valid = NULL;

  g_return_if_fail (BELL_IS_COMPOSER (self));

  valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  self->loading = TRUE;
  gtk_text_buffer_set_text (get_buffer (self), valid, -1);
  self->loading = FALSE;
}

/**
 * bell_composer_get_kind:
 *
 * Returns: what is being written
 */
BellMessageKind
bell_composer_get_kind (BellComposer *self)
{
  g_return_val_if_fail (BELL_IS_COMPOSER (self), BELL_MESSAGE_KIND_REPLY);

  return self->kind;
}

/**
 * bell_composer_set_kind:
 * @kind: what is being written
 *
 * Switches between reply and note. The text stays. Does not emit
 * #BellComposer::changed.
 */
void
bell_composer_set_kind (BellComposer    *self,
                        BellMessageKind  kind)
{
  gboolean note = kind != BELL_MESSAGE_KIND_REPLY;

  g_return_if_fail (BELL_IS_COMPOSER (self));

  if (self->kind == kind)
    return;

  self->kind = kind;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (note ? self->note_button : self->reply_button), TRUE);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KIND]);
}

/**
 * bell_composer_set_allows_notes:
 * @allows_notes: whether notes can be written
 *
 * Without, there is no switch and everything is a reply.
 */
void
bell_composer_set_allows_notes (BellComposer *self,
                                gboolean      allows_notes)
{
  g_return_if_fail (BELL_IS_COMPOSER (self));

  if (self->allows_notes == allows_notes)
    return;

  self->allows_notes = allows_notes;
  if (!allows_notes)
    bell_composer_set_kind (self, BELL_MESSAGE_KIND_REPLY);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ALLOWS_NOTES]);
}

/**
 * bell_composer_get_attachments:
 *
 * Returns: (transfer none): a list of #BellAttachment that changes with the
 *   composer
 */
GListModel *
bell_composer_get_attachments (BellComposer *self)
{
  g_return_val_if_fail (BELL_IS_COMPOSER (self), NULL);

  return bell_attachment_box_get_attachments (BELL_ATTACHMENT_BOX (self->attachment_box));
}

/**
 * bell_composer_add_attachment:
 * @attachment: such as one of a draft that was kept
 *
 * Adds it without emitting #BellComposer::changed.
 */
void
bell_composer_add_attachment (BellComposer   *self,
                              BellAttachment *attachment)
{
  g_return_if_fail (BELL_IS_COMPOSER (self));

  self->loading = TRUE;
  bell_attachment_box_add (BELL_ATTACHMENT_BOX (self->attachment_box), attachment);
  self->loading = FALSE;
}

/**
 * bell_composer_add_files:
 * @files: a list of #GFile that the person chose
 *
 * Attaches files; each is told by #BellComposer::changed when it is there.
 */
void
bell_composer_add_files (BellComposer *self,
                         GListModel   *files)
{
  g_return_if_fail (BELL_IS_COMPOSER (self));
  g_return_if_fail (G_IS_LIST_MODEL (files));

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      bell_attachment_box_add_file (BELL_ATTACHMENT_BOX (self->attachment_box), file);
    }
}

/**
 * bell_composer_insert_text:
 * @text: Markdown, such as a quotation
 *
 * Inserts @text where the cursor is, as if it had been typed.
 */
void
bell_composer_insert_text (BellComposer *self,
                           const char   *text)
{
  g_return_if_fail (BELL_IS_COMPOSER (self));
  g_return_if_fail (text != NULL);

  gtk_text_buffer_insert_at_cursor (get_buffer (self), text, -1);
}

/**
 * bell_composer_clear:
 *
 * Empties it: what was in it is sent, or kept elsewhere. The kind stays.
 */
void
bell_composer_clear (BellComposer *self)
{
  g_return_if_fail (BELL_IS_COMPOSER (self));

  bell_composer_set_text (self, NULL);
  self->loading = TRUE;
  bell_attachment_box_clear (BELL_ATTACHMENT_BOX (self->attachment_box));
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->problem_revealer), FALSE);
  self->loading = FALSE;
}

/**
 * bell_composer_set_shows_send:
 * @shows_send: whether there is a button to send with; without, something else does
 */
void
bell_composer_set_shows_send (BellComposer *self,
                              gboolean      shows_send)
{
  g_return_if_fail (BELL_IS_COMPOSER (self));

  gtk_widget_set_visible (self->send_button, shows_send);
  update (self);
}
