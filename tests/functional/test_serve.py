"""Protects: `cpsg serve` end to end: adding a project by the API, its sync, what the API then says, drain, neighbours."""
from __future__ import annotations

import json
import random
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

import truth
from git_server import Fault, GitServer
from harness import ADDRESS, Cpsg, Served, stable_project, wait_until
from history import Repository, small_project

NAME = "acme/served"
PATH = f"/v1/projects/{NAME}"


@pytest.fixture
def repository(root: Path) -> Repository:
    return small_project(root / f"{NAME}.git")


def wait_for(served: Served, path: str, accept: Callable[[dict], object]) -> dict:
    def accepted() -> dict | None:
        status, _, body = served.request("GET", path)
        return body if status == 200 and accept(body) else None

    return wait_until(accepted, message=lambda: (served.request("GET", path), served.lines))


def synced_ok(project: dict) -> bool:
    return project["status"]["state"] == "ok"


def read_all(served: Served, path: str, limit: int) -> list[dict]:
    """Follows the cursors to the end."""
    items, url = [], f"{path}?limit={limit}"
    while url:
        page = served.get(url)
        items += page["data"]
        url = page["next"] and f"{path}?limit={limit}&cursor={page['next']}"
    return items


def test_a_project_by_the_api(cpsg: Cpsg, repository: Repository) -> None:
    with cpsg.serving() as served:
        status, headers, project = served.request("POST", "/v1/projects", {"url": "https://github.com/Acme/served.git"})
        assert status == 202 and list(project) == truth.PROJECT_KEYS
        assert headers["location"].lower().endswith(PATH)
        project = wait_for(served, PATH, synced_ok)
        status, _, again = served.request("POST", "/v1/projects", {"url": NAME})
        assert status == 200 and again["id"] == project["id"]
        commits = read_all(served, f"{PATH}/commits", 7)
        branches = read_all(served, f"{PATH}/branches", 2)
        listed = served.get("/v1/projects")
        assert [p["full_name"] for p in listed["data"]] == [project["full_name"]] and listed["next"] is None
    assert served.process.returncode in (0, 143)
    assert project == {**cpsg.show(NAME), "status": project["status"]}
    assert commits == cpsg.commits(NAME) and {c["oid"] for c in commits} == truth.commit_set(repository)
    assert branches == cpsg.branches(NAME)
    assert not ADDRESS.search("\n".join(served.lines))


@pytest.mark.parametrize("body,status,code", [
    ({"url": "file:///etc"}, 422, "url_invalid"), ({"url": "https://gitlab.com/a/b"}, 422, "url_invalid"),
    ({"url": "nonsense"}, 422, "url_invalid"), ({"url": 7}, 400, "request_invalid"), ({}, 400, "request_invalid"),
    ([], 400, "request_invalid"), ({"url": "a/b" * 30_000}, 413, None)])
def test_a_bad_project_by_the_api(cpsg: Cpsg, body: object, status: int, code: str | None) -> None:
    with cpsg.serving() as served:
        actual, headers, problem = served.request("POST", "/v1/projects", body)
        assert actual == status and headers["content-type"].startswith("application/problem+json"), problem
        assert code is None or problem["code"] == code
        assert problem["request_id"]
        assert served.get("/v1/projects")["data"] == []


def test_an_unknown_project(cpsg: Cpsg) -> None:
    with cpsg.serving() as served:
        status, headers, problem = served.request("GET", "/v1/projects/no/body")
        assert status == 404 and problem["code"] == "not_found"
        assert headers["content-type"].startswith("application/problem+json")


def test_a_project_that_fails_says_why(cpsg: Cpsg, server: GitServer) -> None:
    with cpsg.serving() as served:
        served.request("POST", "/v1/projects", {"url": "acme/absent"})
        project = wait_for(served, "/v1/projects/acme/absent", lambda p: p["status"]["state"] == "no_access")
        assert project["status"]["code"] == "not_found" and project["status"]["reason"]
        assert project["commits"] is None


def test_what_is_due_is_synced_again(cpsg: Cpsg, repository: Repository) -> None:
    cpsg.set(sync__refresh_interval_s=1).sync(NAME)
    before = cpsg.show(NAME)["commits"]
    with cpsg.serving() as served:
        repository.grow("main", 3, random.Random(1))
        wait_for(served, PATH, lambda p: p["commits"] == before + 3)
        wait_until(lambda: any(": 0 new commits" in line and ", 1 git request, 0 points" in line for line in served.lines),
                   message=lambda: served.lines)


def test_sync_beside_serve(cpsg: Cpsg, repository: Repository) -> None:
    """One file, two processes: the server shows at once what the command line published."""
    cpsg.sync(NAME)
    rng = random.Random(2)
    with cpsg.serving() as served:
        for _ in range(8):
            repository.grow("main", rng.randrange(1, 40), rng)
            cpsg.sync(NAME)
            commits = {commit["oid"] for commit in read_all(served, f"{PATH}/commits", 1000)}
            assert commits == truth.commit_set(repository)
            assert stable_project(served.get(PATH)) == stable_project(cpsg.show(NAME))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_drain_in_the_middle_of_a_sync(
        cpsg: Cpsg, server: GitServer, repository: Repository, number: signal.Signals) -> None:
    cpsg.sync(NAME)
    before = cpsg.exports(NAME)
    slow = small_project(server.root / "acme/slow.git", commits=300)
    server.faults.append(Fault(path="/acme/slow", command="fetch", stall_at=500, times=None))
    with cpsg.serving() as served:
        served.request("POST", "/v1/projects", {"url": "acme/slow"})
        wait_until(lambda: server.faults[0].hits, message=lambda: served.lines)
        code = served.stop(number, timeout=10)
    assert code in (0, 128 + number)
    assert cpsg.exports(NAME) == before
    server.faults.clear()
    assert cpsg.sync("acme/slow")["new"]["commits"] == len(truth.commit_set(slow))  # no lease in the way


def test_a_port_that_is_taken(cpsg: Cpsg, server: GitServer) -> None:
    port = server.url.rsplit(":", 1)[1]
    result = cpsg.run("--set", f"server.listen=127.0.0.1:{port}", "serve")
    assert result.code not in (0, 1) and len(result.stderr_lines()) == 1 and port in result.stderr


def test_requests_in_flight_are_answered(cpsg: Cpsg, repository: Repository) -> None:
    cpsg.sync(NAME)
    with cpsg.serving() as served:
        for _ in range(20):
            assert served.get(f"{PATH}/commits?limit=1000")["data"]
        code = served.stop()
    assert code in (0, 143)
    assert json.loads(cpsg.ok("show", NAME, "--json").stdout)["commits"] > 0
