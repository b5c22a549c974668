/* SPDX-FileCopyrightText: The Deskbell authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bell-steps.h"
#include "bell-thrift.h"
#include "bell-ticket-actions.h"
#include "bell-window.h"

G_BEGIN_DECLS

/**
 * BellWindow:
 *
 * The shell: views, list and detail, folding from three panes to one as the
 * window narrows. Shows the sign-in while nobody is at the desk. Holds no
 * state of its own; that is the desk's.
 */
struct _BellWindow
{
  AdwApplicationWindow parent_instance;

  BellWorkplace *workplace;
  BellDesk *desk; /* (nullable) */
  gboolean opening_first; /* the window draws itself once before it builds the desk */
  gboolean ready;         /* the desk is built, and on show */
  BellSteps *desk_steps;
  BellSteps *page_steps;  /* to the ticket page, before anybody asks for it */
  BellThrift *thrift;
  guint fold_id;
  BellTicketActions *ticket_actions;
  GtkWidget *sign_in; /* (nullable): made when it is needed */
  gboolean asked_to_sign_in;
  GtkWidget *list_pane;
  GtkWidget *ticket_page;
  GtkWidget *article_page;
  GtkWidget *article_editor;
  AdwToast *toast; /* the one that can still undo, not owned */
  GStrv undo_ids;

  AdwToastOverlay *toasts;
  GtkStack *stages;
  AdwBin *sign_in_bin;

  /* Not there before the first frame. */
  AdwStatusPage *failure;
  AdwFlap *flap;
  AdwBin *sidebar_bin;
  AdwLeaflet *leaflet;
  AdwBin *list_bin;
  GtkStack *detail;
};

/* Shared by the files of the class. */
void bell_window_class_install_actions (GtkWidgetClass *widget_class);
void bell_window_actions_update        (BellWindow     *self);
void bell_window_show_stage            (BellWindow     *self);
void bell_window_show_sign_in          (BellWindow     *self);
void bell_window_ensure_desk           (BellWindow     *self);
void bell_window_build_stages          (BellWindow     *self);
void bell_window_build_desk            (BellWindow     *self,
                                        BellDesk       *desk);
void bell_window_desk_built            (BellWindow     *self);
void bell_window_clear_desk            (BellWindow     *self);

G_END_DECLS
