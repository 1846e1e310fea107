"""Protects: a removed project is gone at once, also while it is synced, and afterwards no file of the store holds a byte of
it, whatever is killed meanwhile; followed again it is a new project; free space goes back to the system."""
from __future__ import annotations

import json
import os
import random
import signal
import time
from pathlib import Path

import pytest

import truth
from git_server import Fault, GitServer
from github_sim import GithubCpsg, GithubSim
from harness import Cpsg, wait_until
from history import Repository, small_project

NAME = "acme/zebra"


@pytest.fixture
def repository(server: GitServer) -> Repository:
    return small_project(server.root / f"{NAME}.git", seed=5, commits=120)


@pytest.fixture
def neighbour(server: GitServer, cpsg: Cpsg) -> tuple[bytes, bytes, str]:
    small_project(server.root / "acme/neighbour.git", commits=80)
    cpsg.sync("acme/neighbour")
    return cpsg.exports("acme/neighbour")


def texts_of(cpsg: Cpsg, name: str) -> list[bytes]:
    """What is stored of the project and of nobody else: oids, branches, its name."""
    commits, branches = cpsg.commits(name), cpsg.branches(name)
    words = [name.encode(), name.split("/")[1].encode()]
    words += [bytes.fromhex(commit["oid"]) for commit in commits]
    words += [branch["name"].encode() for branch in branches if "zebra" in branch["name"]]
    words += [commit["message"].encode()[:60] for commit in commits if "zebra" in commit["message"]]
    return words


def found_in_files(directory: Path, words: list[bytes]) -> list[tuple[str, bytes]]:
    files = {path.name: path.read_bytes() for path in directory.iterdir() if path.is_file()}
    return [(name, word) for name, data in files.items() for word in words if word in data]


def zebras(repository: Repository, rng: random.Random, commits: int = 30) -> None:
    """Texts that nobody else has."""
    repository.grow("zebra-branch", commits, rng)


def assert_gone(cpsg: Cpsg, words: list[bytes], neighbour: tuple[bytes, bytes, str]) -> None:
    assert found_in_files(cpsg.directory, words) == []
    assert cpsg.run("show", NAME).code == 3
    assert cpsg.exports("acme/neighbour") == neighbour


def test_remove_leaves_no_byte(cpsg: Cpsg, repository: Repository, neighbour: tuple) -> None:
    rng = random.Random(1)
    zebras(repository, rng)
    cpsg.sync(NAME)
    repository.delete("zebra-branch")
    zebras(repository, rng, 5)
    cpsg.sync(NAME)
    words = texts_of(cpsg, NAME)
    assert found_in_files(cpsg.directory, words)
    cpsg.ok("batch", "create", "night", NAME, "acme/neighbour")
    cpsg.ok("remove", NAME)
    assert_gone(cpsg, words, neighbour)


def test_delete_while_it_is_synced(cpsg: Cpsg, server: GitServer, repository: Repository, neighbour: tuple) -> None:
    """The sync stands in the middle of a pack when the project goes; it ends by itself, and in silence."""
    cpsg.set(sync__refresh_interval_s=1, net__stall_timeout_ms=3000).sync(NAME)
    zebras(repository, random.Random(2), 200)
    words = texts_of(cpsg, NAME)
    server.faults.append(Fault(path=f"/{NAME}", command="fetch", stall_at=2000, times=1))
    with cpsg.serving() as served:
        wait_until(lambda: server.faults[0].hits, message=lambda: served.lines)
        began = time.monotonic()
        assert served.request("DELETE", f"/v1/projects/{NAME}")[0] == 204
        assert time.monotonic() - began < 2
        assert served.request("GET", f"/v1/projects/{NAME}")[0] == 404
        wait_until(lambda: found_in_files(cpsg.directory, words) == [], message=lambda: served.lines)
        spools = f"/proc/{served.process.pid}/fd"
        wait_until(lambda: not any("cpsg-spool" in os.readlink(f"{spools}/{fd}") for fd in os.listdir(spools)
                                   if os.path.lexists(f"{spools}/{fd}")))
        time.sleep(0.5)
    assert not [line for line in served.lines if "zebra" in line and ("error" in line or "warning" in line)], served.lines
    assert_gone(cpsg, words, neighbour)


def test_delete_that_waits(cpsg: Cpsg, repository: Repository, neighbour: tuple) -> None:
    cpsg.sync(NAME)
    words = texts_of(cpsg, NAME)
    with cpsg.serving() as served:
        assert served.request("DELETE", f"/v1/projects/{NAME}?wait=true")[0] == 204
        assert found_in_files(cpsg.directory, words) == []
        assert served.request("DELETE", f"/v1/projects/{NAME}?wait=true")[0] == 404
    assert_gone(cpsg, words, neighbour)


