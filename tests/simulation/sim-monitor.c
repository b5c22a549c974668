/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "sim-monitor.h"

#include "sim-schedule.h"

/* How late it is told. */
#define LATENESS 5

#define SIM_TYPE_MONITOR (sim_monitor_get_type ())
G_DECLARE_FINAL_TYPE (SimMonitor, sim_monitor, SIM, MONITOR, GFileMonitor)

struct _SimMonitor
{
  GFileMonitor parent_instance;

  char *path;
  GMainContext *context;
  GSource *telling; /* NULL: there is nothing to tell */
};

G_DEFINE_FINAL_TYPE (SimMonitor, sim_monitor, G_TYPE_FILE_MONITOR)

/* element-type SimMonitor */
static GPtrArray *monitors;

static void
be_silent (SimMonitor *self)
{
  if (self->telling != NULL)
    g_source_destroy (self->telling);
  g_clear_pointer (&self->telling, g_source_unref);
}

static gboolean
on_tell (gpointer data)
{
  SimMonitor *self = data;
  g_autoptr (GFile) file = g_file_new_for_path (self->path);

  g_clear_pointer (&self->telling, g_source_unref);
  g_file_monitor_emit_event (G_FILE_MONITOR (self), file, NULL, G_FILE_MONITOR_EVENT_CHANGED);

  return G_SOURCE_REMOVE;
}

static gboolean
sim_monitor_cancel (GFileMonitor *monitor)
{
  be_silent (SIM_MONITOR (monitor));

  return TRUE;
}

static void
sim_monitor_finalize (GObject *object)
{
  SimMonitor *self = SIM_MONITOR (object);

  g_ptr_array_remove (monitors, self);
  be_silent (self);
  g_main_context_unref (self->context);
  g_free (self->path);

  G_OBJECT_CLASS (sim_monitor_parent_class)->finalize (object);
}

static void
sim_monitor_class_init (SimMonitorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sim_monitor_finalize;
  G_FILE_MONITOR_CLASS (klass)->cancel = sim_monitor_cancel;
}

static void
sim_monitor_init (SimMonitor *self)
{
}

GFileMonitor *
sim_monitor_new (const char *path)
{
  SimMonitor *self = g_object_new (SIM_TYPE_MONITOR, NULL);

  self->path = g_strdup (path);
  self->context = g_main_context_ref_thread_default ();
  if (monitors == NULL)
    monitors = g_ptr_array_new ();
  g_ptr_array_add (monitors, self);

  return G_FILE_MONITOR (self);
}

/* Whoever watches hears of it, also who wrote it. */
void
sim_monitor_note (const char *path)
{
  for (guint i = 0; monitors != NULL && i < monitors->len; i++)
    {
      SimMonitor *self = monitors->pdata[i];

      if (self->telling != NULL || !g_str_equal (self->path, path) || g_file_monitor_is_cancelled (G_FILE_MONITOR (self)))
        continue;
      self->telling = sim_timer_new (SIM_MS (1 + sim_below (LATENESS)));
      g_source_set_callback (self->telling, on_tell, self, NULL);
      g_source_attach (self->telling, self->context);
    }
}
