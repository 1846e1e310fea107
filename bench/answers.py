"""How long the API takes for single questions, with nothing kept of answers: a project's activity, people, pull requests and
overview, and the whole fleet; and what the fleet takes of memory.
"""
from __future__ import annotations

import http.client
import json
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import histories
import load
import pages
from report import Figure

ASKED = 30  # of which the median counts, for each of the runs
FIVE_YEARS_S = 5 * 366 * 86_400
MB = 1_000_000
PULLS_SINCE = 1_500_000_000


class Client:
    """One connection that stays."""

    def __init__(self, server: load.Running):
        self.connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=60)

    def get(self, target: str) -> bytes:
        self.connection.request("GET", target)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{target}: {answer.status} {body[:300]!r}")
        return body

    def median_ms(self, target: str) -> float:
        times = []
        for _ in range(ASKED):
            began = time.perf_counter()
            self.get(target)
            times.append(1_000 * (time.perf_counter() - began))
        return statistics.median(times)


class Answers:
    def __init__(self, add: Callable[[Figure], None], binary: Path, scratch: Path, runs: int, quick: bool):
        self.add, self.binary, self.scratch, self.runs, self.quick = add, binary, scratch, runs, quick

    def measure(self, server: load.Running, name: str, target: str, goal_ms: float | None) -> None:
        client = Client(server)
        client.get(target)  # the first one reads what stays in memory
        times = [client.median_ms(target) for _ in range(self.runs)]
        self.add(Figure(name, "ms", times, "", [], "value", None if self.quick else goal_ms))

    def serve(self, store: Path):
        return load.cpsg(self.binary, store, self.scratch / "answers.log", server__answer_cache_bytes=0,
                         server__cors_origins="", sync__parallel=1)


