"""Protects: trouble of our own (a token that is refused, no network, a full disk) and a single refusal are no project's
state, and all that waited for the end of it is done within seconds."""
from __future__ import annotations

import contextlib
import random
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from git_server import GitServer
from github_sim import OTHER_TOKEN, TOKEN, GithubCpsg, GithubSim
from harness import Cpsg, wait_until
from history import small_project
from test_bad_store import small_disk  # noqa: F401, a fixture
from test_github_serve import SECRET, deliver

SOON_S = 18


def status(cpsg: Cpsg, name: str) -> dict:
    return cpsg.show(name)["status"]


def seconds_until(text: str) -> float:
    return time.mktime(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ")) - time.mktime(time.gmtime())


# ---- a token that is refused ----

def test_another_token_makes_all_due_at_once(sim: GithubSim, github: GithubCpsg) -> None:
    names = [sim.create(commits=3, branches=1, pulls=2) for _ in range(3)]
    github.ok("sync", *names)
    fresh = sim.create(commits=3, branches=1, pulls=2)
    sim.control("DELETE", f"/tokens/{TOKEN}")
    for name in names:
        sim.change(name, "push", commits=1)
    with github.serving() as served:
        served.request("POST", "/v1/projects", {"url": f"{sim.url}/{fresh}"})
        wait_until(lambda: served.get(f"/v1/projects/{fresh}")["status"]["state"] == "ok")
    assert github.run("sync", *names).code == 3
    for name in [*names, fresh]:
        shown = github.show(name)
        assert (shown["status"]["state"], shown["status"]["code"]) == ("ok", "unauthorized")
        assert "statistics and pull requests wait" in shown["status"]["reason"]
        assert shown["commits_all"] in (3, 4) and seconds_until(shown["status"]["next_sync_at"]) > 10
    github.env["CPSG_GITHUB_TOKENS"] = OTHER_TOKEN
    with github.serving():
        wait_until(lambda: all(status(github, name)["code"] is None for name in [*names, fresh]), SOON_S)
    for name in [*names, fresh]:
        github.equals_truth(name)


# ---- no network ----

class Line:
    """Between cpsg and a server: as long as it is cut, connections are refused, or wait for ever if it `drops` them."""

    def __init__(self, url: str):
        host, port = url.removeprefix("http://").split(":")
        self._target = (host, int(port))
        self._listener: socket.socket | None = None
        self._open: list[socket.socket] = []
        self._unanswered: list[socket.socket] = []
        self._port = 0
        self.join()
        self.url = f"http://127.0.0.1:{self._port}"

    def join(self) -> None:
        for each in self._unanswered:
            each.close()
        self._unanswered.clear()
        listener = socket.create_server(("127.0.0.1", self._port), reuse_port=False)
        self._port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def cut(self, drops: bool = False) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for end in self._open:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._open.clear()
        if drops:
            self._fill_queue()

    def _fill_queue(self) -> None:
        """Nobody takes a connection out of it, so the kernel drops what comes."""
        self._unanswered.append(socket.create_server(("127.0.0.1", self._port), backlog=0))
        for _ in range(4):
            waiting = socket.socket()
            waiting.setblocking(False)
            waiting.connect_ex(("127.0.0.1", self._port))
            self._unanswered.append(waiting)

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(self._target)
                self._open += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._copy, args=(source, sink), daemon=True).start()

    @staticmethod
    def _copy(source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def line(sim: GithubSim) -> Iterator[Line]:
    line = Line(sim.url)
    yield line
    line.cut()


@pytest.mark.parametrize("drops", [False, True], ids=["refused", "dropped"])
def test_a_network_that_comes_back_makes_all_due_at_once(sim: GithubSim, github: GithubCpsg, line: Line, drops: bool) -> None:
    names = [sim.create(commits=3, branches=1, pulls=2) for _ in range(3)]
    github.set(github__git_url=line.url, github__api_url=f"{line.url}/api", github__graphql_url=f"{line.url}/api/graphql")
    github.set(net__connect_timeout_ms=500)
    github.env["CPSG_GITHUB_WEBHOOK_SECRET"] = SECRET
    github.ok("sync", *names)
    with github.serving() as served:
        line.cut(drops)
        for name in names:
            sim.change(name, "push", commits=1)
            number = served.get(f"/v1/projects/{name}")["github_id"]
            assert deliver(served, "push", {"repository": {"id": number, "full_name": name}})[0] == 202
        wait_until(lambda: any(status(github, name)["code"] == "network" for name in names))
        assert {status(github, name)["state"] for name in names} <= {"ok", "syncing"}, [status(github, name) for name in names]
        assert any("cannot be" in warning["text"] for warning in served.get("/v1/status")["warnings"])
        line.join()
        wait_until(lambda: all(github.show(name)["commits_all"] == 4 for name in names), SOON_S)
        wait_until(lambda: all(status(github, name)["code"] is None for name in names), SOON_S)


def test_what_a_sync_did_without_is_due_although_the_outage_ended_during_the_sync(
    sim: GithubSim, github: GithubCpsg, line: Line
) -> None:
    slow, other = (sim.create(commits=3, branches=1, pulls=2) for _ in range(2))
    github.set(github__api_url=f"{line.url}/api", github__graphql_url=f"{line.url}/api/graphql")
    github.env["CPSG_GITHUB_WEBHOOK_SECRET"] = SECRET
    github.ok("sync", slow, other)
    sim.fault({"delay_s": 4}, times=None, kind="git", path=f"/{slow}")
    with github.serving() as served:
        line.cut()
        for name in (other, slow):
            sim.change(name, "push", commits=1)
            number = served.get(f"/v1/projects/{name}")["github_id"]
            assert deliver(served, "push", {"repository": {"id": number, "full_name": name}})[0] == 202
        wait_until(lambda: any("cannot be" in warning["text"] for warning in served.get("/v1/status")["warnings"]))
        wait_until(lambda: status(github, slow)["state"] == "syncing")
        line.join()
        wait_until(lambda: not any("cannot be" in warning["text"] for warning in served.get("/v1/status")["warnings"]))
        wait_until(lambda: github.show(slow)["commits_all"] == 4, SOON_S)
        wait_until(lambda: status(github, slow)["code"] is None, SOON_S)


# ---- a full disk ----

def test_a_disk_that_has_room_again_is_used_at_once(root: Path, server: GitServer, small_disk: Path) -> None:  # noqa: F811
    repository = small_project(root / "acme/large.git")
    repository.grow("main", 8000, random.Random(3))
    cpsg = Cpsg(small_disk / "cpsg", server.url)
    with cpsg.serving() as served:
        served.request("POST", "/v1/projects", {"url": f"{server.url}/acme/large"})
        wait_until(lambda: any("store_full" in line for line in served.lines))
        time.sleep(3)  # it is not fetched again and again meanwhile
        assert sum("store_full" in line for line in served.lines) <= 3, served.lines
        assert served.get("/v1/projects/acme/large")["status"]["state"] in ("pending", "syncing")
        subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
        wait_until(lambda: served.get("/v1/projects/acme/large")["status"]["state"] == "ok", SOON_S)


# ---- one refusal ----

@pytest.mark.parametrize("code", [401, 403, 404])
def test_one_refusal_of_git_is_no_verdict(sim: GithubSim, github: GithubCpsg, code: int) -> None:
    name = sim.create(commits=3, branches=1, pulls=2)
    github.sync(name)
    sim.change(name, "push", commits=1)
    sim.fault({"status": code, "body": ""}, times=None, kind="git", path=f"/{name}")
    assert github.run("sync", "--no-wait", name).code == 3
    told = status(github, name)
    assert told["state"] == "ok" and told["code"] and told["reason"]
    assert seconds_until(told["next_sync_at"]) <= 61
    sim.control("DELETE", "/faults")
    github.sync(name)
    assert status(github, name)["code"] is None
    github.equals_truth(name)
