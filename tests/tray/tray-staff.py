#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""tray-staff.py BUILD-DIR: what staff do with the app in its first days.

From the first start on a computer whose administrator has set the server, by
its real windows: signing in, an article that helps, a known problem joined,
facts about the computer, solved, still broken, the survey, withdrawing. To be
run in a headless session with a window manager and dunst. Prints TAP."""

import json
import os
import sqlite3
import stat
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from desk import HERE, PASSWORD, Desk, run, ticket_id  # noqa: E402


def press(role, name, window=""):
    run(sys.executable, "-c", "import sys; sys.path.insert(0, sys.argv[1]); import press; press.press(*sys.argv[2:])", HERE, role, name, window)


def write(role, name, words):
    run(sys.executable, os.path.join(HERE, "press.py"), role, name, words)


def click(desk, name, window):
    """With a mouse, where a row has no action of its own."""
    identity = desk.focus(window)
    x, y = run(sys.executable, os.path.join(HERE, "press.py"), "--where", name, window).split()
    run("xdotool", "mousemove", "--window", identity, x, y, "click", "1")


def names(beginning):
    """What of it is to be seen, and not folded away."""
    return [name for name in run(sys.executable, os.path.join(HERE, "press.py"), "--names", beginning).split("\n") if name]


def ask(desk, words):
    desk.action("ask")
    desk.focus("Ask for help")
    write("text", "What is wrong?", words)


def tickets(desk, words=""):
    desk.bell("mia", "sync")
    return [ticket for ticket in desk.bell("mia", "list") if words in json.dumps(ticket)]


def shown(desk, ticket):
    desk.bell("mia", "sync")
    return json.dumps(desk.bell("mia", "show", ticket))


def at_server(desk, sql):
    """One value of what the server keeps."""
    database = sqlite3.connect(f"file:{desk.database}?mode=ro", uri=True, timeout=20)
    try:
        return (database.execute(sql).fetchone() or [None])[0]
    finally:
        database.close()


def check_first_start(desk):
    configuration = os.path.join(desk.work, "tray.conf")
    with open(configuration, "w", encoding="utf-8") as file:
        file.write(f"[server]\naddress=http://{desk.address}\nemail-domain=example.org\n")
    tray = desk.tray("rita", "--configuration", configuration, USER="rita", LOGNAME="rita")
    desk.focus("Deskbell Help")
    desk.until(lambda: desk.on_screen("Help is one click away"), "the first window")
    assert not desk.on_screen("Server address"), "the administrator has set that"
    desk.shot("staff-first")
    write("text", "Email", "rita@example.org")
    write("", "Password", PASSWORD)
    press("push button", "Sign in")
    desk.focus("Ask for help")
    desk.until(lambda: desk.on_screen("What is it about?"), "the categories, which come after the window")
    desk.report("where the administrator has set the server, staff only sign in")

    folder = os.path.join(desk.work, "rita")
    for name in [folder, *(os.path.join(folder, name) for name in os.listdir(folder))]:
        assert not stat.S_IMODE(os.stat(name).st_mode) & (stat.S_IRWXG | stat.S_IRWXO), name
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), "rb") as file:
            assert PASSWORD.encode() not in file.read(), name
    desk.report("others on the same computer cannot read their files")
    return tray


def check_article(desk):
    desk.until(lambda: desk.bell("rita", "--offline", "search", "printer"), "the articles on this computer")
    ask(desk, "My printer prints nothing")
    desk.until(lambda: desk.on_screen("The printer does not print"), "the suggestion")
    click(desk, "The printer does not print", "Ask for help")
    desk.until(lambda: desk.on_screen("Switch the printer off"), "the article")
    press("push button", "This solved it")
    desk.until(lambda: desk.on_screen("Glad that it works"), "the thanks")
    desk.until(lambda: at_server(desk, "SELECT helpful FROM article") == 1, "the vote")
    assert not tickets(desk, "prints nothing")
    desk.report("an article that helps is counted, and no request is sent")


def check_problem(desk, incident):
    ask(desk, "No email arrives since lunch")
    desk.until(lambda: desk.on_screen("Me too"), "the known problem")
    press("push button", "Me too")
    desk.until(lambda: desk.on_screen("No other request was sent"), "that it was joined")
    rita = at_server(desk, "SELECT id FROM principal WHERE email = 'rita@example.org'")
    desk.until(lambda: rita in (at_server(desk, f"SELECT watchers FROM ticket WHERE id = '{incident}'") or ""), "the follower of the incident")
    assert at_server(desk, "SELECT affected_count FROM notice") == 1
    assert not tickets(desk, "since lunch")
    desk.report("“me too” joins the incident, and no other request is made")


def check_facts(desk):
    ask(desk, "The screen stays black\n\nSince the update.")
    for row in ("How bad is it?", "What is it about?"):
        click(desk, row, "Ask for help")
        run("xdotool", "sleep", "0.5", "key", "--delay", "150", "Down", "Down", "Return")
    click(desk, "Add facts about this computer", "Ask for help")
    found = desk.until(lambda: names("Do not send “"), "the facts")
    assert len(found) > 3, found
    press("push button", found[0])
    desk.until(lambda: found[0] not in names("Do not send “"), "the end of it")
    desk.shot("staff-facts")
    press("push button", "Send the request")
    desk.until(lambda: desk.on_screen("Help is on its way"), "that it was sent")
    ticket = ticket_id(desk.until(lambda: tickets(desk, "stays black"), "the request at the agent"))
    text = desk.until(lambda: "Since the update" in shown(desk, ticket) and shown(desk, ticket), "its words")
    labels = [name.split("“")[1].rstrip("”") for name in found]
    assert labels[0] + ":" not in text and f"**{labels[0]}" not in text, (labels[0], text)
    for label in labels[1:]:
        assert label in text, (label, text)
    assert '"urgency": "high"' in text, text
    assert "Printing" in at_server(desk, "SELECT custom_fields FROM ticket WHERE subject = 'The screen stays black'")
    desk.report("facts are sent as they were shown, without the one that was taken out; “I cannot work” is urgent, and what it is about is sent")
    return ticket


def check_conversation(desk, ticket):
    desk.bell("mia", "reply", ticket, text="Is the cable in?")
    desk.bell("mia", "sync")
    desk.action("open-request", f"<'{ticket}'>")
    desk.focus("My requests")
    desk.until(lambda: desk.on_screen("Is the cable in?"), "the answer")
    press("push button", "Solved, thanks")
    desk.until(lambda: '"status": "solved"' in shown(desk, ticket), "that it is solved")
    desk.until(lambda: names("How did that go?"), "the survey")
    press("push button", "Later")
    desk.until(lambda: not names("How did that go?"), "its end")
    press("push button", "Still broken")
    desk.until(lambda: '"status": "open"' in shown(desk, ticket), "that it is open again")
    desk.report("“solved, thanks”, the survey later, “still broken”")

    desk.bell("mia", "set", ticket, "--status", "solved")
    desk.bell("mia", "sync")
    desk.until(lambda: names("This request is solved"), "that it is solved again")
    assert not names("How did that go?"), "it was put off to another day"
    desk.report("who puts the survey off is not asked again on the same day")


def check_survey(desk):
    ask(desk, "The mouse is dead")
    press("push button", "Send the request")
    ticket = ticket_id(desk.until(lambda: tickets(desk, "mouse is dead"), "the request at the agent"))
    desk.bell("mia", "set", ticket, "--status", "solved")
    desk.bell("mia", "sync")
    desk.action("open-request", f"<'{ticket}'>")
    desk.focus("My requests")
    desk.until(lambda: names("How did that go?"), "the survey")
    press("", "Good")
    desk.until(lambda: names("Anything to add?"), "the line")
    write("", "Anything to add?", "Quick, thank you")
    desk.shot("staff-survey")
    press("push button", "Send", "My requests")
    desk.until(lambda: '"surveyScore": 4' in shown(desk, ticket) and "Quick, thank you" in shown(desk, ticket), "the answer with the ticket")
    desk.until(lambda: not names("How did that go?"), "its end")
    press("push button", "Still broken")
    desk.until(lambda: '"status": "open"' in shown(desk, ticket), "that it is open again")
    desk.bell("mia", "set", ticket, "--status", "solved")
    desk.bell("mia", "sync")
    desk.until(lambda: names("This request is solved"), "that it is solved again")
    assert not names("How did that go?"), "asked twice"
    desk.report("the survey is kept with the ticket, and never asked twice")


def check_similar(desk):
    ask(desk, "The mouse is dead again")
    desk.until(lambda: desk.on_screen("You asked this before"), "their own request")
    write("text", "What is wrong?", "A desk that wobbles")
    press("push button", "Send the request")
    ticket = ticket_id(desk.until(lambda: tickets(desk, "wobbles"), "the request at the agent"))
    desk.action("open-request", f"<'{ticket}'>")
    desk.focus("My requests")
    desk.until(lambda: desk.on_screen("wobbles"), "the conversation")
    press("push button", "Withdraw", "My requests")
    desk.until(lambda: desk.on_screen("Withdraw the request?"), "the question")
    run("xdotool", "sleep", "0.5")
    press("push button", "Withdraw", "")
    run("xdotool", "key", "alt+w")
    desk.until(lambda: '"status": "solved"' in shown(desk, ticket), "that it is withdrawn")
    desk.report("one's own similar requests are shown; a request is withdrawn")


def main(desk):
    desk.init((("mia@example.org", "Mia Muster", "agent"), ("rita@example.org", "Rita Reinhardt", "requester"),
               ("lea@example.org", "Lea Lead", "lead")))
    desk.serve()
    for who in ("mia", "lea"):
        desk.login(who)
    desk.bell("mia", "article", "new", "--title", "The printer does not print", "--audience", "public", "--state", "published",
              "--category", "Printing", "--text", "Switch the printer off and on again.")
    desk.bell("mia", "sync")
    tray = check_first_start(desk)
    check_article(desk)

    incident = ticket_id(desk.bell("lea", "new", "--subject", "Mail is down", "--requester", "mia@example.org", text="It is being looked at."))
    desk.bell("lea", "notice", "new", "--title", "Mail does not arrive", "--service", "Email", "--ticket", incident, "--text", "Wait.")
    desk.bell("lea", "sync")
    desk.until(lambda: desk.notifications("Mail does not arrive"), "the outage as a notification")
    check_problem(desk, incident)
    ticket = check_facts(desk)
    check_conversation(desk, ticket)
    check_survey(desk)
    check_similar(desk)
    desk.bell("lea", "notice", "end", at_server(desk, "SELECT id FROM notice"))
    desk.bell("lea", "sync")
    desk.until(lambda: desk.notifications("It is over"), "that it is over")
    desk.report("the end of a known problem is told")
    desk.action("quit")
    assert tray.wait(timeout=20) == 0
    desk.report("it quits")


if subprocess.run([sys.executable, "-c", "import pyatspi"], capture_output=True, check=False).returncode != 0:
    print("1..0 # SKIP pyatspi is not installed")
    sys.exit(0)
Desk(sys.argv[1]).main(main)
