"""Protects: an export over HTTP has the bytes of `cpsg export`, whatever the client speaks; it takes little memory of the server
however long it is, however slowly it is taken and however many clients leave; and one that cannot be finished is seen to be cut off.

Short: 200,000 commits. Long (script/soak load): CPSG_TEST_EXPORTED of them, a million.
"""
from __future__ import annotations

import hashlib
import http.client
import os
import random
import socket
import struct
import subprocess
import threading
import time
import zlib
from pathlib import Path

import pytest
from harness import Cpsg, Served, environment, wait_until
from history import Repository, small_project

NAME = "acme/exported"
PATH = f"/v1/projects/{NAME}/export"
COMMITS = int(os.environ.get("CPSG_TEST_EXPORTED", "200000"))
EXPORTS_MAX = 8  # of cpsg/base/limits.h
PEAK_MAX_BYTES = 60_000_000
KINDS = ("commits", "branches", "pulls", "projects")
UNDER_SANITIZER = bool(os.environ.get("ASAN_OPTIONS") or os.environ.get("TSAN_OPTIONS"))


def path_of(kind: str, format_name: str) -> str:
    return f"/v1/export/projects?format={format_name}" if kind == "projects" else f"{PATH}?kind={kind}&format={format_name}"


def command_bytes(cpsg: Cpsg, kind: str, format_name: str) -> bytes:
    return cpsg.ok("export", kind, *([] if kind == "projects" else [NAME]), "--format", format_name).stdout


class Client:
    """One export over a socket of its own, with a small buffer, so that the server feels when nothing is taken."""

    def __init__(self, served: Served, path: str, version: str = "1.1"):
        host, port = served.url.removeprefix("http://").split(":")
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        self.socket.settimeout(120)
        self.socket.connect((host, int(port)))
        self.socket.sendall(f"GET {path} HTTP/{version}\r\nHost: {host}\r\n\r\n".encode())
        self.file = self.socket.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        self.headers = http.client.parse_headers(self.file)

    def chunks(self):
        """Pieces of the body; raises where it is cut off."""
        if self.headers["Transfer-Encoding"] != "chunked":
            while piece := self.file.read1(65536):
                yield piece
            return
        while size := int(self.file.readline(), 16):
            piece = self.file.read(size)
            assert len(piece) == size and self.file.readline() == b"\r\n", "cut off"
            yield piece
        assert self.file.readline() == b"\r\n"

    def kill(self) -> None:
        """Leaves as a process that dies does, with all that it was sent unread."""
        self.file.close()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def close(self) -> None:
        self.file.close()
        self.socket.close()


def body_of(client: Client) -> bytes:
    try:
        return b"".join(client.chunks())
    finally:
        client.close()


def status_of(served: Served, field: str) -> int:
    lines = Path(f"/proc/{served.process.pid}/status").read_text().splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith(field + ":"))


