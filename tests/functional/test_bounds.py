"""Protects: what `cpsg serve` takes of memory is bounded, whatever is stored and however slowly clients read.
How: a store as version 0.2.0 could leave it, with messages of megabytes; the peak of the resident memory is the kernel's."""
from __future__ import annotations

import json
import os
import random
import re
import socket
import sqlite3
import subprocess
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from harness import Cpsg, Served
from history import Repository

NAME = "acme/bounds"
PATH = f"/v1/projects/{NAME}/commits?limit=1000"
PEAK_MAX_BYTES = 60_000_000
PAGE_MAX_BYTES = 4 * 2**20 + 1024
PAGE_LEAST_BYTES = 2**18
MESSAGE_MAX_BYTES = 65_536
CLIENTS = 32
STALL_S = 10  # how long the server waits for a client that does not read

pytestmark = pytest.mark.skipif(bool(os.environ.get("ASAN_OPTIONS") or os.environ.get("TSAN_OPTIONS")),
                                reason="sanitizers take memory of their own")


def peak_bytes(served: Served) -> int:
    status = Path(f"/proc/{served.process.pid}/status").read_text()
    return 1024 * int(re.search(r"VmHWM:\s+(\d+) kB", status)[1])


def fetch(served: Served) -> bytes:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(served.url + PATH, timeout=100) as answer:
        return answer.read()


@pytest.fixture
def stored(cpsg: Cpsg, root: Path) -> Cpsg:
    """Thirty commits whose messages have four megabytes, and many of sixty kilobytes that JSON writes with six times as much."""
    Repository.create(root / f"{NAME}.git").grow("main", 200, random.Random(1))
    cpsg.sync(NAME)
    with sqlite3.connect(cpsg.store) as database:
        database.execute("UPDATE commits SET message = ? WHERE key IN (SELECT key FROM commits ORDER BY key LIMIT 30)",
                         ("\x01m" * 2_000_000,))
        database.execute("UPDATE commits SET message = ? WHERE length(message) < 1000", ("\x01" * 60_000,))
    database.close()
    return cpsg


def read_pages(served: Served) -> list[str]:
    oids, path = [], PATH
    while path:
        status, headers, page = served.request("GET", path)
        assert status == 200 and int(headers["content-length"]) <= PAGE_MAX_BYTES
        assert all(len(commit["message"]) <= MESSAGE_MAX_BYTES for commit in page["data"])
        oids += [commit["oid"] for commit in page["data"]]
        path = page["next"] and f"{PATH}&cursor={page['next']}"
    return oids


def test_lists_do_not_wait_for_two_clients_that_do_not_read(stored: Cpsg) -> None:
    """What one client asks for and does not take is no reason for others to wait."""
    with stored.serving() as served:
        host, port = served.url.removeprefix("http://").split(":")
        silent = []
        for _ in range(2):
            connection = socket.socket()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect((host, int(port)))
            connection.sendall(f"GET {PATH} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            assert connection.recv(12) == b"HTTP/1.1 200"
            silent.append(connection)
        for path in ("/v1/projects", f"/v1/projects/{NAME}/branches?limit=10", f"/v1/projects/{NAME}/activity", PATH) * 3:
            begun = time.monotonic()
            assert served.request("GET", path)[0] == 200
            assert time.monotonic() - begun < STALL_S / 2, path
        for connection in silent:
            assert len(read_all(connection)) > PAGE_MAX_BYTES // 2
            connection.close()
        assert peak_bytes(served) <= PEAK_MAX_BYTES


def test_many_readers_of_long_messages(stored: Cpsg) -> None:
    expected = [commit["oid"] for commit in stored.commits(NAME)]
    with stored.serving() as served:
        with ThreadPoolExecutor(CLIENTS) as pool:
            sizes = list(pool.map(lambda _: len(fetch(served)), range(CLIENTS)))
        assert min(sizes) > PAGE_LEAST_BYTES and max(sizes) <= PAGE_MAX_BYTES
        assert len(fetch(served)) > PAGE_MAX_BYTES // 2, "a whole page as soon as the others have theirs"
        assert read_pages(served) == expected and len(expected) == 200
        peak = peak_bytes(served)
    assert peak <= PEAK_MAX_BYTES, f"{peak} bytes"


def read_all(connection: socket.socket) -> bytes:
    got = b""
    while part := connection.recv(65_536):
        got += part
    return got


def test_readers_that_take_their_time(stored: Cpsg) -> None:
    """All ask at once and none reads: memory stays bounded, others are served, and those that read get whole answers."""
    with stored.serving() as served:
        host, port = served.url.removeprefix("http://").split(":")
        request = f"GET {PATH} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
        slow = [socket.create_connection((host, int(port)), timeout=100) for _ in range(CLIENTS)]
        for connection in slow:
            connection.sendall(request)
        time.sleep(2)
        assert served.get("/healthz") == {"status": "ok"}
        with ThreadPoolExecutor(CLIENTS) as pool:
            answers = list(pool.map(read_all, slow))
        for connection in slow:
            connection.close()
        peak = peak_bytes(served)
    for answer in answers:
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 ")
        page = json.loads(body)
        assert page["data"] and page["next"]
    assert peak <= PEAK_MAX_BYTES, f"{peak} bytes"


def test_an_export_of_long_messages(stored: Cpsg) -> None:
    """An export holds one block of commits, not a thousand; a message that is too long is marked."""
    commits = stored.commits(NAME)
    assert len(commits) == 200
    longest = [commit for commit in commits if len(commit["message"]) == MESSAGE_MAX_BYTES]
    assert len(longest) == 30 and all(commit["altered"] == ["message"] for commit in longest)
    command = stored.command("export", "commits", NAME)
    script = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL);"
              " print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)")
    done = subprocess.run(["python3", "-c", script, *command], capture_output=True, text=True, check=True,
                                        env={**os.environ, "HOME": "/nonexistent"})
    assert int(done.stdout) <= PEAK_MAX_BYTES
