/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "bell-machine-facts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Longer than any of these files is when it is sane. */
#define MAX_TEXT 65536
#define MAX_FAILED_UNITS 10
/* Milliseconds for the list of failed units. */
#define BUS_TIME_LIMIT 2000

typedef struct
{
  char *root;
  GDBusConnection *system_bus; /* (nullable) */
} Place;

static void
place_free (Place *place)
{
  g_free (place->root);
  g_clear_object (&place->system_bus);
  g_free (place);
}

static char *
read_text (const Place *place,
           const char  *path)
{
  g_autofree char *whole = g_build_filename (place->root, path, NULL);
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (whole, &text, &length, NULL) || length > MAX_TEXT || !g_utf8_validate (text, (gssize) length, NULL))
    return NULL;

  g_strstrip (text);
  return *text != '\0' ? g_steal_pointer (&text) : NULL;
}

/* Takes @value; nothing is said of what is not known. */
static void
add (GPtrArray  *facts,
     const char *name,
     const char *label,
     char       *value)
{
  BellMachineFact *fact;

  if (value == NULL)
    return;

  fact = g_new0 (BellMachineFact, 1);
  fact->name = g_strdup (name);
  fact->label = g_strdup (label);
  fact->value = value;
  g_ptr_array_add (facts, fact);
}

/* The value of KEY=VALUE or "KEY: VALUE" in a file of such lines. */
static char *
find_value (const char *text,
            const char *key,
            char        sign)
{
  g_auto(GStrv) lines = text != NULL ? g_strsplit (text, "\n", -1) : NULL;

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    {
      gsize length = strlen (key);

      if (g_str_has_prefix (lines[i], key) && lines[i][length] == sign)
        {
          char *value = g_strstrip (lines[i] + length + 1);
          g_autofree char *unquoted = g_shell_unquote (value, NULL);

          return g_strdup (unquoted != NULL ? unquoted : value);
        }
    }

  return NULL;
}

static char *
describe_system (const Place *place)
{
  g_autofree char *release = read_text (place, "etc/os-release");
  g_autofree char *name = find_value (release, "PRETTY_NAME", '=');
  g_autofree char *kernel = read_text (place, "proc/sys/kernel/osrelease");

  if (name != NULL && kernel != NULL)
    /* Translators: a system, such as Debian 12, and the version of its kernel. */
    return g_strdup_printf (_("%s, Linux %s"), name, kernel);
  if (name != NULL)
    return g_steal_pointer (&name);

  return kernel != NULL ? g_strdup_printf ("Linux %s", kernel) : NULL;
}

static char *
describe_space (guint64 free_bytes,
                guint64 all_bytes)
{
  g_autofree char *free_text = g_format_size (free_bytes);
  g_autofree char *all_text = g_format_size (all_bytes);

  /* Translators: two sizes. */
  return all_bytes > 0 ? g_strdup_printf (_("%s of %s free"), free_text, all_text) : NULL;
}

static char *
describe_disk (const Place *place)
{
  g_autoptr(GFile) home = g_file_new_build_filename (place->root, g_str_equal (place->root, "/") ? g_get_home_dir () : ".", NULL);
  g_autoptr(GFileInfo) info =
    g_file_query_filesystem_info (home, G_FILE_ATTRIBUTE_FILESYSTEM_SIZE "," G_FILE_ATTRIBUTE_FILESYSTEM_FREE, NULL, NULL);

  if (info == NULL || !g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE))
    return NULL;

  return describe_space (g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE),
                         g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_SIZE));
}

static char *
describe_memory (const Place *place)
{
  g_autofree char *text = read_text (place, "proc/meminfo");
  g_autofree char *all = find_value (text, "MemTotal", ':');
  g_autofree char *available = find_value (text, "MemAvailable", ':');

  /* The file counts in units of 1024 bytes. */
  return all != NULL && available != NULL
           ? describe_space (g_ascii_strtoull (available, NULL, 10) * 1024, g_ascii_strtoull (all, NULL, 10) * 1024)
           : NULL;
}

