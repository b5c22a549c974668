#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-foreign.py BUILD-DIR: a JMAP client that we did not write (npm's
jmap-jam) against a real server. It is installed into the build folder, by its
lock file. Skipped where npm is absent or its registry cannot be reached.

Under tests/fixtures/postgres.py the server's database is a PostgreSQL."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

BUILD = os.path.abspath(sys.argv[1])
HERE = os.path.dirname(os.path.abspath(__file__))
SERVER = os.path.join(BUILD, "src/server/deskbell-server")
PASSWORD = "correct horse battery staple"
FILES = ["package.json", "package-lock.json", "drive.mjs"]


def skip(why):
    print("1..0 # SKIP " + why)
    sys.exit(0)


def install(folder):
    """Once; an interrupted one is done again."""
    stamp = os.path.join(folder, "installed")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(HERE, "package-lock.json"), encoding="utf-8") as file:
        wanted = file.read()
    for name in FILES:
        shutil.copy(os.path.join(HERE, name), folder)
    if os.path.exists(stamp):
        with open(stamp, encoding="utf-8") as file:
            if file.read() == wanted:
                return
    try:
        done = subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=1", "--fetch-timeout=20000"],
                              cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        skip("npm's registry does not answer")
    if done.returncode != 0:
        lines = [line for line in (done.stderr + done.stdout).splitlines() if "error" in line.lower()] or ["?"]
        skip("npm could not install jmap-jam: " + lines[0])
    with open(stamp, "w", encoding="utf-8") as file:
        file.write(wanted)


def main():
    if shutil.which("npm") is None or shutil.which("node") is None:
        skip("npm and node are not installed")
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip().lstrip("v")
    if int(version.split(".")[0] or 0) < 18:
        skip("jmap-jam needs Node 18 or later, here is " + version)
    client = os.path.join(BUILD, "tests/foreign/client")
    install(client)
    with tempfile.TemporaryDirectory(prefix="deskbell-foreign-") as folder:
        database = os.environ.get("DESKBELL_TEST_POSTGRESQL") or os.path.join(folder, "desk.db")
        password, port_file = os.path.join(folder, "password"), os.path.join(folder, "port")
        with open(password, "w", encoding="utf-8") as file:
            file.write(PASSWORD + "\n")
        subprocess.run([SERVER, "-d", database, "init", "Test", "--admin", "ada@example.org", "--password-file", password], check=True,
                       stdout=subprocess.DEVNULL)
        server = subprocess.Popen([SERVER, "-d", database, "serve", "-q", "--port", "0", "--port-file", port_file], stdout=subprocess.DEVNULL)
        try:
            for _ in range(1000):
                if os.path.exists(port_file) and os.path.getsize(port_file) > 1:
                    break
                assert server.poll() is None, "the server ended by itself"
                time.sleep(0.02)
            with open(port_file, encoding="utf-8") as file:
                url = "http://127.0.0.1:%d" % int(file.read())
            body = json.dumps({"email": "ada@example.org", "password": PASSWORD}).encode()
            with urllib.request.urlopen(url + "/auth/token", body, timeout=60) as answer:
                token = json.load(answer)["token"]
            return subprocess.run(["node", "drive.mjs", url + "/.well-known/jmap", token], cwd=client, timeout=120, check=False).returncode
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


if __name__ == "__main__":
    sys.exit(main())
