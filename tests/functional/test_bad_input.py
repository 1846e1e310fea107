"""Protects: whatever a client sends, the built server answers it with the right 4xx and a problem that names what is at fault; never
with a failure of its own, a trace, a path of the machine or a secret.

How: each kind of bad input as bytes, since clients would mend some of it. (Every parameter of every route: bad_requests_test.cc.
What two readers could read differently: test_edge.py. Keys, limits and sessions: test_keys.py.)
"""
from __future__ import annotations

import contextlib
import gzip
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness import TRACES, Cpsg, Served
from history import small_project

NAME = "acme/asked"
PATH = f"/v1/projects/{NAME}"
JSON = {"Content-Type": "application/json"}
BODY_MAX = 64 << 10
SECRET = "a secret of the webhook"


class Answer:
    def __init__(self, raw: bytes):
        head, _, self.body = raw.partition(b"\r\n\r\n")
        self.raw = raw
        self.status = int(head.split(b" ")[1]) if head.startswith(b"HTTP/1.1 ") else 0

    def problem(self) -> dict:
        return json.loads(self.body)


class Client:
    """Sends what it is told to, and asks for the connection's end."""

    def __init__(self, served: Served, key: str):
        self.address = served.url.removeprefix("http://").rsplit(":", 1)
        self.key = key

    def exchange(self, sent: bytes) -> Answer:
        with socket.create_connection((self.address[0], int(self.address[1])), timeout=20) as connection:
            with contextlib.suppress(OSError):  # it may have answered and closed before all was sent
                connection.sendall(sent)
            got = b""
            with contextlib.suppress(ConnectionResetError):
                while part := connection.recv(65536):
                    got += part
        return Answer(got)

    def ask(self, method: str, target: bytes | str, headers: dict[str, bytes | str] | None = None, body: bytes = b"") -> Answer:
        given: dict[str, bytes | str] = {"Host": "localhost", "Connection": "close", **(headers or {})}
        if body and "Transfer-Encoding" not in given:
            given.setdefault("Content-Length", str(len(body)))
        lines = [method.encode() + b" " + as_bytes(target) + b" HTTP/1.1"]
        lines += [name.encode() + b": " + as_bytes(value) for name, value in given.items()]
        return self.exchange(b"\r\n".join(lines) + b"\r\n\r\n" + body)


def as_bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


@pytest.fixture
def served(cpsg: Cpsg, root: Path) -> Iterator[Served]:
    small_project(root / f"{NAME}.git")
    cpsg.sync(NAME)
    cpsg.env["CPSG_GITHUB_WEBHOOK_SECRET"] = SECRET
    with cpsg.serving() as running:
        yield running


@pytest.fixture
def client(cpsg: Cpsg, served: Served) -> Client:
    return Client(served, cpsg.key("read"))


def expect(cpsg: Cpsg, client: Client, answer: Answer, status: int, field: str | None, code: str = "request_invalid") -> None:
    assert answer.status == status, answer.raw[:1000]
    problem = answer.problem()
    assert (problem.get("field"), problem["code"], problem["status"]) == (field, code, status), problem
    assert problem["detail"] and problem["request_id"], problem
    text = answer.raw.decode()  # UTF-8, whatever was sent
    assert str(cpsg.directory) not in text and client.key not in text and SECRET not in text and not TRACES.search(text), text


PARAMETERS = [
    ("limti=1", "limti"), ("limit=1&limit=1", "limit"), ("limit=1&LIMIT=1", "LIMIT"), ("limit=1&%6cimit=2", "limit"),
    ("limit=0", "limit"), ("limit=1001", "limit"), ("limit=one", "limit"), ("limit=1.0", "limit"), ("limit=", "limit"),
    ("unreachable=yes", "unreachable"), ("since=2026-02-30", "since"), ("since=2026-13-01T00:00:00Z", "since"),
    ("until=0000-01-01", "until"), ("until=10000-01-01", "until"), ("since=2026-01-01T24:00:01Z", "since"),
    ("since=2026-01-01T00:00:00%2B99:00", "since"), ("until=2026-01-01T00:00", "until"), ("since=1767225600", "since"),
    ("cursor=AAAA", "cursor"), ("cursor=%00", "cursor"), ("cursor=../../etc/passwd", "cursor"), ("cursor=" + "A" * 4000, "cursor"),
    ("fields=oid,nothing", "fields"), ("author=%FF", "author"), ("author=%ED%A0%80", "author"), ("branch=a%00b", "branch"),
    ("%FF=1", "\ufffd"), ("a%00b=1", "a\0b"), ("%zz=1", "query"), ("limit=%zz", "limit"), ("=1", "query"),
]