static char *
describe_uptime (const Place *place)
{
  g_autofree char *text = read_text (place, "proc/uptime");
  guint64 hours;

  if (text == NULL)
    return NULL;

  hours = g_ascii_strtoull (text, NULL, 10) / 3600;
  return hours < 48 ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u hour", "%u hours", hours), (guint) hours)
                    : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u day", "%u days", hours / 24), (guint) (hours / 24));
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The devices that go somewhere, and whether they are up: no address and no
 * name of a network. */
static char *
describe_network (const Place *place)
{
  g_autofree char *folder = g_build_filename (place->root, "sys/class/net", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *state_path = g_build_filename ("sys/class/net", name, "operstate", NULL);
      g_autofree char *wireless = g_build_filename (folder, name, "wireless", NULL);
      g_autofree char *state = NULL;

      if (g_str_equal (name, "lo"))
        continue;
      state = read_text (place, state_path);
      if (state != NULL)
        g_ptr_array_add (parts, g_strdup_printf ("%s (%s): %s", name,
                                                 g_file_test (wireless, G_FILE_TEST_IS_DIR) ? _("wireless") : _("cable"),
                                                 g_str_equal (state, "up") ? _("connected") : _("not connected")));
    }
  if (parts->len == 0)
    return NULL;

  g_ptr_array_sort (parts, compare_texts);
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (", ", (char **) parts->pdata);
}

static char *
describe_battery (const Place *place)
{
  g_autofree char *folder = g_build_filename (place->root, "sys/class/power_supply", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *capacity_path = g_build_filename ("sys/class/power_supply", name, "capacity", NULL);
      g_autofree char *status_path = g_build_filename ("sys/class/power_supply", name, "status", NULL);
      g_autofree char *capacity = NULL;
      g_autofree char *status = NULL;

      if (!g_str_has_prefix (name, "BAT"))
        continue;
      capacity = read_text (place, capacity_path);
      status = read_text (place, status_path);
      if (capacity != NULL)
        return g_strdup_printf ("%s %%, %s", capacity,
                                g_strcmp0 (status, "Discharging") == 0 ? _("not plugged in") : _("plugged in"));
    }

  return NULL;
}

/* What the system's manager of services says has failed. */
static char *
describe_failed_units (const Place  *place,
                       GCancellable *cancellable)
{
  const char *const failed[] = { "failed", NULL };
  g_autoptr(GVariant) answer = NULL;
  g_autoptr(GVariant) units = NULL;
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (place->system_bus == NULL)
    return NULL;

  answer = g_dbus_connection_call_sync (place->system_bus, "org.freedesktop.systemd1", "/org/freedesktop/systemd1",
                                        "org.freedesktop.systemd1.Manager", "ListUnitsFiltered",
                                        g_variant_new ("(^as)", failed), G_VARIANT_TYPE ("(a(ssssssouso))"),
                                        G_DBUS_CALL_FLAGS_NO_AUTO_START, BUS_TIME_LIMIT, cancellable, NULL);
  if (answer == NULL)
    return NULL;

  units = g_variant_get_child_value (answer, 0);
  for (gsize i = 0; i < MIN (g_variant_n_children (units), MAX_FAILED_UNITS); i++)
    {
      g_autoptr(GVariant) unit = g_variant_get_child_value (units, i);
      const char *name;

      g_variant_get_child (unit, 0, "&s", &name);
      g_ptr_array_add (names, g_strdup (name));
    }
  if (names->len == 0)
    /* Translators: of services that have failed. */
    return g_strdup (_("none"));

  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

static void
gather (GTask        *task,
        gpointer      source,
        gpointer      data,
        GCancellable *cancellable)
{
  const Place *place = data;
  g_autoptr(GPtrArray) facts = g_ptr_array_new_with_free_func ((GDestroyNotify) bell_machine_fact_free);

  add (facts, "host", _("Name of this computer"), read_text (place, "proc/sys/kernel/hostname"));
  add (facts, "system", _("System"), describe_system (place));
  add (facts, "disk", _("Disk"), describe_disk (place));
  add (facts, "memory", _("Memory"), describe_memory (place));
  add (facts, "network", _("Network"), describe_network (place));
  add (facts, "battery", _("Battery"), describe_battery (place));
  add (facts, "uptime", _("Running for"), describe_uptime (place));
  add (facts, "failed", _("Services that failed"), describe_failed_units (place, cancellable));

  g_task_return_pointer (task, g_steal_pointer (&facts), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * bell_machine_fact_free:
 *
 * Frees a fact.
 */
void
bell_machine_fact_free (BellMachineFact *self)
{
  g_free (self->name);
  g_free (self->label);
  g_free (self->value);
  g_free (self);
}

/**
 * bell_machine_facts_gather:
 * @root: where the system begins: "/", or another folder in a test
 * @system_bus: (nullable): for what services have failed
 * @cancellable: (nullable): stops it
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * Looks at this computer, in a thread of its own. Nothing is looked at before
 * this is called, and nothing is sent by it.
 */
void
bell_machine_facts_gather (const char          *root,
                           GDBusConnection     *system_bus,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Place *place;

  g_return_if_fail (root != NULL);

  place = g_new0 (Place, 1);
  place->root = g_strdup (root);
  place->system_bus = system_bus != NULL ? g_object_ref (system_bus) : NULL;
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, bell_machine_facts_gather);
  g_task_set_task_data (task, place, (GDestroyNotify) place_free);
  g_task_run_in_thread (task, gather);
}

/**
 * bell_machine_facts_gather_finish:
 * @result: what the callback was given
 * @error: only when it was cancelled
 *
 * Returns: (transfer full) (element-type BellMachineFact) (nullable): what was found
 */
GPtrArray *
bell_machine_facts_gather_finish (GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
