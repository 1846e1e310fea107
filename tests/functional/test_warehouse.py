"""Protects: docs/warehouse.py has every row of every export once, after syncs, removals and restarts of it have run beside it."""
from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from harness import Cpsg, Served, wait_until
from history import Repository, small_project

SCRIPT = Path(__file__).resolve().parents[2] / "docs/warehouse.py"
KINDS = {"commits": "oid", "branches": "name", "pulls": "number"}
NAMES = ["acme/one", "acme/two", "acme/three"]
ROUNDS = 6


def run_once(served: Served, database: Path) -> int:
    done = subprocess.run([sys.executable, str(SCRIPT), served.url, str(database)], capture_output=True, text=True,
                          timeout=60, env={"PATH": os.environ["PATH"]})
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode


def stored(database: Path, kind: str) -> dict[str, list[str]]:
    """The rows of each project, by its name."""
    rows: dict[str, list[str]] = {}
    with sqlite3.connect(database) as connection:
        for name in connection.execute("SELECT full_name FROM projects"):
            rows[name[0]] = []
        for name, data in connection.execute(
                f"SELECT full_name, {kind}.data FROM {kind} LEFT JOIN projects ON projects.id = project_id"):
            rows[name].append(data)
    return {name: sorted(lines) for name, lines in rows.items()}


def exported(served: Served, kind: str) -> dict[str, list[str]]:
    rows = {}
    for project in served.get("/v1/projects")["data"]:
        _, _, body = served.request("GET", f"/v1/projects/{project['full_name']}/export?kind={kind}")
        text = body if isinstance(body, str) else body.decode() if isinstance(body, bytes) else json.dumps(body)
        rows[project["full_name"]] = sorted(line for line in text.split("\n") if line)
    return rows


def is_synced(served: Served, name: str) -> bool:
    return served.get(f"/v1/projects/{name}")["status"]["state"] == "ok"


@pytest.fixture
def repositories(root: Path) -> dict[str, Repository]:
    return {name: small_project(root / f"{name}.git") for name in NAMES}


def test_the_copy_is_what_the_exports_say(cpsg: Cpsg, repositories: dict[str, Repository], tmp_path: Path) -> None:
    database = tmp_path / "warehouse.db"
    chance = random.Random(7)
    with cpsg.serving() as served:
        for name in NAMES:
            served.request("POST", "/v1/projects", {"url": name})
        wait_until(lambda: all(is_synced(served, name) for name in NAMES), message=lambda: served.lines)
        stop = threading.Event()

        def follow() -> None:
            while not stop.is_set():
                run_once(served, database)

        follower = threading.Thread(target=follow)
        follower.start()
        try:
            for number in range(ROUNDS):
                for name in chance.sample(NAMES[:2], 1 + number % 2):
                    repositories[name].grow("main", 3, chance)
                cpsg.run("sync", *NAMES[:2])
            served.request("DELETE", f"/v1/projects/{NAMES[2]}")
        finally:
            stop.set()
            follower.join()
        assert run_once(served, database) == 0
        for kind in KINDS:
            assert stored(database, kind) == exported(served, kind)
        assert sum(map(len, stored(database, "commits").values())) > ROUNDS
