#!/usr/bin/env python3
"""How fast and how small `cpsg` is, beside git doing the same from the same server on the same machine, and its API beside nginx.

usage: bench/run.py [--json FILE] [--quick] [--runs N] [PART]...     parts: git, fleet, http, pages, answers; default: all of them

Each figure is the median of N runs (5), with cpsg and git in turns. Needs a release build (CPSG_BIN, by default
build/release/bin/cpsg, and cpsg_git_pack_benchmark beside it). Histories are generated once, into CPSG_CACHE_DIR (by default
~/.cache/cpsg); the real ones are found as tools/real_histories.py says, and left out, loudly, where there are none.
What a fleet costs of GitHub's API is measured on the stand-in for GitHub, with a store that is made once, which takes
minutes. --quick looks whether everything runs: one run, small histories, no goals.
"""
from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import answers
import browser
import fleet
import histories
import load
import pages
import report
import serving
from report import Figure

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT / "tools"))

import real_histories  # noqa: E402

BINARY = Path(os.environ.get("CPSG_BIN") or PROJECT / "build/release/bin/cpsg").resolve()
PACK_BENCHMARK = BINARY.with_name("cpsg_git_pack_benchmark")
PUSHED = 10
FAST_FORWARD = "a fast-forward"
# Old branches of the generated histories are feature/00 and so on; each run takes another one.
PUSHES = {
    FAST_FORWARD: lambda repository, seed, number: histories.push(repository, PUSHED, seed),
    "a merge of an old branch": lambda repository, seed, number: histories.push(
        repository, PUSHED, seed, merged=f"feature/{number:02}"),
    "a new branch": lambda repository, seed, number: histories.push(
        repository, PUSHED, seed, branch=f"new/{number:02}", start="refs/heads/main~1000"),
    "a force-push": lambda repository, seed, number: histories.push(
        repository, PUSHED, seed, branch=f"feature/{number + 5:02}", start=f"refs/heads/feature/{number + 5:02}~1"),
}
MB = 1_000_000


class Run:
    """A command that has ended: wall time, peak memory (an upper bound: the parent's own before exec counts), and what it
    has read and written, files and connections together."""

    def __init__(self, command: list[object], directory: Path):
        environment = {**histories.git_environment(), "HOME": str(directory)}
        began = time.monotonic()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = subprocess.Popen([str(part) for part in command], env=environment, cwd=directory,
                                       stdin=subprocess.DEVNULL, stdout=out, stderr=err)
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
            self.seconds = time.monotonic() - began
            counters = dict(line.split(": ") for line in Path(f"/proc/{process.pid}/io").read_text().splitlines())
            self.read_bytes, self.written_bytes = int(counters["rchar"]), int(counters["wchar"])
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            err.seek(0)
            self.stdout = out.read()
            if process.returncode != 0:
                raise RuntimeError(f"{command}: {process.returncode}: {err.read().decode(errors='replace')}")
        self.peak_bytes = usage.ru_maxrss * 1024


