"""Protects: what the API computes from the commit graph and the roll-ups is what git says, on real and generated histories."""
from __future__ import annotations

import collections
import datetime
import random
import subprocess
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

import truth
from git_server import GitServer
from harness import Cpsg, Served
from history import Repository, git_environment

UTC = datetime.timezone.utc
START = {"day": lambda day: day, "week": lambda day: day - datetime.timedelta(days=day.weekday()),
         "month": lambda day: day.replace(day=1)}


@pytest.fixture(scope="module", params=["generated", "pallets/flask"])
def project(request, tmp_path_factory) -> Iterator[tuple[Served, str, Repository, list[dict]]]:
    """A served project that was synced three times, so that its roll-ups were replaced in part."""
    place = tmp_path_factory.mktemp("api")
    name = "acme/api" if request.param == "generated" else request.param
    path = place / f"root/{name}.git"
    if request.param == "generated":
        repository = Repository.create(path)
        repository.grow("main", 400, random.Random(1))
    else:
        repository = Repository.copy(request.getfixturevalue("real_root") / f"{name}.git", path)
    default = truth.default_branch(repository)
    with GitServer(place / "root") as server:
        cpsg = Cpsg(place / "cpsg", server.url, privacy__emails="keep")
        cpsg.sync(name)
        side = repository.grow("a-new/branch", 30, random.Random(2), start=repository.oid(f"{default}~40"))
        cpsg.sync(name)
        repository.grow(default, 20, random.Random(3), start=repository.oid(f"{default}~3"), merge=[side])
        cpsg.sync(name)
        with cpsg.serving() as served:
            yield served, f"/v1/projects/{name}", repository, truth.commits(repository, truth.keep_email)


def read_all(served: Served, path: str, **query: object) -> list[dict]:
    items, cursor = [], None
    while True:
        pairs = {"limit": 1000, **query, **({"cursor": cursor} if cursor else {})}
        page = served.get(path + "?" + "&".join(f"{key}={value}" for key, value in pairs.items()))
        items += page["data"]
        cursor = page["next"]
        if cursor is None:
            return items


def test_commits_of_a_branch(project) -> None:
    served, path, repository, commits = project
    for branch, oid in repository.heads().items():
        reachable = set(repository.text("rev-list", oid).split())
        listed = [commit["oid"] for commit in read_all(served, f"{path}/commits", branch=branch)]
        assert listed == [commit["oid"] for commit in commits if commit["oid"] in reachable]


def test_commits_of_a_time(project) -> None:
    served, path, repository, commits = project
    times = sorted(truth.epoch(commit["committer"]["date"]) for commit in commits)
    since, until = int(times[len(times) // 3]), int(times[2 * len(times) // 3])
    stamps = {name: datetime.datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
              for name, at in (("since", since), ("until", until))}
    listed = [commit["oid"] for commit in read_all(served, f"{path}/commits", **stamps)]
    assert listed == [c["oid"] for c in commits if since <= truth.epoch(c["committer"]["date"]) < until]
    assert len(listed) > len(commits) // 4


def test_contributors(project) -> None:
    served, path, _, commits = project
    everywhere, on_default = collections.Counter(), collections.Counter()
    times = collections.defaultdict(list)
    for commit in commits:
        key = truth.identity(commit["author"])
        everywhere[key] += 1
        on_default[key] += commit["on_default_branch"]
        times[key].append(truth.epoch(commit["author"]["date"]))
    listed = read_all(served, f"{path}/contributors", limit=50)
    assert len(listed) == len(everywhere)
    for person in listed:
        key = truth.identity(person)
        assert (person["commits_all"], person["commits"]) == (everywhere[key], on_default[key])
        ends = [truth.epoch(person[end].replace("Z", "+00:00")) for end in ("first_commit_at", "last_commit_at")]
        assert ends == [min(times[key]), max(times[key])]
    counts = [person["commits_all"] for person in listed]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("interval", START)
@pytest.mark.parametrize("zone", ["UTC", "-08:00", "+05:30"])
@pytest.mark.parametrize("branch", [None, "a-new/branch"])
def test_activity(project, interval: str, zone: str, branch: str | None) -> None:
    served, path, repository, commits = project
    reachable = set(repository.text("rev-list", branch).split()) if branch else None
    sign = -1 if zone.startswith("-") else 1
    minutes = 0 if zone == "UTC" else sign * (int(zone[1:3]) * 60 + int(zone[4:6]))
    expected: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0, 0])
    for commit in commits:
        local = datetime.datetime.fromtimestamp(truth.epoch(commit["author"]["date"]), UTC) + datetime.timedelta(
            minutes=minutes)
        bucket = expected[str(START[interval](local.date()))]
        here = commit["oid"] in reachable if branch else commit["on_default_branch"]
        bucket[0] += here
        bucket[1] += here and len(commit["parents"]) > 1
        bucket[2] += 1
    query = {"interval": interval, "tz": zone.replace("+", "%2B"), "since": "1990-01-01",
             **({"branch": branch} if branch else {})}
    body = served.get(f"{path}/activity?" + "&".join(f"{key}={value}" for key, value in query.items()))
    actual = {item["start"][:10]: [item["commits"], item["merges"], item["commits_all"]] for item in body["data"]}
    if branch:
        expected = {day: [*counts[:2], None] for day, counts in expected.items() if counts[0]}
    assert actual == dict(expected)


