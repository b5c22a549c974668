/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-ticket-row.h"

#include <glib/gi18n-lib.h>

#include "bell-age.h"
#include "bell-labels.h"

#define DOT_SIZE      8
#define TEXT_START    16 /* what the mark of unread tickets leaves */
#define LINE_SPACING  4
#define GAP           8
#define WAITING_SIZE  14
#define PRIORITY_SIZE 12
#define STATUS_DIGITS 8  /* chips of usual words are of one width */
#define LEAST_ORIGIN  120 /* pixels; below that the priority's word goes */

/**
 * BellTicketRow:
 *
 * One ticket in the list, in two lines: subject and age, then number and
 * requester, when it is due, priority and status. It reads them from the item
 * whenever it is drawn, so that binding one sets a pointer and nothing else.
 */
struct _BellTicketRow
{
  BellDrawnRow parent_instance;

  BellItem *item;
  gulong changed_id;
  gint64 now;
  BellTicketRowDueFunc due_func;
  gpointer due_data;
  BellTicketRowDraftFunc draft_func;
  gpointer draft_data;

  /* As drawn last, for the tooltips; from the side where reading begins. */
  int subject_end;
  int waiting_start;
  int waiting_end;
  int draft_start;
  int draft_end;
  gboolean subject_cut;
};

G_DEFINE_FINAL_TYPE (BellTicketRow, bell_ticket_row, BELL_TYPE_DRAWN_ROW)

static gboolean
has_ticket (BellTicketRow *self)
{
  return self->item != NULL && bell_item_get_record (self->item) != NULL;
}

static gboolean
is_waiting (BellTicketRow *self)
{
  return bell_item_get_refused (self->item) || bell_item_get_pending (self->item);
}

static gboolean
has_draft (BellTicketRow *self)
{
  return self->draft_func != NULL && self->draft_func (self->item, self->draft_data);
}

static char *
get_origin (BellTicketRow *self)
{
  gint64 number = bell_item_get_number (self->item);
  const char *requester = bell_item_get_requester_name (self->item);

  if (number > 0)
    return g_strdup_printf ("#%" G_GINT64_FORMAT " · %s", number, requester != NULL ? requester : "");

  return g_strdup (requester != NULL ? requester : "");
}

static BellTone
get_status_tone (BellStatus  status,
                 gboolean   *filled)
{
  *filled = status == BELL_STATUS_NEW;

  switch (status)
    {
    case BELL_STATUS_NEW:
    case BELL_STATUS_OPEN: return BELL_TONE_ACCENT;
    case BELL_STATUS_PENDING: return BELL_TONE_WARNING;
    case BELL_STATUS_SOLVED: return BELL_TONE_SUCCESS;
    case BELL_STATUS_CLOSED: return BELL_TONE_DIM;
    case BELL_STATUS_ON_HOLD:
    default: return BELL_TONE_PLAIN;
    }
}

static BellTone
get_priority_tone (BellPriority priority)
{
  switch (priority)
    {
    case BELL_PRIORITY_HIGH: return BELL_TONE_WARNING;
    case BELL_PRIORITY_URGENT: return BELL_TONE_ERROR;
    case BELL_PRIORITY_LOW:
    case BELL_PRIORITY_NORMAL:
    default: return BELL_TONE_DIM;
    }
}

/* --- Drawing -------------------------------------------------------------- */

static int
get_second_height (BellRowStyle *style)
{
  return MAX (bell_row_style_get_height (style, BELL_ROW_FONT_CAPTION),
              bell_row_style_get_height (style, BELL_ROW_FONT_CHIP) + 2);
}

