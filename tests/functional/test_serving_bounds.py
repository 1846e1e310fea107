"""The server's connections: without file descriptors, with many idle clients, while it is about to stop, and over TLS."""
from __future__ import annotations

import http.client
import os
import resource
import signal
import socket
import ssl
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
        assert 5 <= len(refused) < len(answers)
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

        def is_told_to_go() -> bool:
            kept.request("GET", "/v1/projects")
            answer = kept.getresponse()
            assert answer.status == 200 and answer.read()
            return answer.getheader("Connection") == "close"

        # The threads that answer learn of it one after the other.
        wait_until(is_told_to_go)
        assert served.process.wait(20) in (0, 143)
        assert time.monotonic() - began > 1.9


def make_certificate(directory: Path, name: str) -> tuple[Path, Path]:
    certificate, key = directory / "cert.pem", directory / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
                    "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                    "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return certificate, key


def test_tls(cpsg: Cpsg, tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path, "first")
    with ExitStack() as stack:
        cpsg.set(server__tls_certificate_file=certificate, server__tls_key_file=key)
        process = cpsg.start("--set", "server.listen=127.0.0.1:0", "serve", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        stack.callback(process.wait, 20)
        stack.callback(process.terminate)
        line = next(line for line in process.stdout if b"listening on" in line).decode().split()[-1]
        assert line.startswith("https://")
        port = urllib.parse.urlsplit(line).port
        context = ssl.create_default_context(cafile=str(certificate))
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=context)
        connection.request("GET", "/readyz")
        assert connection.getresponse().status == 200
        renewed = ssl.create_default_context(cafile=str(make_certificate(tmp_path, "second")[0]))

        def uses_the_renewed_one() -> bool:
            try:
                with socket.create_connection(("127.0.0.1", port)) as client, renewed.wrap_socket(client, server_hostname="localhost"):
                    return True
            except ssl.SSLError:
                return False
        wait_until(uses_the_renewed_one)


def test_a_certificate_that_cannot_be_used(cpsg: Cpsg, tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path, "first")
    key.write_text("nothing")
    for settings in ([f"server.tls_certificate_file={certificate}"],
                     [f"server.tls_certificate_file={certificate}", f"server.tls_key_file={key}"]):
        flags = [part for setting in settings for part in ("--set", setting)]
        result = cpsg.run(*flags, "--set", "server.listen=127.0.0.1:0", "serve")
        assert result.code == 2 and "server.tls_key_file" in result.stderr and len(result.stderr_lines()) == 1
        assert "server.tls_key_file" in cpsg.run(*flags, "check").stdout.decode()
