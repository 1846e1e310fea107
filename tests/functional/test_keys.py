"""Protects: who may use the API of `cpsg serve`: keys are made, used, expire and are revoked while it serves; sessions of browsers;
limits; what is private; and that no key is ever stored, logged or believed from a header."""
from __future__ import annotations

import contextlib
import datetime
import http.client
import json
import re
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator

import pytest

from harness import Cpsg, Served, wait_until
from history import Repository, small_project

NAME = "acme/locked"
PATH = f"/v1/projects/{NAME}"
REVOKED_WITHIN_S = 0.001  # after another process's commit
KEY = re.compile(r"cpsg_[A-Za-z0-9_-]{43}")


@pytest.fixture
def repository(root) -> Repository:
    return small_project(root / f"{NAME}.git")


@pytest.fixture
def closed(cpsg: Cpsg) -> Cpsg:
    """Nothing may be read without a key."""
    return cpsg.set(server__anonymous_read="off")


def create(cpsg: Cpsg, name: str, scope: str = "read", *more: str) -> str:
    result = cpsg.ok("keys", "create", "--name", name, "--scope", scope, *more)
    key = result.stdout.decode()
    assert KEY.fullmatch(key.removesuffix("\n")) and key.endswith("\n") and key.strip() not in result.stderr
    return key.strip()


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


class Answer:
    def __init__(self, answer: http.client.HTTPResponse):
        self.status, text = answer.status, answer.read()
        self.headers = {name.lower(): value for name, value in answer.getheaders()}
        self.body = json.loads(text) if text and "json" in self.headers.get("content-type", "") else text

    @property
    def code(self) -> str:
        return self.body["code"]


def ask(served: Served, method: str, path: str, headers: dict[str, str] | None = None, body: object = None) -> Answer:
    host, port = served.url.removeprefix("http://").rsplit(":", 1)
    connection = http.client.HTTPConnection(host, int(port), timeout=20)
    given = dict(headers or {})
    data = None
    if body is not None:
        data = json.dumps(body).encode()
        given.setdefault("Content-Type", "application/json")
    with contextlib.closing(connection):
        connection.request(method, path, body=data, headers=given)
        return Answer(connection.getresponse())


def revoke(cpsg: Cpsg, name: str) -> None:
    """By another process than the one that serves."""
    cpsg.ok("keys", "revoke", name)
    time.sleep(REVOKED_WITHIN_S)


def listed(cpsg: Cpsg) -> dict[str, dict]:
    return {key["name"]: key for key in cpsg.ok("keys", "list", "--json").json_lines()}


def assert_unknown(cpsg: Cpsg, secret: str, lines: list[str]) -> None:
    """The secret is in no file of the store and in no line that was written."""
    for file in cpsg.directory.glob("cpsg.db*"):
        assert secret.encode() not in file.read_bytes(), file
    assert not any(secret in line for line in lines)


# ---- cpsg keys ----

def test_keys_are_made_listed_and_revoked(cpsg: Cpsg) -> None:
    assert cpsg.ok("keys", "list", "--json").stdout == b"" and not cpsg.store.exists()
    key = create(cpsg, "ci")
    create(cpsg, "Jürgen's laptop", "admin", "--expires", "2999-01-31")
    keys = listed(cpsg)
    assert list(keys["ci"]) == ["id", "name", "scope", "state", "created_at", "expires_at", "revoked_at", "last_used_on"]
    assert keys["ci"]["state"] == "live" and keys["ci"]["expires_at"] is None and keys["ci"]["last_used_on"] is None
    assert keys["Jürgen's laptop"]["expires_at"] == "2999-01-31T00:00:00Z"
    table = cpsg.ok("keys", "list").stdout.decode().splitlines()
    oldest_first = sorted(keys.values(), key=lambda key: (key["created_at"], key["id"]))
    assert all(len(line.split()) >= 6 for line in table) and [line.split()[0] for line in table[1:]] == [key["id"] for key in oldest_first]
    revoked = cpsg.ok("keys", "revoke", "ci")
    assert revoked.stdout == b"" and "ci" in revoked.stderr
    assert "before" in cpsg.ok("keys", "revoke", keys["ci"]["id"]).stderr
    assert listed(cpsg)["ci"]["state"] == "revoked" and listed(cpsg)["ci"]["revoked_at"]
    create(cpsg, "ci")
    assert_unknown(cpsg, key, [])