def with_pulls(store: Path, scratch: Path, pulls: int) -> Path:
    """A copy of the store whose one project has that many made-up pull requests."""
    copy = scratch / "pulls.db"
    shutil.copy(store, copy)
    with sqlite3.connect(copy) as database:
        (number,) = database.execute("SELECT project_no FROM projects").fetchone()

        def row(pull: int) -> tuple:
            created = PULLS_SINCE + pull * 1_800
            state = ("open", "merged", "merged", "closed")[pull % 4]
            ended = created + pull * 7919 % 900_000 if state != "open" else None
            review = created + pull * 104_729 % 200_000 if pull % 3 else None
            return (number << 32 | pull, f"Change the part number {pull} of the whole", state, pull % 9 == 0, f"person-{pull % 211}",
                    pull % 17 == 0, "main", f"topic-{pull}", created, (ended or created) + pull * 31 % 86_400, ended,
                    ended if state == "merged" else None, pull % 700, pull % 90, "", review)

        database.executemany(
            "INSERT INTO pull_requests (key, title, state, draft, author, bot, base_ref, head_ref, created_at, updated_at, closed_at,"
            " merged_at, additions, deletions, labels, first_review_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            map(row, range(1, pulls + 1)))
        database.execute("INSERT OR REPLACE INTO pull_walks (project_no, watermark, seen, short_before, by_rest) VALUES (?, ?, 0, 0, 0)",
                         (number, PULLS_SINCE + pulls * 1_800))  # all of them were read
        database.execute("UPDATE projects SET revision = revision + 1, next_sync_at = NULL")
    return copy


def of_a_project(answers: Answers, store: Path) -> None:
    project = "/v1/projects/acme/five"
    with answers.serve(store) as server:
        newest = json.loads(Client(server).get(f"{project}/commits?limit=1"))["data"][0]["committer"]["date"][:10]
        year = int(newest[:4])
        time_of = f"since={year - 5}{newest[4:8]}01&format=columns"
        for interval, goal in (("day", 2), ("hour", 12)):
            answers.measure(server, f"five years of activity by {interval}", f"{project}/activity?interval={interval}&{time_of}", goal)
        for name, more in (("in Berlin", "tz=Europe/Berlin"), ("in Kathmandu", "tz=Asia/Kathmandu"),
                           ("by the authors' clocks", "tz=author"), ("of a branch", "branch=main")):
            answers.measure(server, f"five years of activity by hour, {name}", f"{project}/activity?interval=hour&{more}&{time_of}", 25)
        answers.measure(server, "activity by hour of the week", f"{project}/activity?by=hour_of_week&tz=Asia/Kathmandu", 25)
        answers.measure(server, "people by month", f"{project}/contributors/summary?interval=month", 25)
        answers.measure(server, "statistics of pull requests by week", f"{project}/pulls/summary?interval=week", None)
        answers.measure(server, "overview of a project", f"{project}/overview?interval=week&since={year - 1}{newest[4:]}", 10)
        answers.measure(server, "history by day", f"{project}/history?limit=1000", 5)


def wait_for_cards(client: Client) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            client.get("/v1/overview")
            return
        except RuntimeError:  # the cards are being read
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def of_the_fleet(answers: Answers, store: Path, projects: int) -> None:
    # A server reads the cards as soon as it runs, so what it takes without them is seen at one that has none.
    with answers.serve(made_up(answers.binary, answers.scratch, 0)) as server:
        wait_for_cards(Client(server))
        without = load.pss_bytes(server.pid)
    with answers.serve(store) as server:
        wait_for_cards(Client(server))
        used = (load.pss_bytes(server.pid) - without) / MB
        of = f"of {projects:,} projects"
        answers.add(Figure(f"memory of the cards {of}", "MB", [used], "", [], "value", None if answers.quick else 15))
        answers.measure(server, f"index {of}", "/v1/index", 20)
        answers.measure(server, f"overview {of}", "/v1/overview?since=2026-01-01", 10)
        answers.measure(server, f"words, total and facets {of}",
                        "/v1/projects?q=graph+library&total=true&facets=state,language,owner,topic&limit=50", 10)
        answers.measure(server, f"order by commits of a year {of}", "/v1/projects?sort=commits_w&window=1y&limit=50", 10)
        changes(answers, server, store)


def changes(answers: Answers, server: load.Running, store: Path) -> None:
    """An index of what changed, right after one project has."""
    client = Client(server)
    times = []
    revision = json.loads(client.get("/v1/index"))["revision"]
    with sqlite3.connect(store, isolation_level=None) as database:
        for number in range(1, answers.runs * ASKED + 1):
            database.execute("UPDATE projects SET revision = revision + 1 WHERE project_no = ?", (number % 50 + 1,))
            time.sleep(0.005)
            began = time.perf_counter()
            index = json.loads(client.get(f"/v1/index?after={revision}"))
            times.append(1_000 * (time.perf_counter() - began))
            if len(index["columns"]["id"]) != 1:
                raise RuntimeError(f"{len(index['columns']['id'])} projects changed")
            revision = index["revision"]
    answers.add(Figure("index of one change", "ms", [statistics.median(times)], "", [], "value", None if answers.quick else 2))


def made_up(binary: Path, scratch: Path, projects: int) -> Path:
    """A store of that many made-up projects, of which none is due."""
    store = scratch / f"fleet-{projects}.db"
    load_settings = ["--set", f"store.url=sqlite:{store}"]
    subprocess.run([binary, *load_settings, "keys", "create", "--name", "bench", "--scope", "read"], check=True, capture_output=True,
                   env=load.ENVIRONMENT)
    subprocess.run([sys.executable, str(Path(__file__).with_name("made_up_store.py")), store, str(projects)], check=True)
    with sqlite3.connect(store) as database:
        database.execute("UPDATE projects SET next_sync_at = NULL")
    return store


def measure(add: Callable[[Figure], None], binary: Path, scratch: Path, cache: Path, runs: int, quick: bool) -> None:
    commits, projects = (2_000, 200) if quick else (100_000, 10_000)
    answers = Answers(add, binary, scratch, runs, quick)
    repository = histories.generated(cache, commits, gap_s=2 * FIVE_YEARS_S // commits)
    store = with_pulls(pages.synced(binary, cache, repository, "acme/five"), scratch, commits)
    of_a_project(answers, store)
    of_the_fleet(answers, made_up(binary, scratch, projects), projects)
    lists = pages.Pages(add, binary, scratch, runs, quick)
    path = "/v1/projects/acme/five/pulls"
    for name, query in (("pull requests", ""), ("open pull requests", "?state=open"), ("pull requests of an author", "?author=person-7"),
                        ("pull requests by update", "?sort=updated&order=desc")):
        lists.measure(name, store, path + query, goal_rate=3_000, step=100 if "author" in query else 1_000)