def test_followed_again_at_once(cpsg: Cpsg, server: GitServer, repository: Repository, neighbour: tuple) -> None:
    cpsg.sync(NAME)
    old = texts_of(cpsg, NAME)[2:]
    other = small_project(server.root / "acme/other.git", commits=10, seed=99)
    with cpsg.serving() as served:
        served.request("DELETE", f"/v1/projects/{NAME}")
        repository.path.rename(repository.path.with_name("away.git"))
        other.path.rename(repository.path)
        assert served.request("POST", "/v1/projects", {"url": NAME})[0] == 202
        wait_until(lambda: served.get(f"/v1/projects/{NAME}")["commits"])
        assert served.get(f"/v1/projects/{NAME}")["renamed_from"] == []
        wait_until(lambda: found_in_files(cpsg.directory, old) == [], message=lambda: served.lines)
    assert {c["oid"] for c in cpsg.commits(NAME)} == truth.commit_set(Repository(repository.path))


@pytest.mark.parametrize("by", ["remove", "serve"])
def test_a_killed_removal_is_finished_by_the_next_process(
        cpsg: Cpsg, server: GitServer, neighbour: tuple, by: str, seed: int) -> None:
    small_project(server.root / f"{NAME}.git", seed=6, commits=4000)
    cpsg.sync(NAME)
    words = texts_of(cpsg, NAME)
    rng = random.Random(seed)
    process = cpsg.start("remove", NAME)
    wait_until(lambda: process.poll() is not None or cpsg.run("show", NAME).code == 3)
    time.sleep(rng.random() * 0.1)
    process.send_signal(signal.SIGKILL)
    process.wait()
    if by == "remove":
        small_project(server.root / "acme/third.git", seed=7, commits=5)
        cpsg.sync("acme/third")
    else:
        with cpsg.serving() as served:
            wait_until(lambda: found_in_files(cpsg.directory, words) == [], message=lambda: served.lines)
    assert_gone(cpsg, words, neighbour)


def test_compact_gives_space_back_while_a_server_runs(
        cpsg: Cpsg, server: GitServer, repository: Repository, neighbour: tuple) -> None:
    small_project(server.root / "acme/large.git", seed=8, commits=4000)
    cpsg.sync("acme/large")
    before = cpsg.store.stat().st_size
    with cpsg.serving() as served:
        cpsg.ok("remove", "acme/large")
        result = cpsg.ok("compact")
        assert "MB" in result.stdout.decode()
        assert served.get("/v1/projects/acme/neighbour")["commits"]
        cpsg.sync(NAME)
    after = cpsg.store.stat().st_size + sum(path.stat().st_size for path in cpsg.directory.glob("*-wal"))
    assert after < before
    assert cpsg.exports("acme/neighbour") == neighbour


def test_a_first_sync_that_fails_leaves_nothing_unless_others_follow(cpsg: Cpsg) -> None:
    cpsg.fails("not_found", "acme/absent")
    assert cpsg.ok("list", "--json").json_lines() == []
    cpsg.ok("batch", "create", "night", "acme/absent")
    cpsg.fails("not_found", "acme/absent")
    assert [p["full_name"] for p in cpsg.ok("list", "--json").json_lines()] == ["acme/absent"]


def test_a_batch_that_is_refused_adds_no_project(cpsg: Cpsg) -> None:
    for name in ("", "x" * 201):
        assert cpsg.run("batch", "create", name, "acme/absent").code == 2, name
    assert cpsg.ok("list", "--json").json_lines() == []


def test_what_a_cancelled_batch_held_back_can_be_followed(cpsg: Cpsg, repository: Repository) -> None:
    batch = cpsg.ok("batch", "create", "night", NAME, f"{NAME}.git", "ACME/Zebra").stdout.decode().strip()
    for _ in range(2):
        cpsg.ok("batch", "pause", batch)
    for _ in range(2):
        cpsg.ok("batch", "cancel", batch)
    assert json.loads(cpsg.ok("batch", "show", batch, "--json").stdout)["progress"]["total"] == 1
    with cpsg.serving() as served:
        assert served.get(f"/v1/projects/{NAME}")["status"]["next_sync_at"] is None
        assert served.request("POST", "/v1/projects", {"url": NAME})[0] == 200
        wait_until(lambda: served.get(f"/v1/projects/{NAME}")["commits"])


def test_everything_of_github_goes(github: GithubCpsg, sim: GithubSim) -> None:
    """Pull requests, statistics, earlier names and ETags too."""
    name = sim.create(sim.new_name("zebra"), commits=20, pulls=8)
    github.sync(name)
    sim.change(name, "rename", name=name.split("/")[1] + "-again")
    renamed = name + "-again"
    github.sync(renamed)
    pulls = [json.loads(line) for line in github.export("pulls", renamed).splitlines()]
    words = [name.split("/")[1].encode(), *(pull["title"].encode() for pull in pulls if len(pull["title"]) > 12)]
    words += [bytes.fromhex(commit["oid"]) for commit in github.commits(renamed)]
    assert found_in_files(github.directory, words)
    github.ok("remove", renamed)
    assert found_in_files(github.directory, words) == []
