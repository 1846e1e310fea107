"""Fixtures of the functional tests: the binary, a git server over generated repositories, the real histories."""
from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import real_histories  # noqa: E402
from git_server import GitServer  # noqa: E402
from github_sim import TOKEN, GithubCpsg, GithubSim  # noqa: E402
from harness import BINARY, Cpsg  # noqa: E402


def pytest_configure() -> None:
    """One seed for the whole run; processes of pytest-xdist begin later and take it over."""
    os.environ.setdefault("CPSG_TEST_SEED", str(random.SystemRandom().randrange(1 << 31)))


@pytest.fixture
def seed() -> int:
    """Of all that a test draws at random. It stands in the output of a failed test and at the end of every run."""
    print(f"CPSG_TEST_SEED={os.environ['CPSG_TEST_SEED']}")
    return int(os.environ["CPSG_TEST_SEED"])


@pytest.fixture(scope="session", autouse=True)
def binary() -> Path:
    assert os.access(BINARY, os.X_OK), f"no {BINARY}: build it first (script/build), or set CPSG_BIN"
    return BINARY


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where the repositories of `server` lie: root/owner/name.git."""
    (tmp_path / "root").mkdir()
    return tmp_path / "root"


@pytest.fixture
def server(root: Path) -> Iterator[GitServer]:
    with GitServer(root) as running:
        yield running


@pytest.fixture
def cpsg(tmp_path: Path, server: GitServer) -> Cpsg:
    return Cpsg(tmp_path / "cpsg", server.url)


@pytest.fixture(scope="session")
def running_sim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GithubSim]:
    sim = GithubSim(tmp_path_factory.mktemp("github-sim"))
    yield sim
    sim.stop()


@pytest.fixture
def sim(running_sim: GithubSim) -> GithubSim:
    """The stand-in for GitHub, with full budgets, no faults and an empty report."""
    running_sim.reset()
    return running_sim


@pytest.fixture
def github(tmp_path: Path, sim: GithubSim) -> GithubCpsg:
    """cpsg with an empty store and one token."""
    return GithubCpsg(tmp_path / "cpsg", sim, TOKEN)


@pytest.fixture(scope="session")
def real_root() -> Path:
    found = real_histories.find()
    if found is None:
        pytest.skip("no real histories: set CPSG_DATA_DIR to where repos.tar is unpacked")
    return found


def pytest_terminal_summary(terminalreporter) -> None:
    terminalreporter.write_line(f"CPSG_TEST_SEED={os.environ['CPSG_TEST_SEED']}")
    for report in terminalreporter.stats.get("skipped", []):
        terminalreporter.write_line(f"NOT RUN: {report.nodeid}: {report.longrepr[2]}", red=True)
