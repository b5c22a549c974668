/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-search-results.h"

#include <glib/gi18n-lib.h>

#include "bell-age.h"

/* Of each kind as many as fit a glance; who wants more types more. */
#define MOST_HITS     120
#define MOST_OF_GROUP 15

/**
 * BellSearchResults:
 *
 * What the desk's search text finds while it is typed, grouped by tickets,
 * messages and articles. An answer to an older text never replaces one to a
 * newer: each text cancels the one before.
 */
struct _BellSearchResults
{
  AdwBin parent_instance;

  BellDesk *desk;
  GCancellable *cancellable;
  GListStore *hits; /* of BellHitObject */

  GtkStack *stack;
  GtkListView *view;
};

G_DEFINE_FINAL_TYPE (BellSearchResults, bell_search_results, ADW_TYPE_BIN)

/* A hit as an object, for the list model. */
#define BELL_TYPE_HIT_OBJECT (bell_hit_object_get_type ())
G_DECLARE_FINAL_TYPE (BellHitObject, bell_hit_object, BELL, HIT_OBJECT, GObject)

struct _BellHitObject
{
  GObject parent_instance;

  BellSearchHit *hit;
  gboolean first; /* of its group */
};

G_DEFINE_FINAL_TYPE (BellHitObject, bell_hit_object, G_TYPE_OBJECT)

static void
bell_hit_object_finalize (GObject *object)
{
  BellHitObject *self = BELL_HIT_OBJECT (object);

  g_clear_pointer (&self->hit, bell_search_hit_free);

  G_OBJECT_CLASS (bell_hit_object_parent_class)->finalize (object);
}

static void
bell_hit_object_class_init (BellHitObjectClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bell_hit_object_finalize;
}

static void
bell_hit_object_init (BellHitObject *self)
{
}

static const char *
group_title (BellType type)
{
  switch (type)
    {
    case BELL_TYPE_TICKET: return _("Tickets");
    case BELL_TYPE_MESSAGE: return _("Messages");
    case BELL_TYPE_ARTICLE: return _("Articles");
    case BELL_TYPE_PRINCIPAL:
    case BELL_TYPE_TEAM:
    case BELL_TYPE_VIEW:
    case BELL_TYPE_CALENDAR:
    case BELL_TYPE_SLA_POLICY:
    case BELL_TYPE_CHANGE:
    case BELL_TYPE_NONE:
    default: return _("Other");
    }
}

/* Marks what matched; attributes and not markup, since the text is anybody's. */
static PangoAttrList *
new_match_attributes (GArray *ranges)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  for (guint i = 0; ranges != NULL && i < ranges->len; i++)
    {
      const BellSearchRange *range = &g_array_index (ranges, BellSearchRange, i);
      PangoAttribute *bold = pango_attr_weight_new (PANGO_WEIGHT_BOLD);

      bold->start_index = range->start;
      bold->end_index = range->end;
      pango_attr_list_insert (attributes, bold);
    }

  return attributes;
}

static GtkWidget *
new_line (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 12);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);

  return label;
}

static char *
describe_origin (const BellSearchHit *hit,
                 BellDesk            *desk)
{
  g_autofree char *age = bell_age_to_short_text (hit->time, bell_desk_now (desk));

  return hit->number > 0 ? g_strdup_printf ("#%" G_GINT64_FORMAT " · %s", hit->number, age) : g_steal_pointer (&age);
}

/* Made when it is asked for: to set the text of a tooltip asks the display
 * where the pointer is, for each row and key. */
static gboolean
tooltip_cb (GtkWidget   *column,
            int          x,
            int          y,
            gboolean     keyboard,
            GtkTooltip  *tooltip,
            GtkListItem *list_item)
{
  BellHitObject *object = gtk_list_item_get_item (list_item);
  BellSearchResults *self = BELL_SEARCH_RESULTS (gtk_widget_get_ancestor (column, BELL_TYPE_SEARCH_RESULTS));
  g_autofree char *origin = NULL;

  if (object == NULL || self == NULL)
    return FALSE;

  origin = describe_origin (object->hit, self->desk);
  gtk_tooltip_set_text (tooltip, origin);
  return TRUE;
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *list_item)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *snippet = new_line ("caption");

  gtk_widget_add_css_class (column, "hit");
  gtk_widget_add_css_class (snippet, "dim-label");
  gtk_box_append (GTK_BOX (column), new_line ("group"));
  gtk_box_append (GTK_BOX (column), new_line (NULL));
  gtk_box_append (GTK_BOX (column), snippet);
  gtk_widget_set_has_tooltip (column, TRUE);
  g_signal_connect_object (column, "query-tooltip", G_CALLBACK (tooltip_cb), list_item, 0);
  gtk_list_item_set_child (list_item, column);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *list_item,
         BellSearchResults        *self)
{
  BellHitObject *object = gtk_list_item_get_item (list_item);
  GtkWidget *group = gtk_widget_get_first_child (gtk_list_item_get_child (list_item));
  GtkWidget *title = gtk_widget_get_next_sibling (group);
  GtkWidget *snippet = gtk_widget_get_next_sibling (title);
  g_autoptr(PangoAttrList) title_marks = new_match_attributes (object->hit->title_ranges);
  g_autoptr(PangoAttrList) snippet_marks = new_match_attributes (object->hit->snippet_ranges);

  gtk_label_set_label (GTK_LABEL (group), group_title (object->hit->type));
  gtk_widget_set_visible (group, object->first);
  gtk_label_set_label (GTK_LABEL (title), object->hit->title);
  gtk_label_set_attributes (GTK_LABEL (title), title_marks);
  if (object->hit->snippet != NULL && *object->hit->snippet != '\0')
    {
      gtk_label_set_label (GTK_LABEL (snippet), object->hit->snippet);
      gtk_label_set_attributes (GTK_LABEL (snippet), snippet_marks);
    }
  else
    {
      g_autofree char *origin = describe_origin (object->hit, self->desk);

      gtk_label_set_label (GTK_LABEL (snippet), origin);
      gtk_label_set_attributes (GTK_LABEL (snippet), NULL);
    }
}

