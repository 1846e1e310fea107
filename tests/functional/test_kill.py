"""Protects: a sync that is killed at any moment loses nothing, doubles nothing, and shows nothing half done.

Rounds of: the remote changes at random, a sync starts, and kill -9 ends it: at a random moment of all, of the transfer
(slowed down by the server) or of what follows it, or just after one of its commits to the database. Then the commits, the
branches and the counts must be of one and the same state that the remote had. Meanwhile a reader exports without pause,
and must never see anything else, nor an older state than before. In the end the store must export, byte for byte, what a
store exports that was synced once without trouble.

CPSG_TEST_SEED repeats the moments of a run: their kind, and their place within the time that a sync usually takes on the
machine. CPSG_TEST_KILLS asks for more of them; script/soak does.
"""
from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import random
import signal
import sqlite3
import subprocess
import threading
import time
from pathlib import Path

import pytest

import truth
from git_server import Fault, GitServer, Request
from harness import Cpsg, wait_until
from history import Repository, small_project

NAME = "acme/unlucky"
KILLS = int(os.environ.get("CPSG_TEST_KILLS", "30"))


class States:
    """Every state that the remote's branches had, in order."""

    def __init__(self) -> None:
        self.heads: list[dict[str, str]] = []
        self.commits: list[frozenset[str]] = []

    def remember(self, repository: Repository) -> None:
        self.heads.append(repository.heads())
        self.commits.append(truth.commit_set(repository))


def published(cpsg: Cpsg, kind: str) -> list[dict] | None:
    """What is exported; nothing while no sync came far enough to make the project known."""
    result = cpsg.run("export", kind, NAME)
    assert result.code in (0, 3), result
    return result.json_lines() if result.code == 0 else None


def live_heads(branches: list[dict]) -> dict[str, str]:
    return {branch["name"]: branch["oid"] for branch in branches if branch["deleted_at"] is None}


def assert_one_state(cpsg: Cpsg, states: States) -> None:
    """With no sync running: everything that is published belongs together."""
    commits = published(cpsg, "commits")
    if commits is None:
        return
    oids, heads = frozenset(commit["oid"] for commit in commits), live_heads(published(cpsg, "branches"))
    assert len(oids) == len(commits)
    matching = [state for state in zip(states.commits, states.heads, strict=True) if state == (oids, heads)]
    assert matching, "commits and branches are not of one state"
    project = cpsg.show(NAME)
    counts = [project["commits_all"], project["branches"]]
    assert counts == [len(oids), len(heads)] or (counts == [None, None] and not oids)


class Reader(threading.Thread):
    """Exports commits and branches in turn, and checks that each is a published state."""

    def __init__(self, cpsg: Cpsg, states: States):
        super().__init__(daemon=True)
        self.cpsg, self.states = cpsg, states
        self.stopping = threading.Event()
        self.problems: list[str] = []
        self.seen: set[int] = set()
        self.reads = 0
        self._newest = 0

    def run(self) -> None:
        while not self.stopping.is_set() and not self.problems:
            try:
                self._read()
            except Exception as error:  # noqa: BLE001 (whatever it is, the test must fail by it)
                self.problems.append(repr(error))
            time.sleep(0.02)

    def _read(self) -> None:
        kind = ("commits", "branches")[self.reads % 2]
        items = published(self.cpsg, kind)
        if items is None:
            assert not self.seen, "the project is gone"
            return
        if kind == "commits":
            oids = [commit["oid"] for commit in items]
            self._match(kind, frozenset(oids), self.states.commits)
            if len(oids) != len(set(oids)):
                self.problems.append("a commit is there twice")
        else:
            self._match(kind, live_heads(items), self.states.heads)
        self.reads += 1

    def _match(self, what: str, value: object, states: list) -> None:
        matching = [number for number, state in enumerate(states) if state == value]
        if not matching:
            self.problems.append(f"{what} are of no state that the remote had")
        elif matching[-1] < self._newest:
            self.problems.append(f"{what} went back from state {self._newest} to {matching[-1]}")
        else:
            self._newest = next(number for number in matching if number >= self._newest)
            self.seen.add(self._newest)


def change(repository: Repository, rng: random.Random) -> None:
    """One push, force-push, deletion or new branch, as people do it."""
    heads = sorted(repository.heads())
    others = [name for name in heads if name != "main"]
    branch = rng.choice(heads)
    kind = rng.choices(["push", "big push", "force", "rewind", "delete", "create", "merge"], [6, 1, 3, 1, 2, 3, 2])[0]
    if kind == "delete" and len(others) > 2:
        repository.delete(rng.choice(others))
    elif kind == "create":
        start = rng.choice(repository.text("rev-list", "-50", "main").split())
        repository.grow(f"branch-{rng.randrange(1000)}", rng.randrange(1, 6), rng, start=start)
    elif kind == "merge" and others:
        repository.grow("main", 1, rng, merge=[repository.oid(f"refs/heads/{rng.choice(others)}")])
    elif kind in ("force", "rewind"):
        chain = repository.text("rev-list", "--first-parent", "-9", f"refs/heads/{branch}").split()
        start = rng.choice(chain)
        if kind == "rewind":
            repository.point(branch, start)
        else:
            repository.grow(branch, rng.randrange(1, 8), rng, start=start)
    else:
        repository.grow(branch, 400 if kind == "big push" else rng.randrange(1, 20), rng)


# How often each kind of moment is drawn, and the latest of its moments as a share of the time that a sync usually takes.
WEIGHTS = {"anywhere": 2, "transfer": 2, "after the fetch": 2, "after a commit": 4}
LATEST = {"anywhere": 1.3, "transfer": 2, "after the fetch": 0.3}


