"""Protects: a store that is locked, full, newer, damaged or out of reach is named in one line and left as it is."""
from __future__ import annotations

import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from git_server import GitServer
from harness import EXIT_CODES, Cpsg
from history import Repository, small_project

NAME = "acme/kept"


@pytest.fixture
def repository(root: Path) -> Repository:
    return small_project(root / f"{NAME}.git")


@pytest.fixture
def synced(cpsg: Cpsg, repository: Repository) -> Cpsg:
    cpsg.set(store__busy_timeout_ms=300).sync(NAME)
    repository.grow("main", 2, random.Random(2))
    return cpsg


def assert_store_error(cpsg: Cpsg, code: str, *args: str) -> None:
    """Any command: one line, the exit code of the store's errors, nothing on stdout but a report."""
    result = cpsg.run(*args)
    assert result.code == EXIT_CODES[code], result
    assert len(result.stderr_lines()) == 1 and str(cpsg.store) in result.stderr, result.stderr


def test_locked_for_good(synced: Cpsg) -> None:
    before = synced.exports(NAME)
    with contextlib.closing(sqlite3.connect(synced.store, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        result = synced.fails("store_locked", NAME)
        assert str(synced.store) in result.stderr
        assert synced.exports(NAME) == before  # readers don't care
        other.execute("ROLLBACK")
    assert synced.sync(NAME)["new"]["commits"] == 2


def test_locked_for_a_moment(synced: Cpsg) -> None:
    synced.set(store__busy_timeout_ms=20_000)
    with contextlib.closing(sqlite3.connect(synced.store, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        process = synced.start("sync", NAME)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
        other.execute("ROLLBACK")
    assert process.wait(30) == 0


def test_written_by_a_newer_version(synced: Cpsg) -> None:
    with contextlib.closing(sqlite3.connect(synced.store)) as database:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        database.execute("PRAGMA user_version = 999")
        database.commit()
    before = synced.store.read_bytes()
    for args in (["sync", NAME], ["show", NAME], ["list"], ["export", "projects"]):
        assert_store_error(synced, "store_newer", *args)
    assert synced.run("serve", "--set", "server.listen=127.0.0.1:0").code == EXIT_CODES["store_newer"]
    assert synced.store.read_bytes() == before
    with contextlib.closing(sqlite3.connect(synced.store)) as database:
        database.execute(f"PRAGMA user_version = {version}")
        database.commit()
    assert synced.sync(NAME)["new"]["commits"] == 2


def test_not_a_database(cpsg: Cpsg, repository: Repository) -> None:
    cpsg.store.write_bytes(b"Dear diary, " * 1000)
    for args in (["sync", NAME], ["show", NAME], ["list"]):
        assert_store_error(cpsg, "store_corrupt", *args)
    assert cpsg.store.read_bytes() == b"Dear diary, " * 1000


def test_someone_elses_database(cpsg: Cpsg, repository: Repository) -> None:
    """An SQLite file that is not ours is not written into."""
    with contextlib.closing(sqlite3.connect(cpsg.store)) as database:
        database.execute("CREATE TABLE customers (name TEXT)")
        database.commit()
    result = cpsg.run("sync", "--json", NAME)
    assert result.code == 7 and len(result.stderr_lines()) == 1
    with contextlib.closing(sqlite3.connect(cpsg.store)) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("customers",)]


def test_damaged_pages(synced: Cpsg) -> None:
    """Garbage in the middle: an error of the store or an answer, never a crash."""
    content = bytearray(synced.store.read_bytes())
    middle = len(content) // 3
    content[middle:middle + 30_000] = random.Random(1).randbytes(30_000)
    synced.store.write_bytes(content)
    for args in (["sync", NAME], ["export", "commits", NAME], ["export", "branches", NAME], ["show", NAME]):
        assert synced.run(*args).code in (0, 3, 7)


@pytest.mark.parametrize("place", ["a-file/x.db", "a-directory"])
def test_no_place_for_it(cpsg: Cpsg, repository: Repository, place: str) -> None:
    (cpsg.directory / "a-directory").mkdir()
    (cpsg.directory / "a-file").touch()
    cpsg.store = cpsg.directory / place
    cpsg.set(store__url=f"sqlite:{cpsg.store}")
    assert_store_error(cpsg, "store_io", "sync", NAME)


@pytest.mark.parametrize("url", ["postgres://x", "sqlite:", "cpsg.db", ""])
def test_an_unusable_store_url(cpsg: Cpsg, url: str) -> None:
    result = cpsg.set(store__url=url).run("list")
    assert result.code == 2 and "store.url" in result.stderr and len(result.stderr_lines()) == 1


def test_a_reader_makes_no_store(cpsg: Cpsg) -> None:
    """`show` of a store that is not there must not leave an empty one behind that looks synced."""
    result = cpsg.run("show", NAME)
    assert result.code in (3, 7) and len(result.stderr_lines()) == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("a full disk needs root, to mount a small one")
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip(f"a full disk needs a tmpfs: {mounted.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk(tmp_path: Path, root: Path, server: GitServer, small_disk: Path) -> None:
    repository = small_project(root / f"{NAME}.git")
    cpsg = Cpsg(small_disk / "cpsg", server.url)
    cpsg.sync(NAME)
    before = cpsg.exports(NAME)
    repository.grow("main", 8000, random.Random(3))
    assert str(small_disk) in cpsg.fails("store_full", NAME).stderr
    assert cpsg.exports(NAME) == before
    cpsg.fails("store_full", NAME)
    assert cpsg.exports(NAME) == before
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    assert cpsg.sync(NAME)["new"]["commits"] == 8000
    fresh = Cpsg(tmp_path / "fresh", server.url)
    fresh.sync(NAME)
    assert cpsg.exports(NAME) == fresh.exports(NAME)


def test_a_store_that_moves(synced: Cpsg, tmp_path: Path) -> None:
    """After a command has ended, the file is the whole store: it may be copied."""
    before = synced.exports(NAME)
    copy = Cpsg(tmp_path / "copy", synced.settings["github.git_url"])
    shutil.copy(synced.store, copy.store)
    assert copy.exports(NAME) == before
