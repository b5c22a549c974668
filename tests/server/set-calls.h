/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "server-fixture.h"

G_BEGIN_DECLS

/* What the tests of conditional and atomic calls share. */

char *set_text            (ServerFixture *fixture,
                           Person         person,
                           BellType       type,
                           const char    *format,
                           ...) G_GNUC_PRINTF (4, 5);
void  assert_holds        (const char    *text,
                           const char    *part,
                           gboolean       wanted);
void  assert_ticket_holds (ServerFixture *fixture,
                           const char    *ticket,
                           const char    *part,
                           gboolean       wanted);

G_END_DECLS
