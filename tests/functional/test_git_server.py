"""Protects: the stand-in for github.com does what the other tests believe it does, seen by git and a plain HTTP client."""
from __future__ import annotations

import http.client
import subprocess
import time
from pathlib import Path

import pytest

import truth
from git_server import Fault, GitServer
from history import git_environment, small_project

NAME = "acme/stood-in"
DISCOVERY = f"/{NAME}/info/refs?service=git-upload-pack"


@pytest.fixture(autouse=True)
def repository(root: Path):
    return small_project(root / f"{NAME}.git")


def connect(server: GitServer) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=5)


def get(server: GitServer) -> tuple[int, bytes]:
    connection = connect(server)
    connection.request("GET", DISCOVERY, headers={"Git-Protocol": "version=2"})
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_git_clones_from_it(server: GitServer, root: Path, tmp_path: Path, repository) -> None:
    for spelling in (NAME, f"{NAME}.git", NAME.upper()):
        clone = tmp_path / spelling.replace("/", "-")
        subprocess.run(["git", "clone", "-q", "--bare", "--filter=tree:0", f"{server.url}/{spelling}", clone],
                       check=True, env=git_environment())
        got = subprocess.run(["git", "-C", clone, "rev-list", "--branches"], check=True, env=git_environment(),
                             capture_output=True, text=True).stdout.split()
        assert set(got) == truth.commit_set(repository)
    assert [r.command for r in server.requests] == ["discovery", "ls-refs", "fetch"] * 3


def test_a_connection_is_kept_and_all_is_counted(server: GitServer) -> None:
    connection = connect(server)
    sizes = []
    for _ in range(3):
        connection.request("GET", DISCOVERY, headers={"Git-Protocol": "version=2"})
        body = connection.getresponse().read()
        assert b"version 2" in body and b"filter" in body
        sizes.append(len(body))
        socket_used = connection.sock
        assert socket_used is not None
    assert server.traffic() == (3, sum(sizes))


def test_faults_hit_as_often_as_asked(server: GitServer) -> None:
    server.faults.append(Fault(command="discovery", status=503, headers={"Retry-After": "7"}, times=2))
    assert [get(server)[0] for _ in range(3)] == [503, 503, 200]
    assert server.faults[0].hits == 2


def test_what_goes_wrong_on_the_way(server: GitServer) -> None:
    _, whole = get(server)
    server.faults.append(Fault(corrupt_at=5))
    assert get(server)[1] == whole[:5] + bytes([whole[5] ^ 0xFF]) + whole[6:]
    server.faults.append(Fault(truncate_at=10))
    with pytest.raises(http.client.IncompleteRead) as cut:
        get(server)
    assert cut.value.partial == whole[:10] or cut.value.partial == b""
    server.faults.append(Fault(reset_at=10))
    with pytest.raises(ConnectionResetError):
        get(server)
    server.faults.append(Fault(edit=lambda body: body[:4]))
    assert get(server)[1] == whole[:4]
    server.faults.append(Fault(body=b"instead"))
    assert get(server) == (200, b"instead")


def test_stalls_and_slowness(server: GitServer) -> None:
    server.faults.append(Fault(stall_at=10))
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=0.3)
    connection.request("GET", DISCOVERY)
    with pytest.raises(TimeoutError):
        connection.getresponse().read()
    server.faults.append(Fault(piece_bytes=50, piece_delay_s=0.1))
    began = time.monotonic()
    assert get(server)[0] == 200
    assert time.monotonic() - began > 0.2


def test_redirects_and_credentials(root: Path) -> None:
    with GitServer(root, credentials=("user", "secret")) as server:
        assert get(server)[0] == 401
        server.faults.append(Fault(redirect=("stood-in", "moved"), status=308))
        connection = connect(server)
        connection.request("GET", DISCOVERY)
        answer = connection.getresponse()
        assert answer.status == 308
        assert answer.headers["Location"] == "/acme/moved/info/refs?service=git-upload-pack"
