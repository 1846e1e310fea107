"""Protects: every way in which a remote refuses, fails or lies ends in one clear line, the right code, and no lost data.

Also that credentials travel to the configured origin alone.
"""
from __future__ import annotations

import base64
import random
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import packs
import truth
from git_server import Fault, GitServer
from harness import Cpsg
from history import Repository, small_project
from matching import assert_project_is_true

NAME = "acme/target"
STALL_TIMEOUT_MS = 2000  # a machine full of other work is silent for a second by itself
TOKEN = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"
STATES = {"not_found": "ok", "unauthorized": "ok", "forbidden": "ok",  # one refusal is no verdict
          "gone": "gone", "blocked": "blocked", "rate_limited": "waiting_quota"}


@pytest.fixture
def repository(root) -> Repository:
    return small_project(root / f"{NAME}.git")


@pytest.fixture
def synced(cpsg: Cpsg, repository: Repository) -> Cpsg:
    cpsg.set(privacy__emails="keep", net__stall_timeout_ms=20_000).sync(NAME)
    repository.grow("main", 2, random.Random(2))
    return cpsg


def assert_kept(cpsg: Cpsg, server: GitServer, repository: Repository, code: str, *faults: Fault,
                state: str | None = None) -> str:
    """Fails with the code and changes nothing; says so in the status; heals by itself."""
    before = cpsg.exports(NAME)
    server.faults.extend(faults)
    result = cpsg.fails(code, NAME)
    assert all(fault.hits for fault in faults)
    status = cpsg.show(NAME)["status"]
    assert (status["state"], status["code"]) == (state or STATES.get(code, "failing"), code)
    assert status["reason"] and "\n" not in status["reason"]
    assert status["next_sync_at"] and status["last_synced_at"] and status["since"]
    assert cpsg.exports(NAME) == before
    server.faults.clear()
    assert cpsg.sync(NAME)["new"]["commits"] == 2
    assert_project_is_true(cpsg, NAME, repository, truth.keep_email)
    return result.stderr


HTTP_ERRORS = [(401, "unauthorized"), (403, "forbidden"), (404, "not_found"), (410, "gone"), (429, "rate_limited"),
               (451, "blocked"), (500, "remote_error"), (502, "remote_error"), (503, "remote_error")]


@pytest.mark.parametrize("command", ["ls-refs", "fetch"])
@pytest.mark.parametrize("status,code", HTTP_ERRORS)
def test_http_errors(synced: Cpsg, server: GitServer, repository: Repository, status: int, code: str,
                     command: str) -> None:
    everywhere = None if command == "ls-refs" else command  # a refused listing may be tried again by discovery
    assert_kept(synced, server, repository, code, Fault(command=everywhere, status=status, times=None))


@pytest.mark.parametrize("status,code", HTTP_ERRORS)
def test_http_errors_of_a_project_that_is_new(cpsg: Cpsg, server: GitServer, root, status: int, code: str) -> None:
    small_project(root / f"{NAME}.git")
    server.faults.append(Fault(status=status, times=None))
    cpsg.fails(code, NAME)
    assert cpsg.run("show", NAME).code == 3  # a mistyped name leaves nothing behind
    assert cpsg.ok("list", "--json").stdout == b""
    server.faults.clear()
    cpsg.sync(NAME)


@pytest.mark.parametrize("status", [403, 429, 503])
def test_retry_after_is_heard(synced: Cpsg, server: GitServer, repository: Repository, status: int) -> None:
    server.faults.append(Fault(status=status, headers={"Retry-After": "7200"}, times=None))
    synced.fails("rate_limited", NAME)
    status_ = synced.show(NAME)["status"]
    assert truth.epoch(status_["next_sync_at"].replace("Z", "+00:00")) - time.time() > 7000
    assert "7200" in status_["reason"] or "2 h" in status_["reason"] or "120 min" in status_["reason"], status_


@pytest.mark.parametrize("command", ["discovery", "ls-refs", "fetch"])
def test_an_empty_answer(cpsg: Cpsg, server: GitServer, root, command: str) -> None:
    small_project(root / f"{NAME}.git")
    server.faults.append(Fault(command=command, body=b"", times=None))
    cpsg.fails("bad_data" if command == "discovery" else "remote_error", NAME)


@pytest.mark.parametrize("command", ["ls-refs", "fetch"])
def test_a_stall(synced: Cpsg, server: GitServer, repository: Repository, command: str) -> None:
    synced.set(net__stall_timeout_ms=STALL_TIMEOUT_MS)
    assert_kept(synced, server, repository, "timeout", Fault(command=command, stall_at=40, times=None))


