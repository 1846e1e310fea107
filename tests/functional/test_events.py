"""Protects: the stream of events end to end: what this server and other processes change is told, a client that comes
back misses nothing, streams end with the server, and a thousand of them are cheap; answers are compressed as asked."""
from __future__ import annotations

import gzip
import http.client
import json
import random
import select
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness import Cpsg, Served, wait_until
from history import Repository, small_project

NAME = "acme/watched"
PATIENCE_S = 20  # more than a heartbeat takes
ENDED_WITHIN_S = 5
STREAMS = 1_000
STREAMS_MAX_BYTES = 60 << 20


@pytest.fixture
def repository(root: Path) -> Repository:
    return small_project(root / f"{NAME}.git")


class Stream:
    """A client of the stream: reads what comes until it has what it waits for."""

    def __init__(self, served: Served, query: str = "", **headers: str):
        host, port = served.url.removeprefix("http://").split(":")
        self.connection = http.client.HTTPConnection(host, int(port), timeout=30)
        self.connection.request("GET", f"/v1/events{query}", headers=headers)
        self.response = self.connection.getresponse()
        self.id = ""
        self.events: list[tuple[str, dict]] = []

    def block(self) -> list[str]:
        """The lines of the next block; empty at the end of the stream."""
        lines: list[str] = []
        while True:
            line = self.response.readline().decode().rstrip("\n")
            if not line:
                return lines
            lines.append(line)

    def next(self) -> tuple[str, dict]:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            assert time.monotonic() < deadline, f"nothing more came after {self.events}"
            fields = dict(line.split(": ", 1) for line in self.block() if not line.startswith(":"))
            self.id = fields.get("id", self.id)
            if "data" in fields:
                self.events.append((fields["event"], json.loads(fields["data"])))
                return self.events[-1]

    def find(self, topic: str, **members: object) -> dict:
        """The first such event, of those that came or are to come."""
        place = 0
        while True:
            event, data = self.events[place] if place < len(self.events) else self.next()
            if event == topic and all(data.get(name) == value for name, value in members.items()):
                return data
            place += 1

    def close(self) -> None:
        self.response.close()
        self.connection.close()


def test_a_first_sync_is_followed_live(cpsg: Cpsg, repository: Repository) -> None:
    with cpsg.serving() as served:
        stream = Stream(served)
        assert stream.response.status == 200
        assert stream.response.headers["Content-Type"] == "text/event-stream"
        assert stream.response.headers["Content-Encoding"] is None
        served.request("POST", "/v1/projects", {"url": NAME})
        synced = stream.find("project", state="ok")
        assert synced["full_name"] == NAME and synced["removed"] is False
        assert synced["last_synced_at"] == served.get(f"/v1/projects/{NAME}")["status"]["last_synced_at"]
        ended = stream.find("sync", phase="ended")
        assert ended["ok"] and ended["id"] == synced["id"] and ended["new"]["commits"] > 0
        served.request("DELETE", f"/v1/projects/{NAME}")
        assert stream.find("project", removed=True) == {"id": synced["id"], "removed": True}


def test_what_other_processes_do_is_told_and_nothing_is_missed(cpsg: Cpsg, repository: Repository) -> None:
    cpsg.sync(NAME)
    with cpsg.serving() as served:
        first = Stream(served, f"?topics=project&project={NAME.upper()}")
        repository.grow("main", 5, random.Random(1))
        cpsg.sync(NAME)
        first.find("project", state="ok")
        first.close()
        cpsg.ok("remove", NAME)
        removed = {"id": first.events[0][1]["id"], "removed": True}
        wait_until(lambda: served.request("GET", f"/v1/projects/{NAME}")[0] == 404)
        again = Stream(served, "?topics=project", **{"Last-Event-ID": first.id})
        assert again.find("project", removed=True) == removed
        assert "reset" not in [event for event, _ in again.events]
        lost = Stream(served, "?last_event_id=of-another-server")
        assert lost.next()[0] == "reset"


