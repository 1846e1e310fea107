"""Protects GitHub's limits where several processes use one database: by the stand-in's count none is ever passed, whoever
dies in the middle, what one process is refused stops all, and a process that idles takes nothing from the others."""
from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from github_sim import GithubCpsg, GithubSim
from harness import FULL, wait_until

LIMITS = "cpsg.db-limits"


def breaches(sim: GithubSim) -> list[str]:
    return sorted({breach["rule"] for breach in sim.report()["breaches"]})


def start(github: GithubCpsg, *names: str) -> subprocess.Popen:
    return github.start("sync", *names, stderr=subprocess.PIPE)


def finish(*processes: subprocess.Popen) -> None:
    for process in processes:
        _, stderr = process.communicate(timeout=300)
        assert process.returncode == 0, stderr.decode()


@contextmanager
def serving(github: GithubCpsg) -> Iterator[subprocess.Popen]:
    process = github.set(server__listen="127.0.0.1:0").start("serve", stdout=subprocess.PIPE)
    try:
        process.stdout.readline()
        yield process
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


def peaks(sim: GithubSim) -> dict:
    return sim.report()["peaks"]["user:alice"]


def test_a_server_and_two_syncs_stay_within_every_limit(sim: GithubSim, github: GithubCpsg) -> None:
    """One of the syncs is killed in the middle, and what is left for the others is still used."""
    github.set(github__floor_percent=0)  # which would hide how much they pass a limit by
    known = [sim.create(commits=3, branches=1, pulls=60) for _ in range(4)]
    github.ok("sync", *known)
    first = [sim.create(commits=3, branches=1, pulls=120) for _ in range(8 if FULL else 4)]
    second = [sim.create(commits=3, branches=1, pulls=120) for _ in range(8 if FULL else 4)]
    sim.settings(graphql_limit=24, window_s=3, time_scale=0.2)
    sim.control("DELETE", "/limits")
    sim.control("DELETE", "/report")
    with serving(github) as server:
        one, other = start(github, *first), start(github, *second)
        wait_until(lambda: sim.report()["points"]["graphql"] > 4, message="no query")
        one.kill()
        one.wait()
        one.stderr.close()
        finish(start(github, *first), other)
        assert server.poll() is None
    assert breaches(sim) == []
    assert peaks(sim)["at_once"] <= 100
    assert (github.directory / LIMITS).is_file()
    sim.settings(graphql_limit=5000, time_scale=0)
    sim.control("DELETE", "/limits")
    for name in first + second:
        github.equals_truth(name)


def test_the_minute_is_counted_over_all(sim: GithubSim, github: GithubCpsg) -> None:
    """Each process alone would stay within the minute's server time; together they would not."""
    names = [[sim.create(commits=2, branches=1, pulls=150) for _ in range(3)] for _ in range(3)]
    github.ok("sync", *[sim.create(commits=1)])
    sim.settings(time_scale=1)
    sim.control("DELETE", "/report")
    processes = [start(github, *some) for some in names]
    time.sleep(60 if FULL else 15)
    for process in processes:
        process.send_signal(signal.SIGTERM)
    for process in processes:
        process.communicate(timeout=30)
    assert breaches(sim) == []
    most = peaks(sim)
    assert most["graphql_server_s"] <= 60 and most["server_s"] <= 90, most
    assert most["graphql_server_s"] >= 10, ("together they use what there is", most)


def test_what_one_is_refused_stops_all(sim: GithubSim, github: GithubCpsg) -> None:
    names = [[sim.create(commits=2, branches=1, pulls=120) for _ in range(3)] for _ in range(3)]
    github.ok("sync", sim.create())
    sim.settings(time_scale=0.1)
    # One request may be on its way at the very moment of the refusal. Alone, each process would ask once to find out.
    sim.fault({"secondary_limit": {"retry_after_s": 3}}, times=1, skip=6, kind="graphql")
    finish(*[start(github, *some) for some in names])
    early = [breach for breach in sim.report()["breaches"] if breach["rule"] == "early_retry"]
    assert len(early) <= 1, early
    assert breaches(sim) in ([], ["early_retry"])