@pytest.mark.parametrize("args,code", [
    (["create", "--name", "a"], 2), (["create", "--scope", "read"], 2), (["create", "--name", "a", "--scope", "root"], 2),
    (["create", "--name", "", "--scope", "read"], 2), (["create", "--name", "a\nb", "--scope", "read"], 2),
    (["create", "--name", "a" * 101, "--scope", "read"], 2),
    (["create", "--name", "a", "--scope", "read", "--expires", "tomorrow"], 2),
    (["create", "--name", "a", "--scope", "read", "--expires", "2020-01-01"], 2),
    (["create", "--name", "taken", "--scope", "read"], 2), (["revoke", "nobody"], 3), (["revoke"], 2), ([], 2),
])
def test_keys_that_cannot_be_made(cpsg: Cpsg, args: list[str], code: int) -> None:
    create(cpsg, "taken")
    result = cpsg.run("keys", *args)
    assert result.code == code and result.stdout == b"" and len(result.stderr_lines()) == 1, result
    assert list(listed(cpsg)) == ["taken"]


# ---- keys in use ----

def test_a_key_opens_what_its_scope_says(closed: Cpsg, repository: Repository) -> None:
    reads, writes = create(closed, "reads"), create(closed, "writes", "write")
    with closed.serving() as served:
        nobody = ask(served, "GET", "/v1/projects")
        assert nobody.status == 401 and nobody.code == "key_missing"
        assert nobody.headers["www-authenticate"].startswith("Bearer") and "no-store" in nobody.headers["cache-control"]
        assert ask(served, "GET", "/healthz").status == 200 and ask(served, "GET", "/readyz").status == 200
        answer = ask(served, "GET", "/v1/projects", bearer(reads))
        assert answer.status == 200 and answer.headers["cache-control"] == "private, no-store"
        assert "Authorization" in answer.headers["vary"] and "Cookie" in answer.headers["vary"]
        refused = ask(served, "POST", "/v1/projects", bearer(reads), {"url": NAME})
        assert refused.status == 403 and refused.code == "key_refused" and "write" in refused.body["detail"]
        assert ask(served, "POST", "/v1/projects", bearer(writes), {"url": NAME}).status == 202
        assert ask(served, "GET", "/v1/me", bearer(reads)).body == {
            "access": "read", "key": "reads", "key_id": listed(closed)["reads"]["id"], "session": False, "private": True,
            "expires_at": None}
        assert ask(served, "GET", "/v1/me").body["access"] == "none"
        today = datetime.datetime.now(datetime.UTC).date().isoformat()
        wait_until(lambda: listed(closed)["reads"]["last_used_on"] in (today, None) and listed(closed)["reads"]["last_used_on"])
        wait_until(lambda: [line for line in served.lines if " write by=" in line])
    (line,) = [line for line in served.lines if " write by=" in line]
    assert '"key writes (' in line and 'what="POST /v1/projects" ' in line and f"made=/v1/projects/{NAME}" in line
    assert_unknown(closed, reads, served.lines)
    assert_unknown(closed, writes, served.lines)