@dataclasses.dataclass(frozen=True)
class Moment:
    kind: str
    commits: int = 0  # to the database, until then
    share: float = 0  # of the time that a sync usually takes


def draw_moment(rng: random.Random) -> Moment:
    (kind,) = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))
    if kind == "after a commit":
        return Moment(kind, commits=rng.randrange(1, 6))
    return Moment(kind, share=rng.uniform(0, LATEST[kind]))


class Killer:
    """Starts syncs and kills them at moments that cover all that a sync does."""

    def __init__(self, cpsg: Cpsg, server: GitServer, rng: random.Random, usual_s: float):
        self.cpsg, self.server, self.rng, self.usual_s = cpsg, server, rng, usual_s
        self.fetched = threading.Event()
        self.kills = dict.fromkeys(WEIGHTS, 0)
        self.rounds = 0
        server.on_finished = self._on_finished

    def _on_finished(self, request: Request) -> None:
        if request.command == "fetch":
            self.fetched.set()

    def round(self) -> None:
        moment = draw_moment(self.rng)
        self.rounds += 1
        print(f"round {self.rounds}: {moment}")
        self.fetched.clear()
        self.server.faults.clear()
        if moment.kind == "transfer":
            self.server.faults.append(Fault(command="fetch", piece_bytes=300, piece_delay_s=0.01, times=None))
        process = self.cpsg.start("sync", NAME)
        if moment.kind == "after a commit":
            self._wait_for_commits(moment.commits, process)
        else:
            if moment.kind == "after the fetch":
                self.fetched.wait(self.usual_s * 2)
            time.sleep(self.usual_s * moment.share)
        process.kill()
        code = process.wait()
        assert code in (0, -signal.SIGKILL), f"the sync failed by itself: {code}"
        if code != 0:
            self.kills[moment.kind] += 1

    def _wait_for_commits(self, commits: int, process: subprocess.Popen) -> None:
        """Until the database has changed so often: between two transactions of a sync is where one could be missing."""
        while not self.cpsg.store.exists() and process.poll() is None:
            time.sleep(0.0005)
        with contextlib.closing(sqlite3.connect(f"file:{self.cpsg.store}?mode=ro", uri=True)) as database:
            last, commits = None, commits + 1  # the first look counts as a change
            while commits > 0 and process.poll() is None:
                with contextlib.suppress(sqlite3.OperationalError):  # while the file is being made
                    for _ in range(100):  # quickly: two commits may be less than a millisecond apart
                        now = database.execute("PRAGMA data_version").fetchone()
                        if now != last:
                            last, commits = now, commits - 1
                            if commits == 0:
                                break


def usual_seconds(cpsg: Cpsg, repository: Repository, rng: random.Random) -> float:
    times = []
    for _ in range(3):
        repository.grow("main", 10, rng)
        began = time.monotonic()
        cpsg.sync(NAME)
        times.append(time.monotonic() - began)
    return max(times)


@pytest.mark.parametrize("start", ["fresh store", "synced store"])
def test_kill_at_any_moment(tmp_path: Path, root: Path, server: GitServer, start: str, seed: int) -> None:
    rng = random.Random(seed)
    repository = small_project(root / f"{NAME}.git", seed=seed, commits=1500)
    usual_s = usual_seconds(Cpsg(tmp_path / "calibration", server.url), repository, rng)
    cpsg, states = Cpsg(tmp_path / "cpsg", server.url), States()
    states.remember(repository)
    if start == "synced store":
        cpsg.sync(NAME)
    else:
        states.heads.insert(0, {})
        states.commits.insert(0, frozenset())
    run_rounds(Killer(cpsg, server, rng, usual_s), Reader(cpsg, states), repository, (KILLS + 1) // 2)
    assert_undisturbed(cpsg, server, repository, tmp_path)


def run_rounds(killer: Killer, reader: Reader, repository: Repository, kills: int) -> None:
    reader.start()
    while sum(killer.kills.values()) < kills:
        killer.round()
        assert_one_state(killer.cpsg, reader.states)
        for _ in range(killer.rng.randrange(3)):
            change(repository, killer.rng)
            reader.states.remember(repository)
        assert not reader.problems, reader.problems
    killer.server.reset()
    killer.cpsg.sync(NAME)
    reads = max(kills, reader.reads + 2)  # more than that: it has seen the last state of both kinds
    wait_until(lambda: reader.reads > reads or reader.problems, message="the reader stopped reading")
    reader.stopping.set()
    reader.join()
    print(f"kills {killer.kills}, usual sync {killer.usual_s:.3f} s, reads {reader.reads}, "
          f"states seen {len(reader.seen)} of {len(reader.states.heads)}")
    assert not reader.problems, reader.problems


def assert_undisturbed(cpsg: Cpsg, server: GitServer, repository: Repository, tmp_path: Path) -> None:
    fresh = Cpsg(tmp_path / "fresh", server.url)
    fresh.sync(NAME)
    assert cpsg.exports(NAME) == fresh.exports(NAME)
    assert {json.loads(line)["oid"] for line in cpsg.export("commits", NAME).splitlines()} == truth.commit_set(repository)
    assert cpsg.sync(NAME)["new"]["commits"] == 0
    integrity = subprocess.run(["sqlite3", str(cpsg.store), "PRAGMA integrity_check"], capture_output=True, check=True)
    assert integrity.stdout == b"ok\n"
    leftovers = [file.name for file in cpsg.directory.iterdir() if not file.name.startswith(cpsg.store.name)]
    assert not leftovers, f"files of killed syncs stay: {leftovers}"
