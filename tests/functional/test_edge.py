"""Protects: what the built server does with requests that two readers could read differently: one refusal, and the connection ends,
so that nothing behind it is read as another request; what is right is answered in order; no answer names a file of the machine."""
from __future__ import annotations

import json
import re
import shutil
import socket
from pathlib import Path

import pytest

from harness import Cpsg, Served
from history import small_project

NAME = "acme/edge"
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
POST = b"POST /v1/projects HTTP/1.1\r\nHost: localhost\r\n"

REFUSED = [
    (400, POST + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"),
    (400, POST + b"Content-Length: 2, 2\r\n\r\n{}"),
    (400, POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    (501, POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
    (400, POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
    (400, POST + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
    (400, POST + b"Transfer-Encoding: chunked\r\n\r\n2;a=\"\n\"\r\n{}\r\n0\r\n\r\n"),
    (400, POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 50\r\n\r\n"),
    (400, POST + b"X: a\nContent-Length: 50\r\n\r\n"),
    (400, POST + b"X: a\rContent-Length: 50\r\n\r\n"),
    (400, b"\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    (400, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n"),
    (400, b"GET /healthz HTTP/1.1\r\nHost: a@localhost\r\n\r\n"),
    (400, b"GET healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    (400, b"GET ftp://localhost/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    (421, b"GET http://localhost/healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
    (400, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n"),
    (505, b"GET /healthz HTTP/2.0\r\nHost: localhost\r\n\r\n"),
]


def exchange(served: Served, sent: bytes) -> bytes:
    """All that comes back until the server ends the connection."""
    host, port = served.url.removeprefix("http://").rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        got = b""
        while part := connection.recv(65536):
            got += part
    return got


def statuses(answers: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", answers)]


def test_nothing_is_read_behind_a_refused_request(cpsg: Cpsg) -> None:
    with cpsg.serving() as served:
        for status, request in REFUSED:
            answers = exchange(served, HEALTH + request + HEALTH)
            assert statuses(answers) == [200, status], (request, answers)
            head, _, body = answers.partition(b"HTTP/1.1 %d" % status)[2].partition(b"\r\n\r\n")
            assert b"Connection: close" in head and b"application/problem+json" in head
            assert json.loads(body)["status"] == status, body


def test_what_is_right_is_answered_in_order(cpsg: Cpsg) -> None:
    with cpsg.serving() as served:
        chunked = POST + b"Transfer-Encoding: Chunked\r\n\r\n2;a=\"b c\"\r\n{}\r\n0\r\nX: y\r\n\r\n"
        absolute = b"GET http://LOCALHOST:80/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
        old = b"GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
        assert statuses(exchange(served, HEALTH + chunked + b"\r\n" + absolute + old + HEALTH)) == [200, 400, 200, 200, 200]
        for options in (b"close", b"a, Close", b"close, keep-alive", b"keep-alive\r\nConnection: close"):
            for version in (b"1.0", b"1.1"):
                closing = b"GET /healthz HTTP/%s\r\nHost: localhost\r\nConnection: %s\r\n\r\n" % (version, options)
                assert statuses(exchange(served, closing + HEALTH)) == [200], closing


@pytest.mark.parametrize("gone", [True, False])
def test_no_answer_names_a_file_of_the_machine(cpsg: Cpsg, root: Path, gone: bool) -> None:
    repository = root / f"{NAME}.git"
    small_project(repository)
    cpsg.sync(f"file://{repository}")
    if gone:
        shutil.rmtree(repository)
        cpsg.fails("not_found", NAME)
    with cpsg.serving() as served:
        body = json.dumps({"url": NAME}).encode()
        add = POST + b"Content-Length: %d\r\n\r\n" % len(body) + body
        reads = b"".join(b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n" % path.encode()
                         for path in (f"/v1/projects/{NAME}", "/v1/projects", "/v1/status"))
        answers = exchange(served, add + reads)
    assert statuses(answers) == [409, 200, 200, 200]
    assert str(root).encode() not in answers, answers
    assert not gone or b"the repository does not exist" in answers