def test_parameters(cpsg: Cpsg, client: Client) -> None:
    for query, field in PARAMETERS:
        expect(cpsg, client, client.ask("GET", f"{PATH}/commits?{query}"), 400, field)


PATHS = [
    ("/v1/projects/..%2f..%2fetc/passwd", 400, "owner"), ("/v1/projects/acme/..%2fasked", 400, "name"),
    (f"{PATH}%00", 400, "name"), (f"{PATH};a=b", 400, "name"), ("/v1/projects/acme/%FF", 400, "name"),
    (f"{PATH}/../../../etc/passwd", 400, "path"), ("//evil.example/", 400, "path"), (f"{PATH}/%2e%2e/asked", 400, "path"),
    ("/v1/%00", 400, "path"), (f"{PATH}/pulls/99999999999999999999", 400, "number"), (f"{PATH}/pulls/-1", 400, "number"),
    ("/..%2f..%2fetc%2fpasswd", 404, None), ("/" + "a" * 20_000, 414, None), (b"/v1/projects?cursor=\xff", 400, None),
    (b"/v1\\projects", 400, None), (f"{PATH}#fragment", 400, None),
]


def test_paths(cpsg: Cpsg, client: Client) -> None:
    for target, status, field in PATHS:
        expect(cpsg, client, client.ask("GET", target), status, field, "not_found" if status == 404 else "request_invalid")


BODIES = [
    (b"", 400, "body"), (b"{", 400, "body"), (b"[]", 400, "body"), (b'{"url":1}', 400, "url"), (b'{"url":null}', 400, "url"),
    (b'{"url":"\xff"}', 400, "body"), (b'{"url":"a/b","url":"c/d"}', 400, "body"), (b'{"url":"a/b","note":1}', 400, "note"),
    (b'{"url":"a\\u0000b"}', 400, "url"), (b'{"a\\u0000b":1}', 400, "a\0b"), (b'{"url":' + b"[" * 60_000, 400, "body"),
    (b'{"url":"' + b"a" * BODY_MAX + b'"}', 413, "body"), (b'{"url":"file:///etc/passwd"}', 422, "url"),
    (b'{"url":"http://169.254.169.254/latest/meta-data"}', 422, "url"), (b'{"url":"https://user:hidden@localhost/a/b"}', 422, "url"),
]


def test_bodies(cpsg: Cpsg, client: Client) -> None:
    for body, status, field in BODIES:
        answer = client.ask("POST", "/v1/projects", {**JSON, "Content-Length": str(len(body))}, body)
        expect(cpsg, client, answer, status, field, "url_invalid" if status == 422 else "request_invalid")
        assert b"hidden" not in answer.raw


CHUNKED = {**JSON, "Transfer-Encoding": "chunked"}
BOMBS = [
    ({**JSON, "Content-Length": "999999999999"}, b"{", 413, "body"), ({**JSON, "Content-Length": "9" * 40}, b"{", 400, None),
    (CHUNKED, b"ffffffffffffffff\r\n{", 413, "body"), (CHUNKED, b"1\r\na\r\n" * 100_000 + b"0\r\n\r\n", 413, "body"),
    (CHUNKED, b"20000\r\n" + b"a" * 0x20000 + b"\r\n0\r\n\r\n", 413, "body"),
    ({**JSON, "Content-Encoding": "gzip"}, gzip.compress(b'{"url":"' + b"a" * (32 << 20) + b'"}'), 415, "Content-Encoding"),
    ({**JSON, "Content-Encoding": "gzip"}, gzip.compress(b'{"url":"a/b"}'), 415, "Content-Encoding"),
    ({**JSON, "Content-Encoding": "identity, br"}, b"{}", 415, "Content-Encoding"),
]


def test_bombs(cpsg: Cpsg, client: Client) -> None:
    for headers, body, status, field in BOMBS:
        expect(cpsg, client, client.ask("POST", "/v1/projects", headers, body), status, field)


def test_endless_chunk_headers_and_trailers_end(cpsg: Cpsg, client: Client) -> None:
    for body in (b"0" * 100_000, b"1;" + b"a" * 100_000, b"0\r\n" + b"A: b\r\n" * 20_000):
        assert client.ask("POST", "/v1/projects", CHUNKED, body).status in (400, 413, 431)