def test_a_key_that_is_wrong_or_ended(cpsg: Cpsg) -> None:
    long = create(cpsg, "long")
    with cpsg.serving() as served:
        soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=5)
        short = create(cpsg, "short", "read", "--expires", soon.strftime("%Y-%m-%dT%H:%M:%SZ"))
        assert ask(served, "GET", "/v1/projects", bearer(short)).status == 200
        for wrong in ("cpsg_" + "A" * 43, "x", "", f"{long}x", long.upper(), f"{long}, Bearer {long}"):
            answer = ask(served, "GET", "/v1/projects", bearer(wrong))
            assert answer.status == 403 and answer.code == "key_refused", wrong
            assert wrong == "" or wrong not in json.dumps(answer.body)
        assert ask(served, "GET", "/v1/projects", {"Authorization": "Basic dTpw"}).status == 200, "a proxy's, and none of ours"
        assert ask(served, "GET", "/healthz", bearer("x")).status == 200

        assert ask(served, "GET", "/v1/projects", bearer(long)).status == 200
        revoke(cpsg, "long")
        revoked = ask(served, "GET", "/v1/projects", bearer(long))
        assert revoked.code == "key_refused" and "revoked" in revoked.body["detail"]
        wait_until(lambda: ask(served, "GET", "/v1/projects", bearer(short)).status == 403)
        assert datetime.datetime.now(datetime.UTC) >= soon - datetime.timedelta(seconds=1)
        assert "expired" in ask(served, "GET", "/v1/projects", bearer(short)).body["detail"]
        added = create(cpsg, "later")
        assert ask(served, "GET", "/v1/projects", bearer(added)).status == 200, "made while it serves"


# ---- without a key ----

def test_users_of_this_machine_need_none(cpsg: Cpsg, repository: Repository) -> None:
    with cpsg.serving() as served:
        assert ask(served, "POST", "/v1/projects", body={"url": NAME}).status == 202
        assert ask(served, "GET", "/v1/me").body["access"] == "admin"
        through_a_proxy = {"X-Forwarded-For": "127.0.0.1"}
        assert ask(served, "GET", PATH, through_a_proxy).status == 200
        assert ask(served, "DELETE", PATH, through_a_proxy).code == "key_missing", "whoever is behind it is not known"
        assert ask(served, "DELETE", PATH).status == 204
    assert any('by=nobody client=127.0.0.1 what="DELETE /v1/projects/{owner}/{name}"' in line for line in served.lines)


