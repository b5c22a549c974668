# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several deskbell-servers on one PostgreSQL, with haproxy before them, for tests."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../fixtures"))
from postgres import Postgres, free_port  # noqa: E402

PASSWORD = "correct horse battery staple"
ADMIN = "ada@example.org"
# Slower under the checkers.
LIMIT = 120  # seconds for anything that has to come; only what never comes needs them
USING = ["urn:ietf:params:jmap:core", "https://deskbell.org/ns/jmap/helpdesk"]


def new_id(letter):
    """An id as clients make it."""
    number = (int(time.time() * 1000) << 80) | (uuid.uuid4().int & ((1 << 80) - 1))
    number = (number & ~(0xF << 76)) | (7 << 76)
    number = (number & ~(0x3 << 62)) | (0x2 << 62)
    return letter + str(uuid.UUID(int=number))


class Refused(Exception):
    """An answer that is not 200; to be asked again."""


class Node:
    def __init__(self, server, database, folder, number, arguments=()):
        self.command = [server, "-d", database, "serve", "-q", "--port"]
        self.arguments = list(arguments)
        self.log = os.path.join(folder, "node-%d.log" % number)
        self.port = free_port()
        self.process = None

    def start(self):
        for _ in range(3):
            with open(self.log, "ab") as log:
                self.process = subprocess.Popen(self.command + [str(self.port)] + self.arguments, stdin=subprocess.DEVNULL,
                                                stdout=log, stderr=log)
            for _ in range(LIMIT * 50):
                if self.process.poll() is not None:
                    break
                try:
                    with socket.create_connection(("127.0.0.1", self.port), 1):
                        return
                except OSError:
                    time.sleep(0.02)
        raise AssertionError("a node does not start: " + self.read_log())

    def read_log(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()[-3000:]

    def stop(self, how=signal.SIGTERM):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(60)
        self.process = None


class Cluster:
    """A context; its folder, processes and databases go with it."""

    def __init__(self, server, nodes, folder, settings=(), arguments=()):
        self.server = server
        self.folder = folder
        self.postgres = Postgres(settings)
        self.database = self.postgres.create_database("desk")
        self.haproxy = None
        self.proxy_port = 0
        self.nodes = []
        password = os.path.join(folder, "password")
        with open(password, "w", encoding="utf-8") as file:
            file.write(PASSWORD + "\n")
        try:
            self.run("init", "Test", "--admin", ADMIN, "--password-file", password)
            self.nodes = [Node(server, self.database, folder, i, arguments) for i in range(nodes)]
            starting = [threading.Thread(target=node.start) for node in self.nodes]
            for thread in starting:
                thread.start()
            for thread in starting:
                thread.join()
        except BaseException:
            self.close()
            raise

    def run(self, *arguments, wanted=0, database=None):
        done = subprocess.run([self.server, "-d", database or self.database, *arguments], capture_output=True, text=True,
                              timeout=300, check=False, env=dict(os.environ, LC_ALL="C.UTF-8"))
        assert done.returncode == wanted, "%s ended with %d: %s%s" % (arguments, done.returncode, done.stdout, done.stderr)
        return done.stdout + done.stderr

    def start_haproxy(self):
        self.proxy_port = free_port()
        path = os.path.join(self.folder, "haproxy.cfg")
        with open(path, "w", encoding="utf-8") as file:
            file.write("""
defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
  option redispatch
  retries 3
frontend desk
  bind 127.0.0.1:%d
  default_backend nodes
backend nodes
  balance leastconn
  option httpchk
  http-check send meth GET uri /healthz ver HTTP/1.1 hdr Host localhost
  default-server inter 200ms fall 1 rise 1
%s
""" % (self.proxy_port, "\n".join("  server node%d 127.0.0.1:%d check" % (i, node.port) for i, node in enumerate(self.nodes))))
        self.haproxy = subprocess.Popen([shutil.which("haproxy") or "/usr/sbin/haproxy", "-db", "-q", "-f", path],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(LIMIT * 50):
            try:
                Client(self.proxy_port, None).request("GET", "/healthz")
                return
            except (OSError, Refused, http.client.HTTPException):
                assert self.haproxy.poll() is None, "haproxy ended by itself"
                time.sleep(0.02)
        raise AssertionError("haproxy does not start")

    def sign_in(self, port=None):
        client = Client(port or self.nodes[0].port, None)
        answer = client.request("POST", "/auth/token", {"email": ADMIN, "password": PASSWORD, "device": "test"})
        return answer["token"], answer["accountId"]

    def close(self):
        if self.haproxy is not None:
            self.haproxy.terminate()
            self.haproxy.wait(30)
        for node in self.nodes:
            node.stop(signal.SIGKILL)
        self.postgres.remove()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Client:
    """One keep-alive connection; fails with OSError, HTTPException or Refused."""

    def __init__(self, port, account, timeout=30):
        self.port, self.account, self.timeout = port, account, timeout
        self.connection = None

    def request(self, method, path, body=None):
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        headers = {"Content-Type": "application/json"}
        if self.account is not None:
            headers["Authorization"] = "Bearer " + self.account[0]
        try:
            self.connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = self.connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        if answer.status != 200:
            raise Refused("%d %s" % (answer.status, text[:300]))
        return json.loads(text)

    def call(self, method, arguments):
        answer = self.request("POST", "/jmap/api", {"using": USING, "methodCalls": [[method, dict(arguments, accountId=self.account[1]), "a"]]})
        name, response, _ = answer["methodResponses"][0]
        if name == "error":
            if response["type"] in ("serverUnavailable", "serverFail", "rateLimit"):
                raise Refused(json.dumps(response))
            raise AssertionError("%s: %s" % (method, response))
        return response

    def insist(self, method, arguments, stop=None):
        """Asks again until it is answered."""
        fault = None
        for _ in range(LIMIT * 50):
            try:
                return self.call(method, arguments)
            except (OSError, http.client.HTTPException, Refused) as failed:
                if stop is not None and stop.is_set():
                    raise
                fault = failed
                time.sleep(0.02)
        raise AssertionError("%s is never answered: %s: %s" % (method, type(fault).__name__, fault))

    def create(self, type_name, object_id, change_id, properties, stop=None):
        answer = self.insist(type_name + "/set", {"create": {object_id: properties}, "changeIds": {object_id: change_id}}, stop)
        assert object_id in (answer.get("created") or {}), answer
        return answer

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None


class Listener(threading.Thread):
    """Hears of changes by push alone, and asks for them then: when it is told, and
    when its stream had to be opened anew."""

    def __init__(self, port, account, state, type_name="Message"):
        super().__init__(daemon=True)
        self.client = Client(port, account)
        self.port, self.account, self.state, self.type_name = port, account, state, type_name
        self.seen = {}       # id -> when
        self.twice = []
        self.told = 0
        self.opened = 0
        self.last_id = None
        self.over = threading.Event()
        self.fault = None
        self.socket = None
        self.refused = False

    def pull(self):
        more = True
        while more and not self.over.is_set():
            page = self.client.insist(self.type_name + "/changes", {"sinceState": self.state, "maxChanges": 50}, self.over)
            assert page["oldState"] == self.state
            for object_id in page["created"]:
                if object_id in self.seen:
                    self.twice.append(object_id)
                self.seen[object_id] = time.monotonic()
            self.state, more = page["newState"], page["hasMoreChanges"]

    def listen(self):
        stream = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Authorization": "Bearer " + self.account[0]}
        if self.last_id is not None:
            headers["Last-Event-ID"] = self.last_id
        stream.request("GET", "/jmap/eventsource?types=%s&closeafter=no&ping=0" % self.type_name, headers=headers)
        self.socket = stream.sock
        answer = stream.getresponse()
        if answer.status != 200:
            answer.read()
            self.refused = answer.status == 401
            raise Refused(str(answer.status))
        self.opened += 1
        self.pull()
        while not self.over.is_set():
            line = self.read_line(answer)
            if line == b"":
                return
            if line.startswith(b"id:"):
                self.last_id = line[3:].strip().decode()
            elif line.startswith(b"data:"):
                self.told += 1
                self.pull()

    @staticmethod
    def read_line(answer):
        line = b""
        while not line.endswith(b"\n"):
            byte = answer.read(1)
            if byte == b"":
                return b""
            line += byte
        return line

    def run(self):
        while not self.over.is_set():
            try:
                self.listen()
            except (OSError, http.client.HTTPException, Refused):
                time.sleep(0.02)
            except BaseException as fault:  # pylint: disable=broad-except
                self.fault = fault
                return

    def stop(self):
        self.over.set()
        try:
            if self.socket is not None:
                self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.join(60)
        if self.fault is not None:
            raise self.fault