static void
draw_first_line (BellTicketRow    *self,
                 const BellRowPen *pen)
{
  BellRowStyle *style = pen->style;
  int baseline = bell_row_pen_get_baseline (pen, BELL_ROW_FONT_BODY);
  int middle = bell_row_style_get_height (style, BELL_ROW_FONT_BODY) / 2;
  gboolean unread = bell_item_get_unread (self->item);
  g_autofree char *age = bell_age_to_short_text (bell_item_get_updated_at (self->item), self->now);
  g_autoptr (PangoLayout) when = bell_row_style_create_layout (style, BELL_ROW_FONT_CAPTION, age);
  g_autoptr (PangoLayout) subject =
    bell_row_style_create_layout (style, unread ? BELL_ROW_FONT_BOLD : BELL_ROW_FONT_BODY, bell_item_get_title (self->item));
  int end = pen->width;
  int width;

  if (unread)
    bell_row_pen_dot (pen, DOT_SIZE, 0, middle - DOT_SIZE / 2 + 1, BELL_TONE_ACCENT);

  pango_layout_get_pixel_size (when, &width, NULL);
  end -= width;
  bell_row_pen_text (pen, when, end, baseline, -1, BELL_TONE_DIM);
  end -= GAP;

  self->waiting_start = self->waiting_end = end;
  if (is_waiting (self))
    {
      end -= WAITING_SIZE;
      bell_row_pen_icon (pen, bell_item_get_refused (self->item) ? "dialog-warning-symbolic" : "deskbell-outbox-symbolic",
                         WAITING_SIZE, end, middle - WAITING_SIZE / 2, BELL_TONE_WARNING);
      self->waiting_start = end;
      end -= GAP;
    }

  self->draft_start = self->draft_end = end;
  if (has_draft (self))
    {
      end -= WAITING_SIZE;
      bell_row_pen_icon (pen, "document-edit-symbolic", WAITING_SIZE, end, middle - WAITING_SIZE / 2, BELL_TONE_DIM);
      self->draft_start = end;
      end -= GAP;
    }

  bell_row_pen_text (pen, subject, TEXT_START, baseline, MAX (end - TEXT_START, 0), BELL_TONE_PLAIN);
  self->subject_end = end;
  self->subject_cut = pango_layout_is_ellipsized (subject);
}

/* Returns: how many pixels are left before it. */
static int
draw_due (BellTicketRow    *self,
          const BellRowPen *pen,
          int               end,
          int               baseline)
{
  BellTone tone = BELL_TONE_DIM;
  gboolean filled = FALSE;
  g_autofree char *text = NULL;
  g_autoptr (PangoLayout) layout = NULL;
  int width;

  if (self->due_func != NULL)
    text = self->due_func (self->item, self->now, &tone, &filled, self->due_data);
  if (text == NULL || *text == '\0')
    return end;

  layout = bell_row_style_create_layout (pen->style, filled ? BELL_ROW_FONT_CHIP : BELL_ROW_FONT_CAPTION, text);
  if (filled)
    {
      width = bell_row_pen_get_chip_width (pen, layout, 0);
      bell_row_pen_chip (pen, layout, end - width, width, baseline, tone, TRUE);
    }
  else
    {
      pango_layout_get_pixel_size (layout, &width, NULL);
      bell_row_pen_text (pen, layout, end - width, baseline, -1, tone);
    }

  return end - width - GAP;
}

static void
draw_second_line (BellTicketRow    *self,
                  const BellRowPen *pen)
{
  BellRowStyle *style = pen->style;
  BellStatus status = bell_item_get_status (self->item);
  BellPriority priority = bell_item_get_priority (self->item);
  BellTone priority_tone = get_priority_tone (priority);
  PangoLayout *status_word = bell_row_style_get_word (style, BELL_ROW_FONT_CHIP, bell_label_for_status (status));
  PangoLayout *priority_word =
    bell_row_style_get_word (style, priority_tone == BELL_TONE_DIM ? BELL_ROW_FONT_CAPTION : BELL_ROW_FONT_CAPTION_BOLD,
                             bell_label_for_priority (priority));
  g_autofree char *text = get_origin (self);
  g_autoptr (PangoLayout) origin = bell_row_style_create_layout (style, BELL_ROW_FONT_CAPTION, text);
  int top = bell_row_style_get_height (style, BELL_ROW_FONT_BODY) + LINE_SPACING;
  int height = get_second_height (style);
  int baseline = top + (height - bell_row_style_get_height (style, BELL_ROW_FONT_CHIP)) / 2 +
                 bell_row_pen_get_baseline (pen, BELL_ROW_FONT_CHIP);
  int end = pen->width;
  gboolean filled;
  BellTone tone = get_status_tone (status, &filled);
  int width;

  width = bell_row_pen_get_chip_width (pen, status_word, STATUS_DIGITS);
  end -= width;
  bell_row_pen_chip (pen, status_word, end, width, baseline, tone, filled);
  end -= GAP;

  end = draw_due (self, pen, end, baseline);

  pango_layout_get_pixel_size (priority_word, &width, NULL);
  if (end - width - PRIORITY_SIZE - TEXT_START >= LEAST_ORIGIN)
    {
      end -= width;
      bell_row_pen_text (pen, priority_word, end, baseline, -1, priority_tone);
      end -= LINE_SPACING;
    }
  end -= PRIORITY_SIZE;
  bell_row_pen_icon (pen, bell_icon_for_priority (priority), PRIORITY_SIZE, end, top + (height - PRIORITY_SIZE) / 2,
                     priority_tone);
  end -= GAP;

  bell_row_pen_text (pen, origin, TEXT_START, baseline, MAX (end - TEXT_START, 0), BELL_TONE_DIM);
}