def test_branches_in_every_order(project) -> None:
    served, path, repository, _ = project
    default = truth.default_branch(repository)
    expected = {}
    for name, oid in repository.heads().items():
        behind, ahead = map(int, repository.text("rev-list", "--left-right", "--count", f"{default}...{name}").split())
        committed_at = int(repository.text("log", "-1", "--format=%ct", oid))
        expected[name] = {"ahead": ahead, "behind": behind, "committed_at": committed_at, "name": name.encode(),
                          "commits": int(repository.text("rev-list", "--count", oid))}
    for member in ("name", "ahead", "behind", "committed_at", "commits"):
        for order in ("asc", "desc"):
            sign = -1 if order == "desc" else 1
            by_name = sorted(expected, key=str.encode, reverse=member == "name" and order == "desc")
            in_order = by_name if member == "name" else sorted(by_name, key=lambda name: sign * expected[name][member])
            listed = read_all(served, f"{path}/branches", sort=member, order=order, limit=3)
            assert [branch["name"] for branch in listed] == in_order, (member, order)
    merged = [branch["name"] for branch in read_all(served, f"{path}/branches", merged="true")]
    assert merged == sorted((name for name in expected if name != default and not expected[name]["ahead"]), key=str.encode)
    assert served.get(f"{path}/branches?total=true&limit=1")["total"] == len(expected)


def test_one_branch(project) -> None:
    served, path, _, _ = project
    for branch in read_all(served, f"{path}/branches"):
        quoted = urllib.parse.quote(branch["name"], safe="")
        assert served.get(f"{path}/branches/{quoted}") == branch
        assert served.get(f"{path}/branches/{urllib.parse.quote(branch['name'])}") == branch


def test_one_commit_by_the_first_digits_of_its_id(project) -> None:
    served, path, repository, commits = project
    oids = sorted(repository.text("rev-list", "--branches").split())
    chosen = random.Random(5).sample(oids, 30)
    for oid in chosen:
        short = repository.text("rev-parse", "--short=4", oid).strip()  # git's shortest that names one object
        found = served.get(f"{path}/commits/{short}")
        assert found["oid"] == oid
        assert found == served.get(f"{path}/commits/{oid.upper()}")
        assert found["message"] == next(commit["message"] for commit in commits if commit["oid"] == oid)
    alike = [first[:4] for first, second in zip(oids, oids[1:]) if first[:4] == second[:4]]
    for prefix in alike[:3]:
        status, _, problem = served.request("GET", f"{path}/commits/{prefix}")
        candidates = [oid for oid in oids if oid.startswith(prefix)]
        assert status == 409 and all(oid in problem["detail"] for oid in candidates[:10])
    assert served.get(f"{path}/commits?total=true&limit=1")["total"] == len(oids)


ZONES = ["Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Sao_Paulo"]


def git_log(repository: Repository, date: str, zone: str = "UTC", revisions: str = "--branches") -> dict[str, str]:
    """By commit, its author date in git's own words."""
    done = subprocess.run(["git", "-C", str(repository.path), "log", revisions, f"--date={date}", "--format=%H%x09%ad"],
                          check=True, capture_output=True, text=True, env={**git_environment(), "TZ": zone})
    return dict(line.split("\t") for line in done.stdout.splitlines())


@pytest.mark.parametrize("zone", [*ZONES, "author"])
@pytest.mark.parametrize("interval", ["hour", "day", "month"])
def test_activity_in_zones_is_what_git_log_shows(project, zone: str, interval: str) -> None:
    served, path, repository, _ = project
    form = {"hour": "%Y-%m-%dT%H%z", "day": "%Y-%m-%d", "month": "%Y-%m"}[interval]
    if zone == "author":
        form = form.removesuffix("%z")
        log = git_log(repository, f"format:{form}")
    else:
        log = git_log(repository, f"format-local:{form}", zone)
    expected = collections.Counter(log.values())
    body = served.get(f"{path}/activity?interval={interval}&tz={zone}")

    def shown(start: str) -> str:
        if interval != "hour":
            return start[:len("2026-01-01") if interval == "day" else len("2026-01")]
        offset = "" if zone == "author" else "+0000" if start.endswith("Z") else start[-6:].replace(":", "")
        return start[:len("2026-01-01T00")] + offset

    assert {shown(item["start"]): item["commits_all"] for item in body["data"]} == dict(expected)
    assert not any(item["partial"] for item in body["data"]), "none of these hours and months is the present one"


