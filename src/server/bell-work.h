/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-organisation-private.h"

G_BEGIN_DECLS

/**
 * BellApplyMode:
 * @BELL_APPLY_REQUEST: somebody did it just now, and has to be allowed to
 * @BELL_APPLY_SYSTEM: the administrator at the server's keyboard: nobody is asked
 * @BELL_APPLY_IMPORT: as SYSTEM, and times and numbers that are given stand
 */
typedef enum
{
  BELL_APPLY_REQUEST,
  BELL_APPLY_SYSTEM,
  BELL_APPLY_IMPORT,
} BellApplyMode;

typedef struct _BellWork BellWork;

BellWork     *bell_work_begin        (BellOrganisation  *organisation,
                                      GError           **error);
gboolean      bell_work_settle       (BellWork          *self,
                                      GError           **error);
gboolean      bell_work_commit       (BellWork          *self,
                                      GError           **error);
void          bell_work_free         (BellWork          *self);
BellDatabase *bell_work_get_database (BellWork          *self);

gboolean      bell_work_get_record   (BellWork          *self,
                                      BellType           type,
                                      const char        *id,
                                      BellRecord       **record,
                                      GError           **error);
gboolean      bell_work_look_up      (BellWork          *self,
                                      const BellChange  *change,
                                      BellChangeResult **result,
                                      GError           **error);
BellChangeResult *
              bell_work_apply        (BellWork          *self,
                                      BellApplyMode      mode,
                                      const BellActor   *actor,
                                      BellChange        *change,
                                      gboolean           keep_refusal,
                                      GError           **error);
BellChangeResult *
              bell_work_refuse       (BellWork          *self,
                                      const BellChange  *change,
                                      BellSetError      *reason,
                                      gboolean           keep,
                                      GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BellWork, bell_work_free)

G_END_DECLS
