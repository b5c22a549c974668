/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

/* What portals of our own, on a bus of our own, have in common: desktops whose
 * real ones can do what is tested are not in the packages that tests may use. */

GDBusConnection *portal_peer_connect (GTestDBus             *bus);
void             portal_peer_answer  (GDBusMethodInvocation *invocation,
                                      GVariant              *options,
                                      guint32                response,
                                      GVariantBuilder       *results);
