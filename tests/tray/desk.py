# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the tray's real windows share: a server with people, bell(1),
windows and keys. To be used in a headless session."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
PASSWORD = "correct horse battery staple"


def run(*command, text=None, **options):
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60, check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    return done.stdout


class Desk:
    """A server, its people and their programs."""

    def __init__(self, build):
        self.server_path, self.bell_path, self.tray_path, self.app_path = (
            os.path.join(os.path.abspath(build), "src", *path) for path in
            (("server", "deskbell-server"), ("cli", "bell"), ("tray", "deskbell-tray"), ("agent", "deskbell")))
        self.build = os.path.abspath(build)
        self.work = os.environ["HEADLESS_DIR"]
        self.shots = os.environ.get("DESKBELL_SHOTS")
        self.started = []
        self.number = 0
        self.database = os.path.join(self.work, "server.db")
        self.password_file = os.path.join(self.work, "password")
        os.environ.update(SECRET_BACKEND="file", SECRET_FILE_TEST_PASSWORD="test",
                          GSETTINGS_SCHEMA_DIR=os.path.join(os.path.abspath(build), "data"))
        with open(self.password_file, "w", encoding="utf-8") as file:
            file.write(PASSWORD + "\n")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"

    def report(self, words):
        self.number += 1
        print(f"ok {self.number} - {words}", flush=True)

    def until(self, condition, words, seconds=20, pause=0.05):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = condition()
            if found:
                return found
            time.sleep(pause)
        self.shot("failed")
        raise AssertionError(f"waited in vain: {words}")

    @staticmethod
    def on_screen(words):
        """Whether a window shows them, for those who cannot see too."""
        return subprocess.run([sys.executable, os.path.join(HERE, "..", "agent", "on-screen.py"), words], check=False).returncode == 0

    def shot(self, name, window="root"):
        if self.shots:
            time.sleep(0.7)  # for people to look at: after the transitions
            run("import", "-window", window, os.path.join(self.shots, name + ".png"))

    def init(self, people, *options):
        """PEOPLE: (address, name, role)."""
        run(self.server_path, "--database", self.database, "init", *options, "Muster GmbH", "--admin", "admin@example.org",
            "--admin-name", "Ada Admin", "--password-file", self.password_file)
        for email, name, role in people:
            run(self.server_path, "--database", self.database, "user", "add", email, "--name", name, "--role", role,
                "--password-file", self.password_file)

    def serve(self):
        process = self.start([self.server_path, "--database", self.database, "serve", "--listen", self.address],
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def answers():
            try:
                socket.create_connection(tuple(self.address.split(":"))).close()
                return True
            except OSError:
                return False
        self.until(answers, "the server")
        return process

    def start(self, command, **options):
        process = subprocess.Popen(command, **options)
        self.started.append(process)
        return process

    def environment(self, who):
        """Of the programs of somebody, who has a keyring of their own."""
        return dict(os.environ, SECRET_FILE_TEST_PATH=os.path.join(self.work, who + ".keyring"))

    def login(self, who):
        self.bell(who, "login", f"http://{self.address}", "--email", who + "@example.org", "--password-file", self.password_file)

    def bell(self, who, *arguments, text=None):
        out = run(self.bell_path, "--profile", os.path.join(self.work, who), "--json", *arguments, text=text,
                  env=self.environment(who))
        return [json.loads(line) for line in out.splitlines()]

    def tray(self, who, *arguments, **more):
        return self.start([self.tray_path, "--profile", os.path.join(self.work, who), *arguments],
                          env=dict(self.environment(who), G_DEBUG="fatal-criticals", **more))

    def action(self, name, *parameters, app="org.deskbell.Tray"):
        run("gdbus", "call", "--session", "--dest", app, "--object-path", "/" + app.replace(".", "/"),
            "--method", "org.gtk.Actions.Activate", name, "[" + ",".join(parameters) + "]", "{}")

    def windows(self, title):
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", f"^{title}$"], capture_output=True, text=True, check=False)
        return found.stdout.split()

    def focus(self, title):
        identity = self.until(lambda: self.windows(title), f"the window “{title}”")[0]
        run("xdotool", "windowactivate", "--sync", identity)
        return identity

    def type(self, words):
        run("xdotool", "type", "--delay", "15", words)

    def notifications(self, words):
        with open(os.environ["HEADLESS_NOTIFICATIONS"], encoding="utf-8") as file:
            return [line for line in file if words in line]

    def main(self, story):
        try:
            story(self)
            print(f"1..{self.number}", flush=True)
        except (AssertionError, KeyError, OSError, subprocess.SubprocessError) as problem:
            lines = str(problem).splitlines() or [repr(problem)]
            print(f"not ok {self.number + 1} - {lines[0]}\n1..{self.number + 1}", flush=True)
            traceback.print_exception(problem)
            sys.exit(1)
        finally:
            for process in self.started:
                if process.poll() is None:
                    process.kill()
                    process.wait()


def ticket_id(answer):
    return re.search(r"T[0-9a-f]{8}-[0-9a-f-]{27}", json.dumps(answer))[0]
