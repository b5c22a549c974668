#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""portal.py: a desktop portal of our own on the session bus, for tests.

Its Screenshot gives a real picture of the screen; there is nobody to ask. Its
GlobalShortcuts takes what is bound and writes "bound ID TRIGGER" to the standard output; each line
on the standard input is the id of a shortcut that is pressed then."""

import os
import subprocess
import sys

from gi.repository import Gio, GLib

PATH = "/org/freedesktop/portal/desktop"
XML = """<node>
<interface name='org.freedesktop.portal.Screenshot'>
<method name='Screenshot'><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method>
<property name='version' type='u' access='read'/></interface>
<interface name='org.freedesktop.portal.GlobalShortcuts'>
<method name='CreateSession'><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method>
<method name='BindShortcuts'><arg type='o' direction='in'/><arg type='a(sa{sv})' direction='in'/><arg type='s' direction='in'/>
<arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method>
<signal name='Activated'><arg type='o'/><arg type='s'/><arg type='t'/><arg type='a{sv}'/></signal>
<property name='version' type='u' access='read'/></interface>
</node>"""
sessions = []


def respond(bus, invocation, options, results):
    sender = invocation.get_sender()
    request = f"{PATH}/request/{sender[1:].replace('.', '_')}/{options['handle_token']}"
    invocation.return_value(GLib.Variant("(o)", (request,)))
    bus.emit_signal(sender, request, "org.freedesktop.portal.Request", "Response", GLib.Variant("(ua{sv})", (0, results)))


def call(bus, sender, _path, _interface, method, parameters, invocation):
    values = parameters.unpack()
    if method == "Screenshot":
        file = os.path.join(os.environ["HEADLESS_DIR"], "Screenshot.png")
        subprocess.run(["import", "-window", "root", file], check=True)
        respond(bus, invocation, values[1], {"uri": GLib.Variant("s", "file://" + file)})
    elif method == "CreateSession":
        options = values[0]
        session = f"{PATH}/session/{sender[1:].replace('.', '_')}/{options['session_handle_token']}"
        sessions.append((sender, session))
        respond(bus, invocation, options, {"session_handle": GLib.Variant("s", session)})
    elif method == "BindShortcuts":
        for name, about in values[1]:
            print("bound", name, about.get("preferred_trigger", ""), "|", about["description"], flush=True)
        respond(bus, invocation, values[3], {"shortcuts": GLib.Variant("a(sa{sv})", [(name, {}) for name, _ in values[1]])})


def pressed(_channel, _condition, bus):
    line = sys.stdin.readline()
    if not line:
        loop.quit()
        return False
    sender, session = sessions[-1]
    bus.emit_signal(sender, PATH, "org.freedesktop.portal.GlobalShortcuts", "Activated",
                    GLib.Variant("(osta{sv})", (session, line.strip(), 0, {})))
    return True


def acquired(bus, _name):
    for interface in Gio.DBusNodeInfo.new_for_xml(XML).interfaces:
        bus.register_object(PATH, interface, call, lambda *_: GLib.Variant("u", 1), None)
    GLib.io_add_watch(sys.stdin.fileno(), GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN | GLib.IOCondition.HUP, pressed, bus)


loop = GLib.MainLoop()
Gio.bus_own_name(Gio.BusType.SESSION, "org.freedesktop.portal.Desktop", Gio.BusNameOwnerFlags.NONE, acquired,
                 lambda *_: print("ready", flush=True), lambda *_: loop.quit())
loop.run()
