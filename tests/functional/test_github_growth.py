"""Protects what a server reads from spare budget beside commits: how the stars grew before a project was followed, and
its releases. Both equal the stand-in's own data, and trouble with one of them costs nothing else."""
from __future__ import annotations

import datetime
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from github_sim import GithubCpsg, GithubSim, in_the_next_second
from harness import Served, wait_until
from test_github_serve import SECRET, deliver

DAY_MS = 86_400_000
HISTORY = r"/stargazers/history$"


def created_days_ago(days: int) -> dict:
    return {"createdMs": int(time.time() * 1000) - days * DAY_MS}


@contextmanager
def followed(sim: GithubSim, github: GithubCpsg, name: str) -> Iterator[Served]:
    with github.serving() as served:
        served.request("POST", "/v1/projects", {"url": f"{sim.url}/{name}"})
        wait_until(lambda: served.get(f"/v1/projects/{name}")["status"]["state"] == "ok")
        yield served


def rows(served: Served, name: str, **query: str) -> list[dict]:
    """All pages of the project's history."""
    parameters = "&".join(f"{key}={value}" for key, value in {"limit": "100", **query}.items())
    found: list[dict] = []
    page = served.get(f"/v1/projects/{name}/history?{parameters}")
    while True:
        found += page["data"]
        if page["next"] is None:
            return found
        page = served.get(f"/v1/projects/{name}/history?{parameters}&cursor={page['next']}")


def before(served: Served, name: str) -> list[dict]:
    return [row for row in rows(served, name) if row["source"] == "github_star_history"]


def is_enriched(github: GithubCpsg, name: str) -> bool:
    return all(commit["additions"] is not None for commit in github.commits(name))


def asked_for_stars(sim: GithubSim) -> int:
    """By the product, not by these tests."""
    return sum(one["path"].endswith("/stargazers/history") for one in sim.requests("rest") if "alice" in one["account"])


def expected_before(sim: GithubSim, name: str, observed: dict) -> list[tuple[str, int]]:
    gained = sim.stars_gained(name)
    first = datetime.date.fromisoformat(observed["date"])
    days = sorted(day for day in gained if day < first)
    return [(str(day), observed["stars"] - sum(stars for when, stars in gained.items() if day < when <= first))
            for day in days]


