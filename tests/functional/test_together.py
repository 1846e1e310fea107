"""Protects: several syncs at once, and signals: one project is synced by one process, and a stop leaves nothing behind."""
from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

import truth
from git_server import Fault, GitServer
from harness import ADDRESS, TRACES, Cpsg, wait_until
from history import Repository, small_project

NAME = "acme/shared"


@pytest.fixture
def repository(root: Path) -> Repository:
    return small_project(root / f"{NAME}.git")


@pytest.fixture
def synced(cpsg: Cpsg, server: GitServer, repository: Repository) -> Cpsg:
    cpsg.sync(NAME)
    repository.grow("main", 50, random.Random(1))
    server.requests.clear()
    return cpsg


def wait_for_fetch(server: GitServer) -> None:
    wait_until(lambda: any(request.command == "fetch" for request in server.requests), message="no fetch")


def test_the_second_says_who_holds_the_project(synced: Cpsg, server: GitServer) -> None:
    server.faults.append(Fault(command="fetch", stall_at=300))
    first = synced.start("sync", NAME)
    wait_for_fetch(server)
    began = time.monotonic()
    result = synced.set(sync__lease_wait_s=1).run("sync", "--json", NAME)
    assert 0.5 < time.monotonic() - began < 10
    assert result.code == 7 and result.json_lines()[0]["error"]["code"] == "busy"
    assert str(first.pid) in result.json_lines()[0]["error"]["message"]
    assert synced.fails("busy", NAME)  # --no-wait: at once
    first.send_signal(signal.SIGTERM)
    assert first.wait(10) == 143
    synced.sync(NAME)


def test_the_second_waits_and_finds_all_done(synced: Cpsg, server: GitServer, repository: Repository) -> None:
    server.faults.append(Fault(command="fetch", piece_bytes=500, piece_delay_s=0.05))
    first = synced.start("sync", NAME)
    wait_for_fetch(server)
    result = synced.ok("sync", "--json", NAME)
    (report,) = result.json_lines()
    assert first.wait(30) == 0 and report["new"]["commits"] == 0
    assert str(first.pid) in result.stderr
    assert [request.command for request in server.requests].count("fetch") == 1
    assert {commit["oid"] for commit in synced.commits(NAME)} == truth.commit_set(repository)


def test_a_dead_holder_does_not_stand_in_the_way(synced: Cpsg, server: GitServer) -> None:
    server.faults.append(Fault(command="fetch", stall_at=300))
    first = synced.start("sync", NAME)
    wait_for_fetch(server)
    first.kill()
    first.wait()
    began = time.monotonic()
    assert synced.sync(NAME)["new"]["commits"] == 50
    assert time.monotonic() - began < 5  # far less than a lease lives


def test_many_projects_from_many_processes(cpsg: Cpsg, root: Path) -> None:
    """Four processes, the same eight projects, one store that none of them has made before."""
    repositories = {f"acme/p{n}": small_project(root / f"acme/p{n}.git", seed=n) for n in range(8)}
    processes = [cpsg.start("sync", *repositories, stderr=subprocess.PIPE) for _ in range(4)]
    for process in processes:
        _, stderr = process.communicate(timeout=60)
        assert process.returncode == 0, stderr
    for name, repository in repositories.items():
        assert {commit["oid"] for commit in cpsg.commits(name)} == truth.commit_set(repository)
    assert len(cpsg.ok("list", "--json").stdout.splitlines()) == 8


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_sync(synced: Cpsg, server: GitServer, number: signal.Signals) -> None:
    before = synced.exports(NAME)
    server.faults.append(Fault(command="fetch", stall_at=300))
    process = synced.start("sync", NAME, stderr=subprocess.PIPE)
    wait_for_fetch(server)
    process.send_signal(number)
    _, stderr = process.communicate(timeout=10)
    assert process.returncode == 128 + number
    assert len(stderr.splitlines()) <= 1 and not TRACES.search(stderr.decode()) and not ADDRESS.search(stderr.decode())
    assert synced.exports(NAME) == before
    assert synced.sync(NAME)["new"]["commits"] == 50


def test_waiting_for_the_remotes_retry_after(synced: Cpsg, server: GitServer) -> None:
    fault = Fault(status=429, headers={"Retry-After": "2"})
    server.faults.append(fault)
    began = time.monotonic()
    result = synced.ok("sync", "--json", NAME)
    assert time.monotonic() - began >= 2 and fault.hits == 1
    assert result.json_lines()[0]["ok"] and "2 s" in result.stderr


def test_a_reader_that_leaves(synced: Cpsg) -> None:
    """`cpsg export ... | head -1` is normal use."""
    process = synced.start("export", "commits", NAME, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.readline()
    process.stdout.close()
    stderr = process.stderr.read().decode()
    process.wait(30)
    assert not TRACES.search(stderr) and len(stderr.splitlines()) <= 1