def test_a_stall_before_the_answer(synced: Cpsg, server: GitServer, repository: Repository) -> None:
    synced.set(net__stall_timeout_ms=STALL_TIMEOUT_MS)
    began = time.monotonic()
    wait = Fault(command="ls-refs", before=lambda _: time.sleep(2 * STALL_TIMEOUT_MS / 1000), times=None)
    assert_kept(synced, server, repository, "timeout", wait)
    assert time.monotonic() - began < 30


def test_slow_is_not_stalled(synced: Cpsg, server: GitServer) -> None:
    """Longer than the stall timeout as a whole, but never silent that long."""
    synced.set(net__stall_timeout_ms=STALL_TIMEOUT_MS)
    server.faults.append(Fault(command="fetch", piece_bytes=20, piece_delay_s=0.15))
    began = time.monotonic()
    assert synced.sync(NAME)["new"]["commits"] == 2
    assert time.monotonic() - began > STALL_TIMEOUT_MS / 1000


@pytest.mark.parametrize("command", ["ls-refs", "fetch"])
@pytest.mark.parametrize("at", [0, 100])
def test_a_reset(synced: Cpsg, server: GitServer, repository: Repository, command: str, at: int) -> None:
    # Where the server says nothing at all, it may be our network; in the middle of an answer it is the server.
    state = "ok" if (command, at) == ("ls-refs", 0) else "failing"
    assert_kept(synced, server, repository, "network", Fault(command=command, reset_at=at, times=None), state=state)


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_no_server_at_all(cpsg: Cpsg, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    Cpsg(tmp_path / "a", f"http://127.0.0.1:{free}").fails("network", NAME)
    Cpsg(tmp_path / "b", "http://no-such-host.invalid").fails("network", NAME)


def test_a_network_that_drops_packets(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(full.getsockname())
        url = f"http://127.0.0.1:{full.getsockname()[1]}"
        Cpsg(tmp_path / "d", url, net__connect_timeout_ms=300, net__stall_timeout_ms=300).fails("network", NAME)
        for each in waiting:
            each.close()


def test_a_server_that_says_nothing(tmp_path: Path, silent_port: int) -> None:
    cpsg = Cpsg(tmp_path / "c", f"http://127.0.0.1:{silent_port}", net__stall_timeout_ms=500)
    cpsg.fails("timeout", NAME)


def test_protocol_v0_is_refused(tmp_path: Path, root: Path) -> None:
    small_project(root / f"{NAME}.git")
    with GitServer(root, protocol_v2=False) as old:
        result = Cpsg(tmp_path / "cpsg", old.url).fails("unsupported_remote", NAME)
    assert "version 2" in result.stderr or "v2" in result.stderr


@pytest.mark.parametrize("kind", ["page", "dumb"])
def test_not_a_git_server(cpsg: Cpsg, server: GitServer, kind: str) -> None:
    page = b"<html>Sign in</html>" if kind == "page" else b"1" * 40 + b"\trefs/heads/main\n"
    server.faults.append(Fault(status=200, headers={"Content-Type": "text/html"}, body=page, times=None))
    report = cpsg.run("sync", "--json", NAME).json_lines()[0]
    assert report["error"]["code"] in ("unsupported_remote", "bad_data")


def test_sha256_is_refused(cpsg: Cpsg, root: Path) -> None:
    repository = Repository.create(root / f"{NAME}.git", "--object-format=sha256")
    tree = repository.text("hash-object", "-t", "tree", "-w", "--stdin")
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    repository.point("main", repository.text(*identity, "commit-tree", "-m", "x", tree))
    assert "sha256" in cpsg.fails("unsupported_remote", NAME).stderr


BAD_LISTINGS = {
    "a short oid": packs.pkt(b"1234 refs/heads/main\n") + b"0000",
    "no name": packs.pkt(b"1" * 40 + b"\n") + b"0000",
    "no end": packs.pkt(b"1" * 40 + b" refs/heads/main\n"),
    "a length that lies": b"0fff" + b"1" * 40 + b" refs/heads/main\n",
    "the same branch twice": packs.pkt(b"1" * 40 + b" refs/heads/main\n") * 2 + b"0000",
    "a peeled oid that is none": packs.pkt(b"1" * 40 + b" refs/heads/main peeled:12\n") + b"0000",
}


@pytest.mark.parametrize("case", BAD_LISTINGS)
def test_bad_listings(synced: Cpsg, server: GitServer, repository: Repository, case: str) -> None:
    before = synced.exports(NAME)
    server.faults.append(Fault(command="ls-refs", body=BAD_LISTINGS[case], times=None))
    report = synced.run("sync", "--json", "--no-wait", NAME).json_lines()[0]
    assert report["error"]["code"] in ("bad_data", "limit_exceeded", "remote_error"), report
    synced.fails(report["error"]["code"], NAME)
    assert synced.exports(NAME) == before


# ---- redirects and credentials ----

def test_a_redirect_loop_ends(synced: Cpsg, server: GitServer, repository: Repository) -> None:
    loop = Fault(path="/target", redirect=("target", "target"), times=None)
    before = synced.exports(NAME)
    server.faults.append(loop)
    report = synced.run("sync", "--json", "--no-wait", NAME).json_lines()[0]
    assert report["error"]["code"] in ("remote_error", "limit_exceeded", "bad_data")
    assert loop.hits < 20
    assert synced.exports(NAME) == before


def basic(token: str) -> str:
    return "Basic " + base64.b64encode(f"x-access-token:{token}".encode()).decode()


def test_the_token_goes_to_the_configured_origin(cpsg: Cpsg, server: GitServer, repository: Repository) -> None:
    server.credentials = ("x-access-token", TOKEN)
    cpsg.fails("unauthorized", NAME)
    cpsg.env["CPSG_GITHUB_TOKENS"] = "ghp_wrong"
    assert "ghp_wrong" not in cpsg.fails("unauthorized", NAME).stderr
    cpsg.env["CPSG_GITHUB_TOKENS"] = TOKEN
    result = cpsg.ok("--log-level", "debug", "sync", "--json", NAME)
    assert TOKEN not in result.stderr and TOKEN.encode() not in result.stdout
    assert {request.headers.get("authorization") for request in server.requests if request.status == 200} == {
        basic(TOKEN)}
    for file in cpsg.directory.rglob("*"):
        assert not file.is_file() or TOKEN.encode() not in file.read_bytes(), file


@pytest.mark.parametrize("when", ["first sync", "later sync"])
def test_a_redirect_elsewhere_carries_no_token(
        cpsg: Cpsg, server: GitServer, repository: Repository, tmp_path: Path, when: str) -> None:
    cpsg.env["CPSG_GITHUB_TOKENS"] = TOKEN
    with GitServer(server.root) as elsewhere:
        if when == "later sync":
            cpsg.sync(NAME)
            repository.grow("main", 2, random.Random(3))
        server.faults.append(Fault(redirect=("/acme", f"{elsewhere.url}/acme"), status=302, times=None))
        result = cpsg.run("sync", "--json", NAME)
        again = cpsg.run("sync", "--json", NAME)
        assert {request.headers.get("authorization") for request in elsewhere.requests} <= {None}
        assert any(request.headers.get("authorization") for request in server.requests)
        for answer in (result, again):
            assert answer.code == 0 or answer.json_lines()[0]["error"]["code"] in ("url_invalid", "remote_error")


def test_no_token_over_plain_http_to_another_machine(tmp_path: Path) -> None:
    """Refused, or sent without: never seen by the proxy in between."""
    seen: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        def record() -> None:
            while True:
                try:
                    connection, _ = proxy.accept()
                except OSError:
                    return
                with connection:
                    seen.append(connection.recv(65536))
                    connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        threading.Thread(target=record, daemon=True).start()
        cpsg = Cpsg(tmp_path / "cpsg", "http://git.example.com")
        cpsg.env.update(CPSG_GITHUB_TOKENS=TOKEN, http_proxy=f"http://127.0.0.1:{proxy.getsockname()[1]}")
        result = cpsg.run("sync", "--json", NAME)
        assert result.code in (2, 3) and TOKEN not in result.stderr
        assert not any(b"uthorization" in request for request in seen)


# ---- TLS ----

@pytest.fixture(scope="session")
def certificate(tmp_path_factory) -> tuple[Path, Path]:
    directory = tmp_path_factory.mktemp("tls")
    files = directory / "cert.pem", directory / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
                    "-out", str(files[0]), "-keyout", str(files[1])], check=True, capture_output=True)
    return files


def test_tls(tmp_path: Path, root: Path, repository: Repository, certificate: tuple[Path, Path]) -> None:
    with GitServer(root, tls=certificate) as secure:
        Cpsg(tmp_path / "strict", secure.url).fails("tls", NAME)
        trusting = Cpsg(tmp_path / "trusting", secure.url, net__ca_file=certificate[0])
        trusting.sync(NAME)
        unnamed = Cpsg(tmp_path / "unnamed", secure.url.replace("127.0.0.1", "localhost"),
                       net__ca_file=certificate[0])
        unnamed.fails("tls", NAME)
