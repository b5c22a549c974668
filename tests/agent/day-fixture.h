/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-telling.h"
#include "bell-test-desktop.h"
#include "server-fixture.h"

G_BEGIN_DECLS

/* A server, the program as a process, a second device, and what the notification daemon is asked
 * to show; all on one clock. */

#define MINUTE (G_GINT64_CONSTANT (60) * 1000)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)
#define EIGHT  G_GINT64_CONSTANT (1764144000000) /* Wed 2025-11-26 08:00 UTC */
#define AT(hour, minute) (EIGHT + ((hour) - 8) * HOUR + (minute) * MINUTE)

#define PASSWORD "a day in two minutes"
#define PATIENCE 20.0

#define TEST_TYPE_TIMER (test_timer_get_type ())
G_DECLARE_FINAL_TYPE (TestTimer, test_timer, TEST, TIMER, BellWakeTimer)

struct _TestTimer
{
  BellWakeTimer parent_instance;

  gint64 at;
};

typedef struct
{
  char *folder;
  BellAccount *account;
  BellWorkplace *workplace;
  TestTimer *timer;
  BellTelling *telling;
  guint n_wanted;
} Device;

/* The program, as a process. */
typedef struct
{
  char *folder;
  GSubprocess *process;
  GOutputStream *input;
  gint64 at;   /* what it takes the time to be */
  gint64 wake; /* what its timer waits for */
  gint64 wanted;
  gboolean is_ready;
} Program;

typedef struct
{
  ServerFixture server;
  BellTestDesktop *desktop;
  GSettings *settings;
  BellNotifier *notifier;
  GDBusConnection *monitor;
  GAsyncQueue *seen_elsewhere; /* from the thread of the bus: of char* */
  GPtrArray *seen;
  Device devices[1];
  Program program;
  char *tickets[8];
  guint wanted;
  double patience;
} Day;

void day_take_seen (Day *day);
void day_expect (Day *day, const char *title, const char *part);
void day_start_monitor (Day *day);
void day_device_open (Day *day, Device *device);
void day_device_start (Day *day, Device *device);
void day_device_close (Device *device);
void day_program_start (Day *day, guint seed);
void day_program_kill (Day *day);
void day_wait_for_wake (Day *day, gint64 at);
void day_set_time (Day *day, gint64 time);
void day_choose (Day *day, const char *label, const char *title);
GDBusActionGroup *day_get_actions (void);
void day_run_until (Day *day, gint64 end);

G_END_DECLS