static void
add_group (GPtrArray *objects,
           GPtrArray *hits,
           BellType   type)
{
  guint n = 0;

  for (guint i = 0; i < hits->len && n < MOST_OF_GROUP; i++)
    {
      const BellSearchHit *hit = hits->pdata[i];
      BellHitObject *object;

      if (hit->type != type)
        continue;
      object = g_object_new (BELL_TYPE_HIT_OBJECT, NULL);
      object->hit = bell_search_hit_copy (hit);
      object->first = n == 0;
      g_ptr_array_add (objects, object);
      n++;
    }
}

static void
found_cb (BellStore    *store,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(BellSearchResults) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) hits = bell_store_search_finish (store, result, &error);
  g_autoptr(GPtrArray) objects = g_ptr_array_new_with_free_func (g_object_unref);

  g_assert (BELL_IS_SEARCH_RESULTS (self));

  if (hits == NULL)
    {
      if (self->desk != NULL)
        bell_desk_tell_failed (self->desk, error);
      return;
    }

  add_group (objects, hits, BELL_TYPE_TICKET);
  add_group (objects, hits, BELL_TYPE_MESSAGE);
  add_group (objects, hits, BELL_TYPE_ARTICLE);
  g_list_store_remove_all (self->hits);
  g_list_store_splice (self->hits, 0, 0, objects->pdata, objects->len);
  gtk_stack_set_visible_child_name (self->stack, objects->len > 0 ? "hits" : "nothing");
}

static void
text_changed_cb (BellSearchResults *self)
{
  const char *text = bell_desk_get_search_text (self->desk);

  g_assert (BELL_IS_SEARCH_RESULTS (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (*text == '\0')
    {
      g_list_store_remove_all (self->hits);
      return;
    }

  self->cancellable = g_cancellable_new ();
  bell_store_search (bell_desk_get_store (self->desk), text, BELL_SEARCH_NEWEST, MOST_HITS, self->cancellable,
                     (GAsyncReadyCallback) found_cb, g_object_ref (self));
}

static void
open_hit (BellSearchResults *self,
          guint              position)
{
  g_autoptr(BellHitObject) object = g_list_model_get_item (G_LIST_MODEL (self->hits), position);

  if (object == NULL)
    return;

  if (object->hit->type == BELL_TYPE_ARTICLE)
    bell_desk_open_article (self->desk, object->hit->id);
  else if (object->hit->ticket_id != NULL)
    bell_desk_open_ticket (self->desk, object->hit->ticket_id);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-detail", NULL);
}

static void
activate_cb (GtkListView       *view,
             guint              position,
             BellSearchResults *self)
{
  g_assert (BELL_IS_SEARCH_RESULTS (self));

  open_hit (self, position);
}

static void
bell_search_results_dispose (GObject *object)
{
  BellSearchResults *self = BELL_SEARCH_RESULTS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->desk);
  g_clear_object (&self->hits);

  G_OBJECT_CLASS (bell_search_results_parent_class)->dispose (object);
}

static void
bell_search_results_class_init (BellSearchResultsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bell_search_results_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-search-results.ui");
  gtk_widget_class_bind_template_child (widget_class, BellSearchResults, stack);
  gtk_widget_class_bind_template_child (widget_class, BellSearchResults, view);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
bell_search_results_init (BellSearchResults *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr(GtkSelectionModel) selection = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  gtk_list_view_set_factory (self->view, factory);

  self->hits = g_list_store_new (BELL_TYPE_HIT_OBJECT);
  selection = GTK_SELECTION_MODEL (gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->hits))));
  gtk_single_selection_set_autoselect (GTK_SINGLE_SELECTION (selection), FALSE);
  gtk_single_selection_set_can_unselect (GTK_SINGLE_SELECTION (selection), TRUE);
  gtk_list_view_set_model (self->view, selection);
}

/**
 * bell_search_results_new:
 * @desk: whose search text
 *
 * Returns: (transfer floating): results that follow the desk
 */
GtkWidget *
bell_search_results_new (BellDesk *desk)
{
  BellSearchResults *self;

  g_return_val_if_fail (BELL_IS_DESK (desk), NULL);

  self = g_object_new (BELL_TYPE_SEARCH_RESULTS, NULL);
  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "notify::search-text", G_CALLBACK (text_changed_cb), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

/**
 * bell_search_results_activate_first:
 * @self: results
 *
 * Opens the first one, if there is one.
 */
void
bell_search_results_activate_first (BellSearchResults *self)
{
  g_return_if_fail (BELL_IS_SEARCH_RESULTS (self));

  open_hit (self, 0);
}