def cpu_seconds(served: Served) -> float:
    fields = Path(f"/proc/{served.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.fixture
def small(cpsg: Cpsg, root: Path) -> Cpsg:
    small_project(root / f"{NAME}.git")
    cpsg.sync(NAME)
    return cpsg


@pytest.fixture
def large(cpsg: Cpsg, root: Path) -> Cpsg:
    Repository.create(root / f"{NAME}.git").grow("main", COMMITS, random.Random(1))
    cpsg.set(log__level="warning", sync__parallel=1).sync(NAME)
    return cpsg


def test_is_the_export_of_the_command(small: Cpsg) -> None:
    with small.serving() as served:
        for kind in KINDS:
            for format_name in ("ndjson", "csv"):
                wanted = command_bytes(small, kind, format_name)
                path = path_of(kind, format_name)
                new = Client(served, path)
                assert new.status == 200 and new.headers["Transfer-Encoding"] == "chunked"
                assert body_of(new) == wanted, path
                old = Client(served, path, "1.0")
                assert old.headers["Transfer-Encoding"] is None and old.headers["Connection"] == "close"
                assert body_of(old) == wanted, path
                status, headers, body = served.request("HEAD", path)
                told = ("content-type", "content-disposition", "cache-control", "etag", "vary")
                assert status == 200 and body == b"", path
                assert [headers.get(name) for name in told] == [new.headers[name] for name in told], path
        assert served.request("GET", f"{PATH}?kind=projects")[2]["field"] == "kind"


def test_is_coded_while_it_is_sent(small: Cpsg) -> None:
    with small.serving() as served:
        connection = http.client.HTTPConnection(served.url.removeprefix("http://"), timeout=30)
        connection.request("GET", PATH, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        assert answer.getheader("Content-Encoding") == "gzip"
        assert zlib.decompress(answer.read(), 31) == command_bytes(small, "commits", "ndjson")
        connection.request("GET", PATH, headers={"If-None-Match": answer.getheader("ETag")})
        assert connection.getresponse().status == 304
        connection.close()


def is_cut_off(client: Client) -> bool:
    try:
        for _ in client.chunks():
            pass
    except (AssertionError, ConnectionError, ValueError):  # no chunk where one should be, or a reset
        return True
    finally:
        client.close()
    return False


def test_is_cut_off_where_the_project_is_removed(cpsg: Cpsg, root: Path) -> None:
    Repository.create(root / f"{NAME}.git").grow("main", 30_000, random.Random(1))
    cpsg.sync(NAME)
    with cpsg.serving() as served:
        clients = [Client(served, PATH, version) for version in ("1.0", "1.1")]
        assert served.request("DELETE", f"/v1/projects/{NAME}")[0] == 204
        for client in clients:
            assert client.status == 200 and is_cut_off(client)
        assert served.request("GET", PATH)[0] == 404
        wait_until(lambda: sum("broke off" in line for line in served.lines) == 2, message=lambda: served.lines)


def digest_of(client: Client, results: list[str]) -> None:
    digest = hashlib.sha256()
    for piece in client.chunks():
        digest.update(piece)
    client.close()
    results.append(digest.hexdigest())


def output_digest(process: subprocess.Popen) -> str:
    """Of what it writes, which may be long."""
    digest = hashlib.sha256()
    for piece in iter(lambda: process.stdout.read(1 << 20), b""):
        digest.update(piece)
    assert process.wait() == 0
    return digest.hexdigest()


def places_left(served: Served) -> int:
    """How many exports may begin now."""
    clients = []
    while len(clients) <= EXPORTS_MAX:
        client = Client(served, PATH)
        if client.status != 200:
            assert client.status == 503 and client.headers["Retry-After"]
            client.close()
            break
        clients.append(client)
    for client in clients:
        client.kill()
    return len(clients)


@pytest.mark.skipif(UNDER_SANITIZER, reason="sanitizers take memory and time of their own")
def test_takes_little_memory(large: Cpsg) -> None:
    """Three clients take all of it, one of them coded, one takes nothing, and others are killed all the while."""
    wanted = output_digest(large.start("export", "commits", NAME, stdout=subprocess.PIPE))
    with large.serving() as served:
        stop = threading.Event()
        killed: list[int] = []

        def leave() -> None:
            chance = random.Random(2)
            while not stop.is_set():
                client = Client(served, PATH + chance.choice(["", "?format=csv", "?unreachable=true"]))
                if client.status == 200:
                    client.file.read(chance.randrange(1, 2_000_000))
                    killed.append(1)
                client.kill()

        leaving = [threading.Thread(target=leave) for _ in range(3)]
        slow = Client(served, PATH)
        digests: list[str] = []
        reading = [threading.Thread(target=digest_of, args=(Client(served, PATH, version), digests)) for version in ("1.1", "1.0")]
        curl = subprocess.Popen(["curl", "-sS", "--noproxy", "*", "--compressed", "--fail", served.url + PATH],
                                stdout=subprocess.PIPE, env=environment())
        assert curl.stdout.peek(1), "it has its place before others begin and leave"
        for thread in (*leaving, *reading):
            thread.start()
        coded = output_digest(curl)
        for thread in reading:
            thread.join()
        stop.set()
        for thread in leaving:
            thread.join()
        began = time.monotonic()
        assert served.get("/healthz")["status"] == "ok" and time.monotonic() - began < 5
        assert [*digests, coded] == [wanted] * 3
        slow.kill()
        wait_until(lambda: places_left(served) == EXPORTS_MAX, message="killed clients keep their places")

        def rests() -> bool:
            before = cpu_seconds(served)
            time.sleep(0.5)
            return cpu_seconds(served) - before < 0.1
        wait_until(rests, message="work goes on for clients that are gone")
        stalled = [Client(served, PATH) for _ in range(EXPORTS_MAX)]
        assert [client.status for client in stalled] == [200] * EXPORTS_MAX and places_left(served) == 0
        wait_until(lambda: places_left(served) == EXPORTS_MAX, message="clients that take nothing keep all places")
        for client in stalled:
            client.close()
        peak = status_of(served, "VmHWM")
    print(f"{COMMITS} commits, {len(killed)} clients killed: a peak of {peak} bytes")
    assert len(killed) > 3
    assert peak <= PEAK_MAX_BYTES, f"{peak} bytes"
