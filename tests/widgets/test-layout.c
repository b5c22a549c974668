/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <gtk/gtk.h>

#include "bell-steps.h"
#include "bell-test-desktop.h"
#include "bell-unveil.h"
#include "bell-wrap-layout.h"

/* --- Steps ---------------------------------------------------------------- */

typedef struct
{
  GString *done;
  BellSteps *steps;
  int left; /* of the step that takes several turns */
} Work;

static gboolean
first_step (gpointer user_data)
{
  Work *work = user_data;

  g_string_append_c (work->done, 'a');
  return --work->left > 0;
}

static gboolean
adding_step (gpointer user_data)
{
  Work *work = user_data;

  /* Within a step there is nothing to be waited for. */
  bell_steps_finish (work->steps);
  g_string_append_c (work->done, 'b');
  work->left = 1;
  bell_steps_add (work->steps, first_step, work);
  return FALSE;
}

/* One turn in which a step is done; others may be GTK's. */
static void
turn (Work *work)
{
  gsize before = work->done->len;

  while (work->done->len == before)
    g_assert_true (g_main_context_iteration (NULL, TRUE));
  g_assert_cmpuint (work->done->len, ==, before + 1);
}

static void
test_one_a_turn (void)
{
  g_autoptr (BellSteps) steps = bell_steps_new ();
  Work work = { g_string_new (NULL), steps, 3 };

  bell_steps_add (steps, first_step, &work);
  bell_steps_add (steps, adding_step, &work);
  g_assert_cmpstr (work.done->str, ==, "");

  for (guint turns = 1; turns <= 5; turns++)
    turn (&work);
  g_assert_cmpstr (work.done->str, ==, "aaaba");
  bell_steps_finish (steps);
  g_assert_cmpstr (work.done->str, ==, "aaaba");
  g_string_free (work.done, TRUE);
}

static void
test_finish (void)
{
  g_autoptr (BellSteps) steps = bell_steps_new ();
  Work work = { g_string_new (NULL), steps, 3 };

  bell_steps_add (steps, first_step, &work);
  bell_steps_add (steps, adding_step, &work);
  turn (&work);
  bell_steps_finish (steps);
  g_assert_cmpstr (work.done->str, ==, "aaaba");

  /* Another time is a beginning anew. */
  work.left = 1;
  bell_steps_add (steps, first_step, &work);
  turn (&work);
  g_assert_cmpstr (work.done->str, ==, "aaabaa");
  g_string_free (work.done, TRUE);
}

static void
test_clear (void)
{
  g_autoptr (BellSteps) steps = bell_steps_new ();
  Work work = { g_string_new (NULL), steps, 3 };

  bell_steps_add (steps, first_step, &work);
  turn (&work);
  bell_steps_clear (steps);
  bell_steps_finish (steps);
  g_assert_cmpstr (work.done->str, ==, "a");
  g_string_free (work.done, TRUE);
}

/* What left its window before its turn came. */
static void
test_measure_without_window (void)
{
  g_autoptr (BellSteps) steps = bell_steps_new ();
  g_autoptr (GtkWidget) box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  Work work = { g_string_new (NULL), steps, 1 };

  gtk_box_append (GTK_BOX (box), gtk_label_new ("A label"));
  bell_steps_add_measure (steps, box);
  bell_steps_add (steps, first_step, &work);
  turn (&work);
  g_string_free (work.done, TRUE);
}

/* --- Wrapping --------------------------------------------------------------- */

static GtkWidget *
add_child (GtkWidget *box,
           int        width,
           int        height)
{
  GtkWidget *child = gtk_drawing_area_new ();

  gtk_widget_set_size_request (child, width, height);
  gtk_box_append (GTK_BOX (box), child);

  return child;
}

static void
check_place (GtkWidget *box,
             GtkWidget *child,
             int        x,
             int        y)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (child, box, &bounds));
  g_assert_cmpfloat (bounds.origin.x, ==, x);
  g_assert_cmpfloat (bounds.origin.y, ==, y);
}