class Bench:
    def __init__(self, scratch: Path, url: str, runs: int):
        self.scratch, self.url, self.runs = scratch, url, runs
        self.figures: list[Figure] = []
        self.peaks: dict[str, int] = {}

    def add(self, figure: Figure) -> None:
        self.figures.append(figure)
        print(report.line(figure), flush=True)

    def cpsg(self, store: Path, *args: object) -> list[object]:
        return [BINARY, "--set", f"store.url=sqlite:{store}", "--set", f"github.git_url={self.url}", *args]

    def sync(self, name: str, store: Path, expected: int) -> Run:
        run = Run(self.cpsg(store, "sync", "--json", name), self.scratch)
        new = json.loads(run.stdout)["new"]["commits"]
        if new != expected:
            raise RuntimeError(f"{name}: {new} new commits came instead of {expected}")
        # Of a directory, git's own peak would be the larger one.
        if not name.startswith("file:"):
            self.peaks[name] = max(self.peaks.get(name, 0), run.peak_bytes)
        return run

    def clone(self, name: str, path: Path) -> Run:
        return Run(["git", "clone", "-q", "--bare", "--filter=tree:0", f"{self.url}/{name}.git", path], self.scratch)

    @contextlib.contextmanager
    def place(self) -> Iterator[Path]:
        path = Path(tempfile.mkdtemp(dir=self.scratch))
        try:
            yield path
        finally:
            shutil.rmtree(path)

    # ---- what is measured ----

    def first_sync(self, name: str, commits: int, goal: float | None) -> None:
        syncs, clones = [], []
        for _ in range(self.runs):
            with self.place() as place:
                clones.append(self.clone(name, place / "clone.git").seconds)
                syncs.append(self.sync(name, place / "cpsg.db", commits).seconds)
        self.add(Figure(f"first sync of {name}, {commits:,} commits", "s", syncs, "git clone", clones, "ratio", goal))

    def first_sync_of_directory(self, repository: Path, commits: int, goal: float | None) -> None:
        """Both through `git upload-pack` of this machine: the HTTP server here is a third process that takes a share of it,
        so it would hide what is done while the pack arrives."""
        url = f"file://{repository}"
        syncs, clones = [], []
        for _ in range(self.runs):
            with self.place() as place:
                clone = ["git", "clone", "-q", "--bare", "--filter=tree:0", url, place / "clone.git"]
                clones.append(Run(clone, place).seconds)
                syncs.append(self.sync(url, place / "cpsg.db", commits).seconds)
        label = f"first sync of {commits:,} generated commits, in a directory"
        self.add(Figure(label, "s", syncs, "git clone", clones, "ratio", goal))

    def pack_reading(self, name: str, goal: float | None) -> None:
        ours, gits = [], []
        core = str(min(os.sched_getaffinity(0)))
        with self.place() as place:
            self.clone(name, place / "clone.git")
            (pack,) = (place / "clone.git/objects/pack").glob("*.pack")
            for _ in range(self.runs):
                index = ["git", "index-pack", "--threads=1", "-o", place / "out.idx", pack]
                gits.append(Run(["taskset", "-c", core, *index], place).seconds)
                ours.append(Run(["taskset", "-c", core, PACK_BENCHMARK, pack], place).seconds)
        self.add(Figure(f"reading the pack of {name}, one core", "s", ours, "git index-pack", gits, "ratio", goal))

    def pushed(self, repository: Path, commits: int, goals: dict[str, float]) -> None:
        """Ten commits more in the repository each time, for a store and a clone that know all before them. What a sync
        reads and writes is told beyond what one does that finds nothing new. In a directory, because requests to a server
        are spread over time."""
        url = f"file://{repository}"
        with self.place() as place:
            store = place / "cpsg.db"
            self.sync(url, store, commits)
            Run(["git", "clone", "-q", "--bare", "--filter=tree:0", url, place / "clone.git"], place)
            fetch = ["git", "-C", place / "clone.git", "fetch", "-q", "origin", "+refs/heads/*:refs/heads/*"]
            for kind, push in PUSHES.items():
                syncs, fetches, read, written = [], [], [], []
                for number in range(self.runs):
                    nothing = self.sync(url, store, 0)
                    push(repository, seed=1 + number + 100 * list(PUSHES).index(kind), number=number)
                    fetches.append(Run(fetch, place).seconds)
                    sync = self.sync(url, store, PUSHED)
                    syncs.append(sync.seconds)
                    read.append((sync.read_bytes - nothing.read_bytes) / MB)
                    written.append((sync.written_bytes - nothing.written_bytes) / MB)
                label = f"{PUSHED} commits onto {commits:,}: {kind}"
                goal = goals.get("push" if kind == FAST_FORWARD else "other push")
                self.add(Figure(label, "s", syncs, "git fetch", fetches, "difference", goal))
                self.add(Figure(f"{label}, read", "MB", read, "", [], "value", None))
                self.add(Figure(f"{label}, written", "MB", written, "", [], "value", None))

    def memory(self, goal: float | None) -> None:
        for name, peak in self.peaks.items():
            self.add(Figure(f"peak memory of sync, {name}", "MB", [peak / MB], "", [], "value", goal))

    def idle_server(self, names: list[str], goal: float | None) -> None:
        """Pss ten seconds after the last sync that the server itself did."""
        with self.place() as place:
            command = self.cpsg(place / "cpsg.db", "--set", "server.listen=127.0.0.1:0", "serve")
            process = subprocess.Popen([str(part) for part in command], cwd=place, stdout=subprocess.PIPE,
                                       stderr=subprocess.STDOUT, env={**histories.git_environment(), "HOME": str(place)})
            try:
                url = listening_url(process)
                for name in names:
                    ask(url, "/v1/projects", {"url": name})
                    while ask(url, f"/v1/projects/{name}")["status"]["state"] != "ok":
                        time.sleep(0.1)
                time.sleep(10)
                used = load.pss_bytes(process.pid) / MB
            finally:
                process.terminate()
                process.communicate(timeout=30)
        label = f"idle server 10 s after syncing {', '.join(names)}"
        self.add(Figure(label, "MB", [used], "", [], "value", goal))


def listening_url(process: subprocess.Popen) -> str:
    for line in process.stdout:
        if found := re.search(rb"listening on (http://\S+)", line):
            return found[1].decode()
    raise RuntimeError("the server ended before it listened")


