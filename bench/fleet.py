"""What following a fleet costs: points, requests and time of a probe pass, of the daily statistics, of a whole day; on the
stand-in for GitHub, with both readings of how GitHub charges connections that are only counted.
"""
from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from report import Figure

PROJECT = Path(__file__).resolve().parents[1]
TOKEN = "ghp_" + "f" * 36
PROBES_A_DAY = 86_400 / (6 * 3_600)  # of a project that has been quiet for long: sync.longest_interval_s
BUSY_PROBES_A_DAY = 86_400 / 900  # of one that changes all the time: sync.refresh_interval_s
LATENCY_S = 0.25


class Sim:
    def __init__(self, process: subprocess.Popen):
        self.url = self.control_url = ""
        for line in process.stdout:
            if line.startswith("control on "):
                self.control_url = line.split()[-1]
            if line.startswith("listening on "):
                self.url = line.split()[-1]
                return
        raise RuntimeError("the stand-in for GitHub ended before it listened")

    def control(self, method: str, path: str, body: object = None) -> dict:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.control_url + path, data=data, method=method)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=60) as answer:
            return json.load(answer)


@contextlib.contextmanager
def github_sim(projects: int, *options: str) -> Iterator[Sim]:
    command = [str(PROJECT / "script/node"), "--runtime", str(PROJECT / "tools/github-sim/src/main.ts"), "--fleet", str(projects),
               "--token", f"{TOKEN}=fleet", "--control-port", "0", "--graphql-limit", "1000000", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield Sim(process)
    finally:
        process.terminate()
        process.wait()


class Fleet:
    """A store in which all projects of the stand-in's fleet are followed, and the passes over it."""

    def __init__(self, binary: Path, store: Path, projects: int):
        self.binary, self.store, self.projects = binary, store, projects
        self.names = [f"fleet/p{i:06}" for i in range(projects)]

    def cpsg(self, sim: Sim, *arguments: str, **settings: object) -> float:
        """Runs the program; the wall time in seconds."""
        given = {"store.url": f"sqlite:{self.store}", "github.git_url": sim.url, "github.api_url": f"{sim.url}/api",
                 "github.graphql_url": f"{sim.url}/api/graphql", "github.git_requests_per_s": 1000,
                 **{key.replace("__", "."): value for key, value in settings.items()}}
        command = [str(self.binary), *(part for key, value in given.items() for part in ("--set", f"{key}={value}"))]
        environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "CPSG_GITHUB_TOKENS": TOKEN}
        began = time.monotonic()
        done = subprocess.run([*command, *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True)
        if done.returncode != 0:
            raise RuntimeError(f"{arguments}: {done.returncode}: {done.stderr.decode(errors='replace')[-2000:]}")
        return time.monotonic() - began

    def bring_in(self, sim: Sim) -> float:
        listing = self.store.with_suffix(".txt")
        listing.write_text("\n".join(self.names))
        return self.cpsg(sim, "sync", "--file", str(listing), sync__parallel=8)

    def seeded(self, kept: Path) -> None:
        """Brings the fleet in once, and keeps the store for the next time."""
        if not kept.exists():
            with github_sim(self.projects) as sim:
                seconds = self.bring_in(sim)
                print(f"brought in {self.projects} projects in {seconds:.0f} s", file=sys.stderr)
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(self.store, kept)
        shutil.copy(kept, self.store)

    def probe_pass(self, sim: Sim) -> tuple[float, dict]:
        sim.control("DELETE", "/report")
        seconds = self.cpsg(sim, "sync")
        return seconds, sim.control("GET", "/report")

    def statistics_pass(self, sim: Sim) -> dict:
        sim.control("DELETE", "/report")
        self.cpsg(sim, "sync", sync__statistics_interval_s=1)
        return sim.control("GET", "/report")


def breaches(report: dict) -> int:
    return len(report["breaches"])


def measure(add, binary: Path, scratch: Path, cache: Path, projects: int, goals: bool) -> None:
    fleet = Fleet(binary, scratch / "fleet.db", projects)
    fleet.seeded(cache / f"fleet-{projects}.db")

    def value(name: str, unit: str, figure: float, goal: float | None = None) -> None:
        add(Figure(f"{projects} projects: {name}", unit, [figure], "", [], "value", goal if goals else None))

    points: dict[str, tuple[float, float]] = {}
    for reading, options in (("counts free", ()), ("counts charged", ("--count-cost",))):
        with github_sim(projects, *options) as sim:
            seconds, report = fleet.probe_pass(sim)
            probe, requests = report["points"]["graphql"], report["requests"]
            value(f"probe pass, {reading}", "points", probe, 150)
            if not options:
                value("probe pass, REST and git requests", "requests", requests["rest"] + requests["git"], 0)
                value("probe pass, rules broken", "breaches", breaches(report), 0)
                value("probe pass, no latency", "s", seconds)
                sim.control("POST", "/faults", {"match": {"kind": "graphql"}, "times": None,
                                                "action": {"delay_s": LATENCY_S}})
                value(f"probe pass, {LATENCY_S * 1000:.0f} ms of latency", "s", fleet.probe_pass(sim)[0])
                sim.control("DELETE", "/faults")
            time.sleep(2)
            points[reading] = probe, fleet.statistics_pass(sim)["points"]["graphql"]
    for reading, (probe, statistics) in points.items():
        value(f"a day of quiet projects, {reading}", "points", statistics + probe * (PROBES_A_DAY - 1))
        value(f"a day of busy ones, {reading}", "points", statistics + probe * (BUSY_PROBES_A_DAY - 1))