def test_a_server_for_others_is_closed(cpsg: Cpsg) -> None:
    key = create(cpsg, "ci", "write")
    process = cpsg.start("--set", "server.listen=0.0.0.0:0", "serve", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    served = Served(process)
    served.url = served.url.replace("0.0.0.0", "127.0.0.1")
    try:
        assert ask(served, "GET", "/v1/projects").status == 401
        assert ask(served, "POST", "/v1/projects", body={"url": NAME}).status == 401
        assert ask(served, "GET", "/v1/projects", {"X-Forwarded-For": "127.0.0.1"}).status == 401
        assert ask(served, "GET", "/healthz").status == 200
        assert ask(served, "GET", "/v1/projects", bearer(key)).status == 200
    finally:
        served.stop()


@contextlib.contextmanager
def with_visibility(cpsg: Cpsg, *args: str) -> Iterator[Served]:
    """Serves acme/open, which is public, beside acme/locked, which is not."""
    for name in (NAME, "acme/open"):
        cpsg.sync(name)
    with contextlib.closing(sqlite3.connect(cpsg.store)) as store, store:
        store.execute("INSERT INTO statistics (project_no, observed_at, topics, languages, visibility) SELECT project_no, 0, '', '',"
                      " CASE name WHEN 'open' THEN 'public' ELSE 'private' END FROM projects")
    with cpsg.serving(*args) as served:
        yield served


def test_what_is_private_does_not_exist_without_a_key(cpsg: Cpsg, root, repository: Repository) -> None:
    small_project(root / "acme/open.git")
    cpsg.set(server__anonymous_read="public")
    key = create(cpsg, "reads")
    with with_visibility(cpsg) as served:
        def names(headers: dict[str, str]) -> list[str]:
            return [project["full_name"] for project in ask(served, "GET", "/v1/projects", headers).body["data"]]

        assert names({}) == ["acme/open"] and names(bearer(key)) == [NAME, "acme/open"]
        assert ask(served, "GET", "/v1/projects/acme/open/commits").status == 200
        for below in ("", "/commits", "/branches", "/activity", "/contributors", "/pulls", "/history"):
            hidden, absent = (ask(served, "GET", f"/v1/projects/acme/{name}{below}") for name in ("locked", "absent"))
            assert hidden.status == absent.status == 404
            assert hidden.body["detail"] == absent.body["detail"].replace("absent", "locked")
            assert ask(served, "GET", f"{PATH}{below}", bearer(key)).status == 200
        assert ask(served, "POST", "/v1/projects", body={"url": NAME}).code == "key_missing", "that would tell, too"
        assert ask(served, "DELETE", PATH).code == "key_missing"


# ---- sessions ----

def test_a_session_in_a_browser(closed: Cpsg, repository: Repository) -> None:
    key = create(closed, "board", "write")
    with closed.serving() as served:
        opened = ask(served, "POST", "/v1/session", bearer(key))
        assert opened.status == 200 and opened.body["session"] is True
        cookie, *attributes = opened.headers["set-cookie"].split("; ")
        assert cookie.startswith("cpsg=") and {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(attributes)
        assert "Secure" not in attributes and opened.headers["cache-control"] == "private, no-store"
        browser = {"Cookie": f"theme=dark; {cookie}"}
        page = {**browser, "Origin": served.url, "Content-Type": "application/json"}
        assert ask(served, "GET", "/v1/projects", browser).status == 200
        assert ask(served, "GET", "/v1/me", browser).body["key"] == "board"

        assert ask(served, "POST", "/v1/projects", page, {"url": NAME}).status == 202
        without_origin = {name: value for name, value in page.items() if name != "Origin"}
        assert ask(served, "POST", "/v1/projects", without_origin, {"url": NAME}).code == "origin_refused"
        foreign = {**page, "Origin": "https://evil.example"}
        assert ask(served, "POST", "/v1/projects", foreign, {"url": NAME}).code == "origin_refused"
        form = {**page, "Content-Type": "text/plain"}
        assert ask(served, "POST", "/v1/projects", form, {"url": NAME}).status == 415
        assert ask(served, "DELETE", PATH, {**browser, "Origin": served.url}).status == 415

        revoke(closed, "board")
        ended = ask(served, "GET", "/v1/projects", browser)
        assert ended.code == "key_missing", "it ends with its key"
        other = create(closed, "other")
        cookie = ask(served, "POST", "/v1/session", body={"key": other}).headers["set-cookie"].split(";")[0]
        page["Cookie"] = cookie
        assert ask(served, "GET", "/v1/projects", {"Cookie": cookie}).status == 200
        ended = ask(served, "DELETE", "/v1/session", page)
        assert ended.status == 204 and ended.headers["set-cookie"].startswith("cpsg=;")
        assert ask(served, "GET", "/v1/projects", {"Cookie": cookie}).status == 401
    assert_unknown(closed, cookie.removeprefix("cpsg="), served.lines)


def test_a_cookie_is_secure_or_local(closed: Cpsg) -> None:
    key = create(closed, "board")
    https = {**bearer(key), "X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https"}
    plain = {**https, "X-Forwarded-Proto": "http"}
    with closed.serving() as served:
        for forged in (https, plain):
            assert ask(served, "POST", "/v1/session", forged).status == 403, "nobody has to believe that header"
    with closed.set(server__trusted_proxies="127.0.0.0/8").serving() as served:
        assert ask(served, "POST", "/v1/session", plain).status == 403
        cookie, *attributes = ask(served, "POST", "/v1/session", https).headers["set-cookie"].split("; ")
        assert cookie.startswith("__Host-cpsg=") and {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(attributes)
        assert not any(attribute.startswith("Domain") for attribute in attributes)
        browser = {name: value for name, value in https.items() if name != "Authorization"}
        assert ask(served, "GET", "/v1/projects", {**browser, "Cookie": cookie}).status == 200
        plain_cookie = cookie.replace("__Host-cpsg", "cpsg")
        assert ask(served, "GET", "/v1/projects", {**browser, "Cookie": plain_cookie}).status == 401


def test_two_cookies_are_none_and_a_new_session_ends_the_old_one(closed: Cpsg) -> None:
    key = create(closed, "board")
    with closed.serving() as served:
        def log_in(**headers: str) -> str:
            return ask(served, "POST", "/v1/session", {**bearer(key), **headers}).headers["set-cookie"].split(";")[0]

        first = log_in()
        assert ask(served, "GET", "/v1/projects", {"Cookie": first}).status == 200
        for both in (f"{first}; cpsg=x", f"cpsg=x; {first}"):
            assert ask(served, "GET", "/v1/projects", {"Cookie": both}).status == 401, both
        second = log_in(Cookie=first)
        assert ask(served, "GET", "/v1/projects", {"Cookie": first}).status == 401
        assert ask(served, "GET", "/v1/projects", {"Cookie": second}).status == 200
        page = {"Cookie": second, "Content-Type": "application/json"}
        for origin in ("null", "", "http://127.0.0.1", f"{served.url}.evil.example"):
            refused = ask(served, "DELETE", "/v1/session", {**page, "Origin": origin})
            assert refused.status == 403 and refused.code == "origin_refused", origin


def test_a_header_that_is_sent_twice_is_refused(closed: Cpsg) -> None:
    key = create(closed, "ci")
    with closed.serving() as served:
        host, port = served.url.removeprefix("http://").split(":")
        for more in (f"Authorization: Bearer {key}", "Authorization: Basic x", "authorization: "):
            with contextlib.closing(socket.create_connection((host, int(port)), timeout=20)) as client:
                head = f"GET /v1/projects HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {key}\r\n{more}\r\n\r\n"
                client.sendall(head.encode())
                assert client.recv(65_536).startswith(b"HTTP/1.1 400 "), more


# ---- limits ----

def test_limits_are_kept_and_told(cpsg: Cpsg) -> None:
    key = create(cpsg, "ci")
    cpsg.set(server__requests_per_minute_per_address=5, server__requests_per_minute_per_key=8, server__trusted_proxies="10.0.0.0/8")
    with cpsg.serving() as served:
        for left in range(4, -1, -1):
            answer = ask(served, "GET", "/v1/projects", {"X-Forwarded-For": f"198.51.100.{left}"})
            assert answer.status == 200 and answer.headers["ratelimit-policy"] == '"address";q=5;w=60'
            assert answer.headers["ratelimit"].startswith(f'"address";r={left};t=')
        answer = ask(served, "GET", "/v1/projects", {"X-Forwarded-For": "198.51.100.99"})
        assert answer.status == 429 and answer.code == "too_many_requests"
        assert 1 <= int(answer.headers["retry-after"]) <= 12 and answer.headers["ratelimit"].startswith('"address";r=0;')
        assert [ask(served, "GET", path).status for path in ("/openapi.json", "/v1/nothing", "/healthz")] == [429, 429, 200]
        assert ask(served, "POST", "/v1/webhooks/github").status == 404, "there is no secret; a delivery is not counted"
        statuses = [ask(served, "GET", "/v1/projects", bearer(key)).status for _ in range(9)]
        assert statuses == [200] * 8 + [429], "requests with a key are counted for the key"


def test_limits_see_through_a_trusted_proxy(cpsg: Cpsg, repository: Repository) -> None:
    cpsg.sync(NAME)
    cpsg.set(server__requests_per_minute_per_address=5, server__trusted_proxies="127.0.0.0/8")
    with cpsg.serving() as served:
        for client in ("198.51.100.1", "203.0.113.9, 198.51.100.2", "2001:db8::1"):
            answers = [ask(served, "GET", PATH, {"X-Forwarded-For": client}) for _ in range(6)]
            assert [answer.status for answer in answers] == [200] * 5 + [429]
            assert [answer.headers["ratelimit"].split(";")[1] for answer in answers] == ["r=4", "r=3", "r=2", "r=1", "r=0", "r=0"]
        assert len({answer.headers["x-request-id"].partition("-h")[0] for answer in answers[1:5]}) == 1, "from memory"


def test_guesses_are_limited(cpsg: Cpsg) -> None:
    cpsg.set(server__refused_keys_per_minute_per_address=3)
    key = create(cpsg, "ci")
    with cpsg.serving() as served:
        assert ask(served, "GET", "/v1/projects", bearer(key)).status == 200
        guesses = [ask(served, "GET", "/v1/projects", bearer("cpsg_" + f"{n:0>42}A")).status for n in range(6)]
        assert guesses == [403] * 3 + [429] * 3
        assert ask(served, "GET", "/v1/projects", bearer(key)).status == 200, "a good key is not shut out"
        assert ask(served, "GET", "/v1/projects").status == 200