@pytest.mark.parametrize("zone", ["UTC", *ZONES, "author"])
def test_periods_of_dates_have_the_commits_that_git_log_shows_on_these_dates(project, zone: str) -> None:
    served, path, repository, commits = project
    own = zone == "author"
    dates = git_log(repository, "format:%Y-%m-%d" if own else "format-local:%Y-%m-%d", "UTC" if own else zone)
    authors = {commit["oid"]: truth.identity(commit["author"]) for commit in commits}
    known = sorted(set(dates.values()))
    for seed in range(8):
        since, until = sorted(random.Random(seed).choices(known, k=2))
        inside = [oid for oid, date in dates.items() if since <= date <= until]
        period = f"since={since}&until={until}&tz={zone}"
        weeks = served.get(f"{path}/activity?interval=week&{period}")["data"]
        assert sum(week["commits_all"] for week in weeks) == len(inside), period
        for week in weeks:
            begin = datetime.date.fromisoformat(week["start"][:10])
            cut = str(begin) < since or str(begin + datetime.timedelta(6)) > until
            assert week["partial"] == cut, (period, week)
        assert served.get(f"{path}/contributors/summary?{period}")["whole"]["commits"] == len(inside), period
        people = read_all(served, f"{path}/contributors", since=since, until=until, tz=zone)
        assert sorted(each["commits_in_range"] for each in people) == \
            sorted(collections.Counter(authors[oid] for oid in inside).values()), period


@pytest.mark.parametrize("zone", ["UTC", *ZONES, "author"])
def test_hours_of_the_week_are_what_git_log_shows(project, zone: str) -> None:
    served, path, repository, _ = project
    date = "format:%u %H" if zone == "author" else "format-local:%u %H"
    expected = collections.Counter(
        tuple(map(int, shown.split()))
        for shown in git_log(repository, date, "UTC" if zone == "author" else zone).values())
    cells = served.get(f"{path}/activity?by=hour_of_week&tz={zone}")["data"]
    assert [(cell["weekday"], cell["hour"]) for cell in cells] == [
        (day, hour) for day in range(1, 8) for hour in range(24)]
    assert {(cell["weekday"], cell["hour"]): cell["commits_all"] for cell in cells if cell["commits_all"]} == expected


def people_by_month(repository: Repository, commits: list[dict], revisions: str) -> dict[str, collections.Counter]:
    authors = {commit["oid"]: truth.identity(commit["author"]) for commit in commits}
    months: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    for oid, month in git_log(repository, "format-local:%Y-%m", "Europe/Berlin", revisions).items():
        months[month][authors[oid]] += 1
    return dict(sorted(months.items()))


def summary_of(counts: collections.Counter, before: set) -> dict:
    ranked, total, people = sorted(counts.values(), reverse=True), sum(counts.values()), 0
    while 2 * sum(ranked[:people]) < total:
        people += 1
    first_time = len(set(counts) - before)
    return {"active": len(counts), "first_time": first_time, "returning": len(counts) - first_time,
            "half_of_commits": people if total else None, "commits": total}


@pytest.mark.parametrize("branch", [None, "a-new/branch"])
def test_people_by_month_are_those_of_git_log(project, branch: str | None) -> None:
    served, path, repository, commits = project
    months = people_by_month(repository, commits, branch or "--branches")
    query = f"interval=month&tz=Europe/Berlin{f'&branch={branch}' if branch else ''}"
    body = served.get(f"{path}/contributors/summary?{query}")
    before: set = set()
    whole: collections.Counter = collections.Counter()
    expected = []
    for month, counts in months.items():
        expected.append({"start": month, **summary_of(counts, before), "partial": False})
        before |= set(counts)
        whole += counts
    assert [{**item, "start": item["start"][:7]} for item in body["data"]] == expected
    assert body["whole"] == summary_of(whole, set())

    top = served.get(f"{path}/contributors/activity?top=3&{query}")["data"]
    assert [person["commits"] for person in top] == sorted(whole.values(), reverse=True)[:3]
    for person in top:
        who = truth.identity(person)
        assert {bucket["start"][:7]: bucket["commits"] for bucket in person["buckets"]} == {
            month: counts[who] for month, counts in months.items() if counts[who]}


def test_contributors_of_a_time(project) -> None:
    served, path, _, commits = project
    times = sorted(truth.epoch(commit["author"]["date"]) for commit in commits)
    since, until = int(times[len(times) // 3]), int(times[2 * len(times) // 3])
    stamps = {name: datetime.datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
              for name, at in (("since", since), ("until", until))}
    expected = collections.Counter(truth.identity(commit["author"]) for commit in commits
                                   if since <= truth.epoch(commit["author"]["date"]) < until)
    for sort in ("name", "first", "last", "commits", "commits_all", "commits_in_range"):
        listed = read_all(served, f"{path}/contributors", sort=sort, limit=7, **stamps)
        assert {truth.identity(person): person["commits_in_range"] for person in listed} == expected
        assert len(listed) == len(expected), "nobody twice"
        if sort.startswith("commits"):
            assert [person[sort] for person in listed] == sorted((person[sort] for person in listed), reverse=True)
    page = served.get(f"{path}/contributors?total=true&limit=1&" + "&".join(f"{k}={v}" for k, v in stamps.items()))
    assert page["total"] == len(expected)