static int
bell_ticket_row_get_height (BellDrawnRow *row,
                            BellRowStyle *style)
{
  return bell_row_style_get_height (style, BELL_ROW_FONT_BODY) + LINE_SPACING + get_second_height (style);
}

static void
bell_ticket_row_draw (BellDrawnRow     *row,
                      const BellRowPen *pen)
{
  BellTicketRow *self = BELL_TICKET_ROW (row);

  if (!has_ticket (self))
    return;

  draw_first_line (self, pen);
  draw_second_line (self, pen);
}

static char *
bell_ticket_row_describe (BellDrawnRow *row)
{
  BellTicketRow *self = BELL_TICKET_ROW (row);
  g_autoptr (GPtrArray) parts = NULL;
  g_autofree char *origin = NULL;
  g_autofree char *age = NULL;
  g_autofree char *due = NULL;
  gboolean filled = FALSE;
  BellTone tone = BELL_TONE_DIM;

  if (!has_ticket (self))
    return NULL;

  parts = g_ptr_array_new ();
  origin = get_origin (self);
  age = bell_age_to_short_text (bell_item_get_updated_at (self->item), self->now);
  if (self->due_func != NULL)
    due = self->due_func (self->item, self->now, &tone, &filled, self->due_data);

  g_ptr_array_add (parts, (gpointer) bell_item_get_title (self->item));
  if (bell_item_get_unread (self->item))
    g_ptr_array_add (parts, (gpointer) _("Not read yet"));
  if (is_waiting (self))
    g_ptr_array_add (parts, (gpointer) (bell_item_get_refused (self->item) ? _("A change was refused") : _("Waiting to be sent")));
  if (has_draft (self))
    g_ptr_array_add (parts, (gpointer) _("Has a draft of yours"));
  g_ptr_array_add (parts, origin);
  g_ptr_array_add (parts, (gpointer) bell_label_for_status (bell_item_get_status (self->item)));
  g_ptr_array_add (parts, (gpointer) bell_label_for_priority (bell_item_get_priority (self->item)));
  if (due != NULL && *due != '\0')
    g_ptr_array_add (parts, due);
  if (*age != '\0')
    g_ptr_array_add (parts, age);
  g_ptr_array_add (parts, NULL);

  return g_strjoinv (", ", (char **) parts->pdata);
}

/* --- Following the ticket --------------------------------------------------- */

/* A record that comes tells of each of its properties, a dozen in a row; the
 * row is drawn once for all of them. */
static void
item_changed_cb (BellTicketRow *self)
{
  g_assert (BELL_IS_TICKET_ROW (self));

  bell_drawn_row_changed (BELL_DRAWN_ROW (self));
}

static gboolean
bell_ticket_row_query_tooltip (GtkWidget  *widget,
                               int         x,
                               int         y,
                               gboolean    keyboard,
                               GtkTooltip *tooltip)
{
  BellTicketRow *self = BELL_TICKET_ROW (widget);
  int at = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL ? gtk_widget_get_width (widget) - x : x;

  if (!has_ticket (self) || y > gtk_widget_get_height (widget) / 2)
    return FALSE;

  if (at < TEXT_START && bell_item_get_unread (self->item))
    gtk_tooltip_set_text (tooltip, _("Not read yet"));
  else if (at >= self->waiting_start && at < self->waiting_end)
    gtk_tooltip_set_text (tooltip, bell_item_get_refused (self->item) ? _("A change was refused") : _("Waiting to be sent"));
  else if (at >= self->draft_start && at < self->draft_end)
    gtk_tooltip_set_text (tooltip, _("Has a draft of yours"));
  else if (self->subject_cut && at >= TEXT_START && at < self->subject_end)
    gtk_tooltip_set_text (tooltip, bell_item_get_title (self->item));
  else
    return FALSE;

  return TRUE;
}

