"""Protects that lists and statistics of pull requests are those of GitHub's own data: each filter and each order, in
pages of any size, and percentiles by week, computed here from what the stand-in itself tells."""
from __future__ import annotations

import csv
import datetime
import io
import math
import urllib.request
from collections.abc import Callable, Iterator

import pytest
from github_sim import TOKEN, GithubCpsg, GithubSim
from harness import Served

SORTS: dict[str, Callable[[dict], object]] = {
    "number": lambda pull: pull["number"], "created": lambda pull: pull["created_at"],
    "updated": lambda pull: pull["updated_at"], "merged": lambda pull: pull["merged_at"],
    "lead": lambda pull: pull["lead_time_s"], "size": lambda pull: pull["additions"] + pull["deletions"],
}


def seconds(text: str) -> int:
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


def monday(text: str) -> str:
    day = datetime.date.fromisoformat(text[:10])
    return f"{day - datetime.timedelta(days=day.weekday())}T00:00:00Z"


def listed(pulls: list[dict], sort: str, descending: bool) -> list[int]:
    value = SORTS[sort]
    those = sorted((pull for pull in pulls if value(pull) is not None), key=lambda pull: (value(pull), pull["number"]))
    others = sorted((pull for pull in pulls if value(pull) is None), key=lambda pull: pull["number"])
    if descending:
        those.reverse()
        others.reverse()
    return [pull["number"] for pull in those + others]


def percentile(values: list[int], percent: int) -> int | None:
    return sorted(values)[math.ceil(percent * len(values) / 100) - 1] if values else None


def flow(pulls: list[dict], inside: Callable[[str], bool]) -> dict:
    opened = [pull for pull in pulls if inside(pull["created_at"])]
    merged = [pull for pull in pulls if pull["merged_at"] and inside(pull["merged_at"])]
    closed = [pull for pull in pulls if pull["state"] == "closed" and inside(pull["closed_at"])]
    leads = [pull["lead_time_s"] for pull in merged]
    reviewed = [pull for pull in opened if pull["first_review_at"]]
    waits = [seconds(pull["first_review_at"]) - seconds(pull["created_at"]) for pull in reviewed]
    return {"opened": len(opened), "closed": len(closed), "merged": len(merged), "n": len(merged),
            **{f"lead_p{percent}_s": percentile(leads, percent) for percent in (50, 75, 95)},
            "first_review_p50_s": percentile(waits, 50), "first_review_p75_s": percentile(waits, 75),
            "no_review": len(opened) - len(waits),
            "size_p50": percentile([pull["additions"] + pull["deletions"] for pull in merged], 50)}


@pytest.fixture(scope="module")
def asked(running_sim: GithubSim, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str, list[dict]]]:
    running_sim.reset()
    name = running_sim.create(pulls=120)
    github = GithubCpsg(tmp_path_factory.mktemp("pull_lists"), running_sim, TOKEN)
    github.sync(name)
    with github.serving() as served:
        yield served, f"/v1/projects/{name}/pulls", running_sim.pulls(name)


def numbers(served: Served, path: str, query: str) -> list[int]:
    found: list[int] = []
    cursor = ""
    while True:
        page = served.get(f"{path}?{query}{cursor}&fields=number")
        found += [pull["number"] for pull in page["data"]]
        if page["next"] is None:
            return found
        cursor = f"&cursor={page['next']}"


@pytest.mark.parametrize("sort", SORTS)
def test_lists_come_in_every_order(asked: tuple[Served, str, list[dict]], sort: str) -> None:
    served, path, pulls = asked
    for order in ("asc", "desc"):
        expected = listed(pulls, sort, order == "desc")
        for limit in (7, 1000):
            assert numbers(served, path, f"sort={sort}&order={order}&limit={limit}") == expected


def test_each_filter_gives_those_that_pass(asked: tuple[Served, str, list[dict]]) -> None:
    served, path, pulls = asked
    author = next(pull["author"] for pull in pulls if pull["author"])
    word = pulls[0]["title"].split()[0]
    middle = sorted(pull["created_at"] for pull in pulls)[60]
    filters: dict[str, Callable[[dict], bool]] = {
        "state=open": lambda pull: pull["state"] == "open", "state=merged": lambda pull: pull["state"] == "merged",
        "bot=true": lambda pull: pull["bot"], "draft=false": lambda pull: not pull["draft"],
        "review=none": lambda pull: pull["first_review_at"] is None,
        "decision=none&state=open": lambda pull: pull["review_decision"] is None and pull["state"] == "open",
        f"author={author.upper()}".replace("[", "%5B").replace("]", "%5D"): lambda pull: pull["author"] == author,
        f"q={word.upper()}": lambda pull: word.lower() in f"{pull['title']} {pull['author'] or ''}".lower(),
        f"since={middle}": lambda pull: pull["created_at"] >= middle,
        f"until={middle}&by=merged": lambda pull: bool(pull["merged_at"]) and pull["merged_at"] < middle,
    }
    for query, passes in filters.items():
        expected = [pull["number"] for pull in pulls if passes(pull)]
        assert numbers(served, path, f"limit=11&{query}") == expected, query
        assert served.get(f"{path}?limit=1&total=true&{query}")["total"] == len(expected), query


def test_statistics_are_those_of_githubs_own_data(asked: tuple[Served, str, list[dict]]) -> None:
    served, path, pulls = asked
    found = served.get(f"{path}/summary?interval=week")
    times = [pull[key] for pull in pulls for key in ("created_at", "merged_at", "closed_at") if pull[key]]
    weeks = sorted({monday(text) for text in times})
    assert [week["start"] for week in found["data"]] == weeks
    for week in found["data"]:
        expected = flow(pulls, lambda text, start=week["start"]: monday(text) == start)
        assert {key: week[key] for key in expected} == expected, week["start"]
    assert found["range"] == flow(pulls, lambda text: True)
    waiting = [pull for pull in pulls if pull["state"] == "open"]
    assert sum(age["pulls"] for age in found["open_by_age"]) == len(waiting)
    assert [pull["number"] for pull in found["oldest"]] == listed(waiting, "created", False)[:10]
    without = [pull for pull in pulls if not pull["bot"]]
    assert served.get(f"{path}/summary?bots=false")["range"] == flow(without, lambda text: True)
    with urllib.request.urlopen(f"{served.url}{path}/summary?format=csv", timeout=30) as answer:
        rows = list(csv.DictReader(io.TextIOWrapper(answer, newline="")))
    assert [int(row["merged"]) for row in rows] == [week["merged"] for week in found["data"]]