WHO = [
    ("GET", {"Host": "evil.example"}, 421, "Host", "host_refused"), ("GET", {"Host": "localhost.evil.example"}, 421, "Host", "host_refused"),
    ("DELETE", {"Origin": "https://evil.example"}, 403, "Origin", "origin_refused"),
    ("DELETE", {"Origin": "null"}, 403, "Origin", "origin_refused"), ("DELETE", {"Origin": b"\xff"}, 403, "Origin", "origin_refused"),
    ("DELETE", {"Origin": "http://localhost:1"}, 403, "Origin", "origin_refused"),
    ("DELETE", {"Sec-Fetch-Site": "cross-site"}, 403, "Origin", "origin_refused"),
    ("GET", {"Authorization": "Bearer wrong"}, 403, "Authorization", "key_refused"),
    ("GET", {"Authorization": b"Bearer \xff\xfe"}, 403, "Authorization", "key_refused"),
    ("GET", {"Authorization": "Bearer " + "a" * 7000}, 403, "Authorization", "key_refused"),
    ("DELETE", {"X-Forwarded-For": "127.0.0.1"}, 401, "Authorization", "key_missing"),
    ("DELETE", {"X-Forwarded-For": b"\xff, 1.2.3.4.5, a b"}, 401, "Authorization", "key_missing"),
    ("DELETE", {"Forwarded": "for=127.0.0.1"}, 401, "Authorization", "key_missing"),
    ("DELETE", {"X-Real-IP": "127.0.0.1"}, 401, "Authorization", "key_missing"),
    ("DELETE", {"X-Forwarded-For": "127.0.0.1", "Cookie": "cpsg=forged"}, 401, "Authorization", "key_missing"),
    ("GET", {"Accept-Encoding": "identity;q=0"}, 406, "Accept-Encoding", "request_invalid"),
    ("GET", {"Expect": "200-maybe"}, 417, "Expect", "request_invalid"),
    ("GET", {"If-Match": '"another"'}, 412, "If-Match", "precondition_failed"),
]


def test_who_asks_from_where(cpsg: Cpsg, client: Client) -> None:
    for method, headers, status, field, code in WHO:
        expect(cpsg, client, client.ask(method, PATH, headers), status, field, code)
    lacks = client.ask("DELETE", PATH, {"Authorization": f"Bearer {client.key}"})
    expect(cpsg, client, lacks, 403, "Authorization", "key_refused")
    assert "write" in lacks.problem()["detail"]
    assert client.ask("GET", PATH).status == 200, "nothing was removed"


def test_a_cookie_without_an_origin_writes_nothing(cpsg: Cpsg, client: Client) -> None:
    opened = client.ask("POST", "/v1/session", {"Authorization": f"Bearer {cpsg.key('write')}"})
    cookie = opened.raw.split(b"Set-Cookie: ")[1].split(b";")[0]
    own = {"Cookie": cookie, "Origin": "http://localhost", "Content-Type": "application/json"}
    without = {name: value for name, value in own.items() if name != "Origin"}
    expect(cpsg, client, client.ask("DELETE", PATH, without), 403, "Origin", "origin_refused")
    expect(cpsg, client, client.ask("DELETE", PATH, {**own, "Content-Type": "text/plain"}), 415, "Content-Type")
    assert client.ask("DELETE", PATH, own).status == 204, "with both it does"


def test_deliveries_that_nobody_signed(cpsg: Cpsg, client: Client) -> None:
    delivery = {**JSON, "X-GitHub-Event": "push", "X-GitHub-Delivery": "d-1"}
    for signature in ("", "sha256=00", "sha256=" + "0" * 64, "sha1=" + "0" * 40, b"\xff"):
        answer = client.ask("POST", "/v1/webhooks/github", {**delivery, "X-Hub-Signature-256": signature}, b"{}")
        expect(cpsg, client, answer, 401, "X-Hub-Signature-256")


def test_all_of_it_at_once_leaves_no_failure_in_the_log(cpsg: Cpsg, served: Served, client: Client) -> None:
    for query, _ in PARAMETERS:
        client.ask("GET", f"{PATH}/commits?{query}")
    for body, _, _ in BODIES:
        client.ask("POST", "/v1/batches", {**JSON, "Content-Length": str(len(body))}, body)
    served.stop()
    assert not [line for line in served.lines if " failed: " in line or "status=5" in line], served.lines