def test_a_process_that_comes_later_knows_what_was_refused(sim: GithubSim, github: GithubCpsg) -> None:
    name, other = sim.create(pulls=60), sim.create(pulls=60)
    sim.fault({"secondary_limit": {"retry_after_s": 5}}, times=1, kind="graphql")
    github.fails("rate_limited", name)
    asked = sim.report()["requests"]["graphql"]
    github.fails("rate_limited", other)
    assert sim.report()["requests"]["graphql"] == asked, "it did not ask to find out"
    assert breaches(sim) == []


def test_gits_lane_is_counted_over_all(sim: GithubSim, github: GithubCpsg) -> None:
    github.set(github__git_concurrent=2, github__git_requests_per_s=8)
    names = [[sim.create(commits=30, branches=2) for _ in range(5)] for _ in range(3)]
    sim.fault({"delay_s": 0.2}, times=None, kind="git")
    sim.control("DELETE", "/report")
    finish(*[start(github, *some) for some in names])
    found = sim.report()["git_peaks"]
    assert found["at_once"] <= 2, found
    assert found["requests_per_s"] <= 10, found  # eight, and what the machine held up for a moment
    assert breaches(sim) == []


@pytest.mark.parametrize("obstacle", ["directory", "foreign", "read only"])
def test_without_the_file_each_goes_on_alone(sim: GithubSim, github: GithubCpsg, obstacle: str,
                                             monkeypatch: pytest.MonkeyPatch) -> None:
    name = sim.create(pulls=60)
    github.ok("list")
    github.ok("sync", sim.create())
    path: Path = github.directory / LIMITS
    path.unlink()
    if obstacle == "directory":
        path.mkdir()
    elif obstacle == "foreign":
        path.write_text("somebody's notes")
    else:
        path.write_bytes(b"")
        path.chmod(0o400)
        if os.getuid() == 0:  # the superuser may write to everything, unless that capability is taken from it
            command = github.command
            monkeypatch.setattr(github, "command",
                                lambda *args: ["setpriv", "--bounding-set=-dac_override", *command(*args)])
    result = github.ok("sync", name)
    github.equals_truth(name)
    assert sum(LIMITS in line for line in result.stderr_lines()) == 1, result.stderr
    if obstacle == "foreign":
        assert path.read_text() == "somebody's notes"


def test_the_file_is_small_and_names_nobody(sim: GithubSim, github: GithubCpsg) -> None:
    github.sync(sim.create(pulls=10))
    content = (github.directory / LIMITS).read_bytes()
    assert len(content) < 1_000_000
    assert b"alice" not in content and b"ghp_" not in content and b"acme" not in content


def test_a_server_without_limits_is_asked_by_many_at_once(sim: GithubSim, github: GithubCpsg) -> None:
    """As Enterprise Servers are by default: no header says anything of limits."""
    names = [sim.create(commits=2, branches=1, pulls=60) for _ in range(12)]
    sim.settings(limits=False, time_scale=0.2)
    sim.control("DELETE", "/report")
    github.set(sync__parallel=8).ok("sync", *names)
    assert peaks(sim)["at_once"] >= 3, peaks(sim)
    sim.settings(time_scale=0)
    github.equals_truth(names[0])


@pytest.mark.parametrize("remaining, reset", [("0", -100), ("-5", 3600), ("99999999999", 10**8)])
def test_headers_that_lie_neither_stop_a_sync_for_long_nor_let_it_loose(
        sim: GithubSim, github: GithubCpsg, remaining: str, reset: int) -> None:
    name = sim.create(pulls=10)
    headers = {"x-ratelimit-limit": "5000", "x-ratelimit-remaining": remaining,
               "x-ratelimit-reset": str(int(time.time()) + reset)}
    sim.fault({"headers": headers}, times=None, kind="graphql")
    result = github.run("sync", "--json", "--no-wait", name)
    (report,) = result.json_lines()
    if remaining == "99999999999":
        assert report["ok"], report
        return
    assert report["error"]["code"] == "rate_limited", report
    assert sim.report()["requests"]["graphql"] <= 2
