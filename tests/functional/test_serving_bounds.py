"""The server at its bounds: without file descriptors, with many idle clients, and while it is about to stop."""
from __future__ import annotations

import http.client
import os
import resource
import signal
import socket
import subprocess
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from harness import Cpsg, Served, wait_until

IDLE = 2_000
IDLE_BYTES_MAX = 8_000  # of each, in the whole process: ten thousand are 80 MB
GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.fixture
def served(cpsg: Cpsg) -> Iterator[Served]:
    with cpsg.serving() as running:
        yield running


def address(served: Served) -> tuple[str, int]:
    parts = urllib.parse.urlsplit(served.url)
    return parts.hostname, parts.port


def connect(stack: ExitStack, served: Served) -> socket.socket:
    return stack.enter_context(socket.create_connection(address(served), timeout=20))


def ask(client: socket.socket) -> str:
    client.sendall(GET)
    return client.recv(4096).decode()


def resident_bytes(served: Served) -> int:
    pages = int(Path(f"/proc/{served.process.pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def descriptors(served: Served) -> int:
    return len(os.listdir(f"/proc/{served.process.pid}/fd"))


def test_without_descriptors_clients_are_told_to_come_again(served: Served) -> None:
    served.get("/v1/projects")
    _, hard = resource.prlimit(served.process.pid, resource.RLIMIT_NOFILE)
    with ExitStack() as stack:
        resource.prlimit(served.process.pid, resource.RLIMIT_NOFILE, (descriptors(served) + 20, hard))
        answers = [ask(connect(stack, served)) for _ in range(30)]
        refused = [answer for answer in answers if not answer.startswith("HTTP/1.1 200 ")]
        assert 10 <= len(refused) < len(answers)
        assert all(answer.startswith("HTTP/1.1 503 ") and "\r\nRetry-After: " in answer for answer in refused), refused
    wait_until(lambda: served.request("GET", "/v1/projects")[0] == 200)


def test_few_descriptors_are_never_an_error_of_the_server(cpsg: Cpsg) -> None:
    with ExitStack() as stack:
        served = Served(cpsg.start("--set", "server.listen=127.0.0.1:0", "serve", stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))))
        stack.callback(served.stop)
        answers = [ask(connect(stack, served))[:12] for _ in range(80)]
        assert set(answers) == {"HTTP/1.1 200", "HTTP/1.1 503"}


def test_idle_clients_cost_little_memory(served: Served) -> None:
    served.get("/healthz")
    before = resident_bytes(served)
    with ExitStack() as stack:
        for client in [connect(stack, served) for _ in range(IDLE)]:
            assert ask(client).startswith("HTTP/1.1 200 ")
        wait_until(lambda: resident_bytes(served) - before < IDLE * IDLE_BYTES_MAX,
                   message=lambda: (resident_bytes(served) - before) / IDLE)


def test_a_stop_is_announced_before_it_comes(cpsg: Cpsg) -> None:
    with cpsg.set(server__drain_delay_s=2).serving() as served:
        kept = http.client.HTTPConnection(*address(served), timeout=10)
        kept.request("GET", "/v1/projects")
        assert kept.getresponse().read()
        assert served.get("/readyz") == {"status": "ok"}
        began = time.monotonic()
        served.process.send_signal(signal.SIGTERM)
        wait_until(lambda: served.request("GET", "/readyz")[0] == 503)
        assert served.get("/healthz")["status"] == "ok"
        kept.request("GET", "/v1/projects")
        answer = kept.getresponse()
        assert answer.status == 200 and answer.getheader("Connection") == "close"
        assert served.process.wait(20) in (0, 143)
        assert time.monotonic() - began > 1.9