def ask(url: str, path: str, body: dict | None = None) -> dict:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url + path, data=data, headers={"Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=30) as answer:
        return json.load(answer)


@contextlib.contextmanager
def git_server(root: Path) -> Iterator[str]:
    """In a process of its own, so that it does not share ours."""
    command = [sys.executable, PROJECT / "tools/git_server.py", "--root", root]
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        yield listening_url(process)
    finally:
        process.terminate()
        process.wait()


def count_commits(repository: Path) -> int:
    return int(histories.git("-C", repository, "rev-list", "--branches", "--count", capture_output=True).stdout)


def link(root: Path, name: str, repository: Path) -> int:
    """Puts a repository under the server's root; answers its number of commits."""
    place = root / f"{name}.git"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(repository)
    return count_commits(repository)


def beside_git(bench: Bench, root: Path, cache: Path, quick: bool) -> None:
    # Commits of the generated histories, and the goal of a first sync beside git's clone: as git itself has, as a large
    # application has, and more than nearly all have.
    sizes = {10_000: None, 50_000: None} if quick else {85_000: 0.85, 118_000: 0.83, 1_000_000: 0.60}
    goals = {} if quick else {"ratio": 1.5, "pack": 1.0, "push": 0.05, "other push": 0.2, "peak": 150.0, "idle": 25.0}
    real = real_histories.find()
    if real is None:
        print("NOT MEASURED: no real histories; set CPSG_DATA_DIR", file=sys.stderr)
    real_sizes = {name: link(root, name, real / f"{name}.git") for name in real_histories.NAMES} if real else {}
    largest = max(real_sizes, key=real_sizes.get, default=None)
    for name, commits in real_sizes.items():
        bench.first_sync(name, commits, goals.get("ratio") if name == largest else None)
    for commits, goal in sizes.items():
        repository = histories.generated(cache, commits)
        bench.first_sync_of_directory(repository, count_commits(repository), goal)
    middle = "generated/middle"
    bench.first_sync(middle, link(root, middle, histories.generated(cache, list(sizes)[-2])), goals.get("ratio"))
    for name in filter(None, (largest, middle)):
        bench.pack_reading(name, goals.get("pack"))
    copy = bench.scratch / "pushed.git"
    histories.git("clone", "-q", "--bare", "--shared", histories.generated(cache, max(sizes)), copy)
    bench.first_sync("generated/large", link(root, "generated/large", copy), None)
    bench.pushed(copy, count_commits(copy), goals)
    bench.memory(goals.get("peak"))
    bench.idle_server([name for name in (largest, middle) if name], goals.get("idle"))


PARTS = {
    "git": beside_git,
    "fleet": lambda bench, root, cache, quick: fleet.measure(bench.add, BINARY, bench.scratch, cache,
                                                             300 if quick else 10_000, goals=not quick),
    "http": lambda bench, root, cache, quick: serving.measure(bench.add, BINARY, bench.scratch, cache, bench.runs, quick),
    "pages": lambda bench, root, cache, quick: pages.measure(bench.add, BINARY, bench.scratch, cache, bench.runs, quick),
    "answers": lambda bench, root, cache, quick: answers.measure(bench.add, BINARY, bench.scratch, cache, bench.runs, quick),
    "browser": lambda bench, root, cache, quick: browser.measure(bench.add, BINARY, bench.runs, quick),
}


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures cpsg beside git, and its API beside nginx.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"only these: {', '.join(PARTS)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    parser.add_argument("--quick", action="store_true", help="one run on small histories, without goals")
    parser.add_argument("--runs", type=int, default=None, help="runs of each figure (5)")
    options = parser.parse_args()
    if unknown := set(options.parts) - PARTS.keys():
        parser.error(f"no {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}")
    for program in (BINARY, PACK_BENCHMARK):
        if not os.access(program, os.X_OK):
            parser.error(f"no {program}: build it first (script/build), or set CPSG_BIN")
    runs = options.runs or (1 if options.quick else 5)
    with tempfile.TemporaryDirectory(prefix="cpsg-bench-") as directory:
        scratch, root = Path(directory), Path(directory) / "root"
        root.mkdir()
        with git_server(root) as url:
            bench = Bench(scratch, url, runs)
            for name in options.parts or PARTS:
                PARTS[name](bench, root, real_histories.cache_directory() / "bench", options.quick)
    print("\n" + report.table(bench.figures))
    if options.json:
        machine = {"cpus": len(os.sched_getaffinity(0)), "kernel": platform.release(), "machine": platform.machine()}
        document = {"runs": runs, "quick": options.quick, "machine": machine,
                    "figures": [report.as_json(figure) for figure in bench.figures]}
        options.json.write_text(json.dumps(document, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