def test_a_stream_ends_with_its_key(cpsg: Cpsg) -> None:
    cpsg.set(server__anonymous_read="on")
    keys = {name: cpsg.ok("keys", "create", "--name", name, "--scope", "read").stdout.decode().strip() for name in ("one", "other")}
    with cpsg.serving() as served:
        host, port = served.url.removeprefix("http://").split(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=30)
        connection.request("POST", "/v1/session", headers={"Authorization": f"Bearer {keys['one']}"})
        cookie = connection.getresponse().headers["Set-Cookie"].split(";")[0]
        ending = [Stream(served, Authorization=f"Bearer {keys['one']}"), Stream(served, Cookie=cookie)]
        going_on = [Stream(served, Authorization=f"Bearer {keys['other']}"), Stream(served)]
        assert ending[0].response.headers["Cache-Control"] == "private, no-store"
        cpsg.ok("keys", "revoke", "one")
        began = time.monotonic()
        for stream in ending:
            while stream.block():
                pass
            assert stream.response.isclosed(), "it ended as a whole answer"
        assert time.monotonic() - began < ENDED_WITHIN_S
        for stream in going_on:
            assert stream.block(), "the beginning"
            readable, _, _ = select.select([stream.response.fp], [], [], 0.1)
            assert not readable, "no end"


def test_streams_end_when_the_server_stops(cpsg: Cpsg) -> None:
    with cpsg.serving() as served:
        streams = [Stream(served) for _ in range(3)]
        began = time.monotonic()
        served.process.send_signal(signal.SIGTERM)
        for stream in streams:
            while stream.block():
                pass
        assert served.process.wait(10) == 143 and time.monotonic() - began < 5


def open_streams(served: Served, count: int) -> Iterator[socket.socket]:
    host, port = served.url.removeprefix("http://").split(":")
    for _ in range(count):
        client = socket.create_connection((host, int(port)))
        client.sendall(b"GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        yield client


def memory_bytes(process: subprocess.Popen) -> int:
    status = Path(f"/proc/{process.pid}/status").read_text()
    return next(int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmRSS"))


def test_a_thousand_streams_take_little(cpsg: Cpsg, repository: Repository) -> None:
    with cpsg.serving() as served:
        clients = list(open_streams(served, STREAMS))
        received = dict.fromkeys(clients, b"")
        served.request("POST", "/v1/projects", {"url": NAME})
        deadline = time.monotonic() + 30
        waiting = set(clients)
        while waiting and time.monotonic() < deadline:
            for client in ready(waiting):
                received[client] += client.recv(65_536)
                if b'"phase":"ended"' in received[client]:
                    waiting.discard(client)
        assert not waiting, f"{len(waiting)} streams were told nothing"
        assert memory_bytes(served.process) < STREAMS_MAX_BYTES
        for client in clients:
            client.close()


def ready(clients: set[socket.socket]) -> list[socket.socket]:
    poller = select.poll()
    by_number = {client.fileno(): client for client in clients}
    for number in by_number:
        poller.register(number, select.POLLIN)
    return [by_number[number] for number, _ in poller.poll(1_000)]


def test_answers_are_compressed_as_asked(cpsg: Cpsg, repository: Repository) -> None:
    cpsg.sync(NAME)
    with cpsg.serving() as served:
        host, port = served.url.removeprefix("http://").split(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=30)

        def ask(method: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
            connection.request(method, f"/v1/projects/{NAME}/commits", headers=headers)
            response = connection.getresponse()
            return response, response.read()

        plain, body = ask("GET")
        assert plain.headers["Content-Encoding"] is None and len(body) > 1_024
        packed, packed_body = ask("GET", **{"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip" and gzip.decompress(packed_body) == body
        for response in (plain, packed):
            assert "Accept-Encoding" in response.headers["Vary"]
        head, nothing = ask("HEAD", **{"Accept-Encoding": "gzip"})
        assert head.headers["Content-Length"] == packed.headers["Content-Length"] and not nothing
        known, _ = ask("GET", **{"Accept-Encoding": "gzip", "If-None-Match": plain.headers["ETag"]})
        assert known.status == 304 and "Accept-Encoding" in known.headers["Vary"]
        refused, _ = ask("GET", **{"Accept-Encoding": "identity;q=0"})
        assert refused.status == 406
        cross, _ = ask("GET", **{"Accept-Encoding": "gzip", "Cookie": "a=b", "Sec-Fetch-Site": "cross-site"})
        assert cross.headers["Content-Encoding"] is None
