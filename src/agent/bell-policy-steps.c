/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-policy-steps.h"

#include <glib/gi18n-lib.h>

#include "bell-step-row.h"

/**
 * BellPolicySteps:
 *
 * The steps of a rule's escalation, in a form. “changed” says that somebody changed any
 * of them. Main thread.
 */
struct _BellPolicySteps
{
  AdwPreferencesGroup parent_instance;

  GPtrArray *rows; /* BellStepRow, not owned */
};

G_DEFINE_FINAL_TYPE (BellPolicySteps, bell_policy_steps, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
changed_cb (BellPolicySteps *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
removed_cb (BellPolicySteps *self,
            BellStepRow     *row)
{
  g_ptr_array_remove (self->rows, row);
  adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (row));
  changed_cb (self);
}

static GtkWidget *
add_row (BellPolicySteps *self,
         const char      *name,
         const char      *text)
{
  GtkWidget *row = bell_step_row_new (name, text);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
  g_signal_connect_object (row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "removed", G_CALLBACK (removed_cb), self, G_CONNECT_SWAPPED);

  return row;
}

static void
add_cb (BellPolicySteps *self)
{
  GtkWidget *row = add_row (self, NULL, NULL);

  bell_step_row_begin (BELL_STEP_ROW (row));
  changed_cb (self);
}

static void
bell_policy_steps_dispose (GObject *object)
{
  BellPolicySteps *self = BELL_POLICY_STEPS (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (bell_policy_steps_parent_class)->dispose (object);
}

static void
bell_policy_steps_class_init (BellPolicyStepsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bell_policy_steps_dispose;

  /**
   * BellPolicySteps::changed:
   *
   * Somebody has changed a step, added one or taken one out.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/deskbell/agent/ui/bell-policy-steps.ui");
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
bell_policy_steps_init (BellPolicySteps *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * bell_policy_steps_fill:
 * @steps: (nullable): a{ss}, the steps of a policy
 */
void
bell_policy_steps_fill (BellPolicySteps *self,
                        GVariant        *steps)
{
  const char *name, *text;
  GVariantIter iter;

  g_return_if_fail (BELL_IS_POLICY_STEPS (self));

  if (steps == NULL)
    return;
  g_variant_iter_init (&iter, steps);
  while (g_variant_iter_next (&iter, "{&s&s}", &name, &text))
    add_row (self, name, text);
}

/**
 * bell_policy_steps_read:
 * @problem: (inout) (transfer full): if there is one and none was before, a sentence that
 *   names the field
 *
 * Returns: (transfer full): a{ss}, sorted, the steps as they are on screen, without those
 *   that are none
 */
GVariant *
bell_policy_steps_read (BellPolicySteps  *self,
                        char            **problem)
{
  g_autoptr (GTree) steps = g_tree_new_full ((GCompareDataFunc) g_strcmp0, NULL, g_free, g_free);
  GVariantBuilder builder;

  g_return_val_if_fail (BELL_IS_POLICY_STEPS (self), NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      char *name = NULL, *text = NULL;
      g_autofree char *found = NULL;

      if (bell_step_row_read (self->rows->pdata[i], &name, &text, &found))
        {
          if (g_tree_lookup (steps, name) != NULL)
            found = g_strdup_printf (_("There are two steps “%s”."), name);
          g_tree_replace (steps, name, text);
        }
      if (found != NULL && *problem == NULL)
        *problem = g_steal_pointer (&found);
    }

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  for (GTreeNode *node = g_tree_node_first (steps); node != NULL; node = g_tree_node_next (node))
    g_variant_builder_add (&builder, "{ss}", (const char *) g_tree_node_key (node), (const char *) g_tree_node_value (node));

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}