def test_stars_before_following_equal_the_truth(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(facts={"stars": 3_000, **created_days_ago(700)})
    with followed(sim, github, name) as served:
        wait_until(lambda: len(before(served, name)) >= 700)
        found = rows(served, name)
        observed = [row for row in found if row["source"] == "observed"]
        earlier = [row for row in found if row["source"] != "observed"]
        assert [(row["date"], row["stars"]) for row in earlier] == expected_before(sim, name, observed[0])
        assert all(row["forks"] is None and row["commits"] is None for row in earlier)
        assert [row["date"] for row in found] == sorted({row["date"] for row in found})
        assert [row["partial"] for row in found[-2:]] == [False, True]

        weeks: dict[str, dict] = {}
        for row in found:
            day = datetime.date.fromisoformat(row["date"])
            weeks[str(day - datetime.timedelta(days=day.weekday()))] = row
        by_week = rows(served, name, interval="week")
        assert [(row["date"], row["stars"], row["last_date"]) for row in by_week] == [
            (monday, row["stars"], row["date"]) for monday, row in weeks.items()]
        printed = github.ok("history", name, "--interval", "week", "--json").json_lines()
        assert printed == by_week
        assert asked_for_stars(sim) == 4, "a page of thirty weeks each"
        export = github.export("projects")
        assert json.loads(export)["stars"] == 3_000, "exports know nothing of it"


def test_stars_gained_are_one_number_wherever_they_are_told(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(facts={"stars": 3_000, **created_days_ago(700)})
    with followed(sim, github, name) as served:
        wait_until(lambda: len(before(served, name)) >= 700)
        today = datetime.date.fromisoformat(rows(served, name)[-1]["date"])
        first = today - datetime.timedelta(days=29)
        expected = sum(stars for day, stars in sim.stars_gained(name).items() if first <= day <= today)
        assert expected > 0

        def told() -> list[int | None]:
            (listed,) = served.get("/v1/projects?window=30d&fields=stars_d")["data"]
            return [served.get("/v1/index?window=30d&fields=stars_d")["columns"]["stars_d"][0], listed["stars_d"],
                    served.get(f"/v1/overview?since={first}")["stars"]["change"],
                    served.get(f"/v1/projects/{name}/history?since={first}&change=true")["stars_d"],
                    served.get(f"/v1/projects/{name}/overview?blocks=growth&since={first}")["growth"]["result"]["stars_d"]]

        wait_until(lambda: told()[0] is not None)
        assert told() == [expected] * 5
        shown = json.loads(github.ok("badge", name, "stars-30d", "--json").stdout)["message"]
        assert shown.startswith("+") and (shown == f"+{expected}" or expected >= 1_000)


def test_a_stopped_reading_goes_on_with_the_page_it_was_at(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(facts={"stars": 900, **created_days_ago(600)})
    sim.fault({"delay_s": 60}, times=1, skip=1, path=HISTORY)
    with github.serving() as served:
        served.request("POST", "/v1/projects", {"url": f"{sim.url}/{name}"})
        wait_until(lambda: sim.fault_hits() == 1)
    with github.serving() as served:
        wait_until(lambda: len(before(served, name)) >= 600)
        assert [row["stars"] for row in before(served, name)] == [
            stars for _, stars in expected_before(sim, name, rows(served, name)[-1])]
    assert asked_for_stars(sim) <= 4, "the first page is not read twice"


@pytest.mark.parametrize("fault", [{"status": 404, "body": "{}"}, {"status": 422, "body": "{}"},
                                   {"status": 202, "body": "{}"}, {"page": 502}, {"malformed": True}])
def test_without_a_star_history_nothing_else_is_missing(sim: GithubSim, github: GithubCpsg, fault: dict) -> None:
    name = sim.create(commits=8, facts={"stars": 50, "releases": 3, **created_days_ago(90)})
    sim.fault(fault, times=None, path=HISTORY)
    with followed(sim, github, name) as served:
        wait_until(lambda: is_enriched(github, name))
        assert served.get(f"/v1/projects/{name}/releases")["data"] == sim.releases(name)
        shown = served.get(f"/v1/projects/{name}")["status"]
        assert (shown["state"], shown["code"], shown["reason"]) == ("ok", None, None)
        assert before(served, name) == []
        assert asked_for_stars(sim) <= 3, "not again and again"
        assert not any("warning" in line for line in served.lines), served.lines


def test_short_pages_show_what_lies_before_no_gap(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(facts={"stars": 700, **created_days_ago(500)})
    # The last ten of the thirty weeks of the second page are not told.
    body = json.dumps(sim.star_weeks(name, 2)[:20])
    sim.fault({"status": 200, "body": body, "headers": {"link": "<http://x/>; rel=\"next\""}}, times=1, skip=1, path=HISTORY)
    with followed(sim, github, name) as served:
        wait_until(lambda: asked_for_stars(sim) >= 3 and before(served, name) != [])
        wait_until(lambda: is_enriched(github, name))
        truth = expected_before(sim, name, rows(served, name)[-1])
        found = [(row["date"], row["stars"]) for row in before(served, name)]
        assert found == truth[-len(found):] and 340 < len(found) < 360


def test_without_a_token_it_is_not_asked_for(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(facts={"stars": 50})
    del github.env["CPSG_GITHUB_TOKENS"]
    with followed(sim, github, name) as served:
        wait_until(lambda: served.get(f"/v1/projects/{name}")["stars"] == 50)
        time.sleep(1)
    assert asked_for_stars(sim) == 0


def test_releases_follow_the_truth(sim: GithubSim, github: GithubCpsg) -> None:
    github.env["CPSG_GITHUB_WEBHOOK_SECRET"] = SECRET
    github.set(sync__refresh_interval_s=1)
    name = sim.create(facts={"stars": 0, "releases": 130})

    def listed(served: Served) -> list[dict]:
        return served.get(f"/v1/projects/{name}/releases?limit=1000")["data"]

    with followed(sim, github, name) as served:
        wait_until(lambda: listed(served) == sim.releases(name))
        assert len(listed(served)) == 130
        in_the_next_second()
        sim.change(name, "releases", tag="new", name="✓ \"new\"", prerelease=True)
        wait_until(lambda: listed(served) == sim.releases(name))
        in_the_next_second()
        sim.change(name, "releases", action="delete", tag="v70.0")
        wait_until(lambda: listed(served) == sim.releases(name))
        in_the_next_second()
        sim.change(name, "releases", action="edit", tag="v3.0", new_tag="v3.1", name="renamed")
        assert deliver(served, "release", {"repository": {"full_name": name}})[0] == 202
        wait_until(lambda: listed(served) == sim.releases(name))
        first = served.get(f"/v1/projects/{name}/releases?limit=2")
        rest = served.get(f"/v1/projects/{name}/releases?limit=1000&cursor={first['next']}")
        assert first["data"] + rest["data"] == sim.releases(name)
    assert sim.report()["breaches"] == []
