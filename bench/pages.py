"""How many pages of large lists the API answers a second, each request another page, with nothing kept of answers.

    pages = Pages(add, binary, scratch)
    pages.measure("commits", store, "/v1/projects/acme/large/commits", goal=3_000)

One figure is of all pages in turns, one of the first and the last: a page costs the same wherever it is. The server has one
processor and wrk another, where there are two.
"""
from __future__ import annotations

import contextlib
import json
import os
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import histories
import load
from report import Figure

LIMIT = 100
CONNECTIONS = 8
TRIES = 3
BRANCHES = 10_000
COMMITS_A_BRANCH = 2

# Asks for the paths in the file in an order in which neighbours are far from each other.
SCRIPT = """
local paths = {}
for path in io.lines(%s) do paths[#paths + 1] = path end
local asked = 0
request = function()
  asked = asked + 1
  return wrk.format("GET", paths[(asked * 7919) %% #paths + 1])
end
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('{"requests":%%d,"duration_us":%%d,"p99_us":%%d,"errors":%%d}\\n', summary.requests,
    summary.duration, latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
"""


def with_cursor(path: str, cursor: str | None) -> str:
    joined = f"{path}{'&' if '?' in path else '?'}limit={LIMIT}"
    return joined if cursor is None else f"{joined}&cursor={cursor}"


def pages_of(url: str, path: str, step: int) -> list[str]:
    """The paths of pages that begin at every `step`-th item, in their order."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    paths, cursor = [], None
    while True:
        paths.append(with_cursor(path, cursor))
        walked = with_cursor(path, cursor).replace(f"limit={LIMIT}", f"limit={step}")
        with opener.open(url + walked, timeout=30) as answer:
            cursor = json.load(answer)["next"]
        if cursor is None:
            return paths


@contextlib.contextmanager
def on_processor(number: int, pid: int = 0) -> Iterator[None]:
    """What runs here, or that process, keeps to one processor where there are others."""
    before = os.sched_getaffinity(pid)
    if len(before) > number:
        os.sched_setaffinity(pid, {sorted(before)[number]})
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.sched_setaffinity(pid, before)


class Pages:
    def __init__(self, add: Callable[[Figure], None], binary: Path, scratch: Path, runs: int, quick: bool):
        self.add, self.binary, self.scratch, self.runs, self.quick = add, binary, scratch, runs, quick
        self.seconds, self.tries = (1, 1) if quick else (2, TRIES)

    def goal(self, value: float | None) -> float | None:
        return None if self.quick or value is None else value

    def ask(self, url: str, paths: list[str], name: str) -> load.Load:
        listed = self.scratch / f"{name}.paths"
        listed.write_text("\n".join(paths) + "\n")
        script = self.scratch / f"{name}.lua"
        script.write_text(SCRIPT % json.dumps(str(listed)))
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{self.seconds}s", "--timeout", "10s", "-s", script, url]
        with on_processor(1):
            done = subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True, env=load.ENVIRONMENT)
        seen = load.Load(**json.loads(done.stdout.splitlines()[-1]))
        if seen.errors or not seen.requests:
            raise RuntimeError(f"{name}: {done.stdout}")
        return seen

    def measure(self, name: str, store: Path, path: str, goal_rate: float | None, step: int = 1_000) -> None:
        """Pages of the list at `path`, which begin `step` items apart; `goal_rate` is in pages a second."""
        with load.cpsg(self.binary, store, self.scratch / f"{name}.log", server__answer_cache_bytes=0) as server:
            paths = pages_of(server.url, path, step)
            with on_processor(0, server.pid):
                for place, some, rate in (("any", paths, goal_rate), ("first", paths[:1], None), ("last", paths[-1:], goal_rate)):
                    times = [min(self.ask(server.url, some, f"{name}-{place}").us_per_request for _ in range(self.tries))
                             for _ in range(self.runs)]
                    goal = None if rate is None else self.goal(1e6 / rate)
                    self.add(Figure(f"page of {LIMIT} {name}: {place}", "us", times, "", [], "value", goal))


def synced(binary: Path, cache: Path, repository: Path, project: str) -> Path:
    """A store with that repository as that project, made once for each version of the program that makes it."""
    store = cache / f"{repository.stem}-{binary.stat().st_mtime_ns}.db"
    if not store.exists():
        for old in cache.glob(f"{repository.stem}-*.db*"):
            old.unlink()
        command = [binary, "--set", f"store.url=sqlite:{store}", "sync", f"file://{repository}", "--as", project]
        subprocess.run(list(map(str, command)), check=True, capture_output=True, env=load.ENVIRONMENT)
    return store


def many_branches(cache: Path, branches: int) -> Path:
    """A repository of so many branches with commits of their own on a short main line, made once."""
    path = cache / f"branches-{branches}-v{histories.VERSION}.git"
    if path.exists():
        return path
    writer = histories.Writer(branches)

    def history() -> Iterator[str]:
        main: list[int] = []
        for _ in range(1_000):
            yield writer.commit("main", main[-1:])
            main.append(writer.mark)
        for number in range(branches - 1):
            name = f"feature/{writer.rng.randrange(100):02}/{number}"
            tip = [writer.rng.choice(main)]
            for _ in range(COMMITS_A_BRANCH):
                yield writer.commit(name, tip)
                tip = [writer.mark]

    fresh = path.with_suffix(".making")
    histories.git("init", "-q", "--bare", fresh)
    process = subprocess.Popen(["git", "-C", str(fresh), "fast-import", "--quiet", "--depth=0"], stdin=subprocess.PIPE,
                               env=histories.git_environment())
    histories.feed(process, history())
    fresh.rename(path)
    return path


def measure(add: Callable[[Figure], None], binary: Path, scratch: Path, cache: Path, runs: int, quick: bool) -> None:
    commits, branches = (2_000, 300) if quick else (1_000_000, BRANCHES)
    pages = Pages(add, binary, scratch, runs, quick)
    store = synced(binary, cache, histories.generated(cache, commits), "acme/large")
    pages.measure("commits", store, "/v1/projects/acme/large/commits", goal_rate=3_000)
    store = synced(binary, cache, many_branches(cache, branches), "acme/many")
    pages.measure("branches", store, "/v1/projects/acme/many/branches", goal_rate=3_000, step=LIMIT)
    pages.measure("branches by commits ahead", store, "/v1/projects/acme/many/branches?sort=ahead&order=desc", goal_rate=None,
                  step=LIMIT)