static void
bell_ticket_row_dispose (GObject *object)
{
  BellTicketRow *self = BELL_TICKET_ROW (object);

  if (self->item != NULL)
    g_clear_signal_handler (&self->changed_id, self->item);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (bell_ticket_row_parent_class)->dispose (object);
}

static void
bell_ticket_row_class_init (BellTicketRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  BellDrawnRowClass *row_class = BELL_DRAWN_ROW_CLASS (klass);

  object_class->dispose = bell_ticket_row_dispose;
  widget_class->query_tooltip = bell_ticket_row_query_tooltip;
  row_class->get_height = bell_ticket_row_get_height;
  row_class->draw = bell_ticket_row_draw;
  row_class->describe = bell_ticket_row_describe;

  gtk_widget_class_set_css_name (widget_class, "ticketrow");
}

static void
bell_ticket_row_init (BellTicketRow *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

/**
 * bell_ticket_row_new:
 * @style: what it shares with the other rows of its list
 *
 * Returns: (transfer floating): a row without a ticket
 */
GtkWidget *
bell_ticket_row_new (BellRowStyle *style)
{
  g_return_val_if_fail (BELL_IS_ROW_STYLE (style), NULL);

  return g_object_new (BELL_TYPE_TICKET_ROW, "row-style", style, NULL);
}

/**
 * bell_ticket_row_set_due_func:
 * @self: a row
 * @func: (nullable) (scope forever): tells when a ticket is due
 * @user_data: for @func; outlives the row
 */
void
bell_ticket_row_set_due_func (BellTicketRow        *self,
                              BellTicketRowDueFunc  func,
                              gpointer              user_data)
{
  g_return_if_fail (BELL_IS_TICKET_ROW (self));

  self->due_func = func;
  self->due_data = user_data;
  bell_drawn_row_changed (BELL_DRAWN_ROW (self));
}

/**
 * bell_ticket_row_set_draft_func:
 * @self: a row
 * @func: (nullable): says whether somebody began to write in a ticket; asked whenever the row is drawn
 * @user_data: for @func
 */
void
bell_ticket_row_set_draft_func (BellTicketRow          *self,
                                BellTicketRowDraftFunc  func,
                                gpointer                user_data)
{
  g_return_if_fail (BELL_IS_TICKET_ROW (self));

  self->draft_func = func;
  self->draft_data = user_data;
  bell_drawn_row_changed (BELL_DRAWN_ROW (self));
}

/**
 * bell_ticket_row_set_item:
 * @self: a row
 * @item: (nullable): the ticket to show
 * @now: the time, for its age
 *
 * Shows a ticket and follows it.
 */
void
bell_ticket_row_set_item (BellTicketRow *self,
                          BellItem      *item,
                          gint64         now)
{
  g_return_if_fail (BELL_IS_TICKET_ROW (self));
  g_return_if_fail (item == NULL || BELL_IS_ITEM (item));

  self->now = now;
  if (self->item == item)
    return;

  if (self->item != NULL)
    g_clear_signal_handler (&self->changed_id, self->item);
  g_set_object (&self->item, item);
  if (item != NULL)
    {
      self->changed_id = g_signal_connect_swapped (item, "notify", G_CALLBACK (item_changed_cb), self);
      bell_drawn_row_changed (BELL_DRAWN_ROW (self));
    }
}

/**
 * bell_ticket_row_set_now:
 * @self: a row
 * @now: the time
 *
 * Tells the row that time has passed: it shows another age.
 */
void
bell_ticket_row_set_now (BellTicketRow *self,
                         gint64         now)
{
  g_return_if_fail (BELL_IS_TICKET_ROW (self));

  self->now = now;
  if (self->item != NULL)
    bell_drawn_row_changed (BELL_DRAWN_ROW (self));
}

/**
 * bell_ticket_row_get_item:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the ticket that it shows
 */
BellItem *
bell_ticket_row_get_item (BellTicketRow *self)
{
  g_return_val_if_fail (BELL_IS_TICKET_ROW (self), NULL);

  return self->item;
}