static void
test_wrap (void)
{
  g_autoptr (GtkWidget) box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  GtkWidget *children[3];
  int minimum, natural;

  gtk_widget_set_direction (box, GTK_TEXT_DIR_LTR);
  gtk_widget_set_layout_manager (box, bell_wrap_layout_new (6, 4));
  children[0] = add_child (box, 100, 20);
  children[1] = add_child (box, 80, 24);
  children[2] = add_child (box, 60, 20);

  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 100);
  g_assert_cmpint (natural, ==, 100 + 6 + 80 + 6 + 60);

  /* Two lines, and in those very two lines they are placed. */
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 200, NULL, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 24 + 4 + 20);
  gtk_widget_allocate (box, 200, natural, -1, NULL);
  check_place (box, children[0], 0, 0);
  check_place (box, children[1], 106, 0);
  check_place (box, children[2], 0, 28);

  /* A line for each; what is hidden takes none. */
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 100, NULL, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 20 + 4 + 24 + 4 + 20);
  gtk_widget_hide (children[1]);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 100, NULL, &natural, NULL, NULL);
  g_assert_cmpint (natural, ==, 20 + 4 + 20);

  /* From the right. */
  gtk_widget_set_direction (box, GTK_TEXT_DIR_RTL);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 200, NULL, &natural, NULL, NULL);
  gtk_widget_allocate (box, 200, natural, -1, NULL);
  check_place (box, children[0], 100, 0);
  check_place (box, children[2], 34, 0);
}

/* --- Unveiling -------------------------------------------------------------- */

typedef struct
{
  GtkStack *stack;
  guint n_frames;
} Frames;

static void
after_frame_cb (GdkFrameClock *frame_clock,
                Frames        *frames)
{
  frames->n_frames++;
}

/* A page is turned while the stack of pages is veiled and in its place. When it is
 * drawn, it has its size; GTK's warning would end this. */
static void
test_changed_while_veiled (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *stack = gtk_stack_new ();
  GtkWidget *other = gtk_label_new ("Veiled too");
  GtkWidget *const parts[] = { other, stack };
  Frames frames = { GTK_STACK (stack), 0 };

  gtk_stack_add_named (frames.stack, gtk_label_new ("one"), "one");
  gtk_stack_add_named (frames.stack, gtk_label_new ("another"), "another");
  gtk_box_append (GTK_BOX (box), stack);
  gtk_box_append (GTK_BOX (box), other);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (after_frame_cb), &frames);
  while (frames.n_frames < 2)
    g_main_context_iteration (NULL, TRUE);

  bell_unveil (window, parts, G_N_ELEMENTS (parts));
  g_assert_false (gtk_widget_get_child_visible (stack));
  gtk_stack_set_visible_child_name (frames.stack, "another");
  while (!gtk_widget_get_child_visible (other))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (gtk_widget_get_child_visible (stack));
  while (!gtk_widget_get_child_visible (stack))
    g_main_context_iteration (NULL, TRUE);
  for (guint end = frames.n_frames + 1; frames.n_frames < end;)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (gtk_widget_get_width (gtk_stack_get_visible_child (frames.stack)), >, 0);

  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (BellTestDesktop) desktop = bell_test_desktop_new (BELL_TEST_DESKTOP_DISPLAY);

  g_setenv ("GTK_A11Y", "test", TRUE);
  g_setenv ("ADW_DISABLE_PORTAL", "1", TRUE);
  gtk_test_init (&argc, &argv);

  g_test_add_func ("/steps/one-a-turn", test_one_a_turn);
  g_test_add_func ("/steps/finish", test_finish);
  g_test_add_func ("/steps/clear", test_clear);
  g_test_add_func ("/steps/measure-without-window", test_measure_without_window);
  g_test_add_func ("/wrap/wrap", test_wrap);
  g_test_add_func ("/unveil/changed-while-veiled", test_changed_while_veiled);

  return g_test_run ();
}
