"""Protects what a running server does about GitHub by itself: it brings in what is added, hears webhooks, works through
batches and goes on with them after a restart, and tells what it knows over its API."""
from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import time
import urllib.parse
import uuid

import pytest
from github_sim import GithubCpsg, GithubSim, git, in_the_next_second
from harness import Served, wait_until

SECRET = "a secret of the tests"


@pytest.fixture
def hooked(github: GithubCpsg) -> GithubCpsg:
    github.env["CPSG_GITHUB_WEBHOOK_SECRET"] = SECRET
    return github


def deliver(served: Served, event: str, payload: dict, secret: str = SECRET, delivery: str | None = None) -> tuple[int, float]:
    """Status, and the seconds until the answer."""
    body = json.dumps(payload).encode()
    signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    address = urllib.parse.urlsplit(served.url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=20)
    headers = {"X-GitHub-Event": event, "X-GitHub-Delivery": delivery or str(uuid.uuid4()),
               "X-Hub-Signature-256": signature, "Content-Type": "application/json"}
    began = time.monotonic()
    connection.request("POST", "/v1/webhooks/github", body, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, time.monotonic() - began


def state(served: Served, name: str) -> str:
    return served.get(f"/v1/projects/{name}")["status"]["state"]


def test_an_added_project_is_brought_in(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(pulls=60)
    with github.serving() as served:
        assert served.request("POST", "/v1/projects", {"url": f"{sim.url}/{name}"})[0] == 202
        wait_until(lambda: state(served, name) == "ok" and len(github.pulls(name)) == 60)
        found = served.get(f"/v1/projects/{name}/pulls?limit=1000")
        assert found["data"] == sim.pulls(name)
        yesterday = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 86_400))
        days = served.get(f"/v1/projects/{name}/history?since={yesterday}")["data"]
        (day,) = [each for each in days if each["source"] == "observed"]
        assert day["stars"] == sim.statistics(name)["stars"]
        assert day["commits_all"] == github_commits(sim, name), "the day has what was published after its statistics"
        github.equals_truth(name)


def test_a_change_is_seen_by_the_probe_alone(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(pulls=3)
    github.sync(name)
    github.set(sync__refresh_interval_s=1)
    github.ok("sync", name)
    in_the_next_second()
    with github.serving() as served:
        sim.change(name, "star", count=100)
        sim.change(name, "push", commits=2)
        wait_until(lambda: served.get(f"/v1/projects/{name}")["stars"] == sim.statistics(name)["stars"])
        wait_until(lambda: served.get(f"/v1/projects/{name}")["commits_all"] == github_commits(sim, name))


def github_commits(sim: GithubSim, name: str) -> int:
    return len(git(sim.git_dir(name), "rev-list", "--branches").split())


def test_an_unchanged_project_costs_git_nothing(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(pulls=3)
    github.set(sync__refresh_interval_s=1, sync__longest_interval_s=1)
    github.sync(name)
    sim.control("DELETE", "/report")
    with github.serving():
        wait_until(lambda: len(sim.requests("graphql")) >= 2)
    assert sim.requests("git") == []
    assert [one for one in sim.requests("rest") if not one["path"].endswith("/stargazers/history")] == []


def test_webhooks_make_a_project_due_at_once(sim: GithubSim, hooked: GithubCpsg) -> None:
    name = sim.create(pulls=2)
    hooked.sync(name)
    with hooked.serving() as served:
        number = served.get(f"/v1/projects/{name}")["github_id"]
        repository = {"repository": {"id": number, "full_name": name}}
        in_the_next_second()
        sim.change(name, "push", commits=4)
        status, seconds = deliver(served, "push", repository)
        assert status == 202 and seconds < 0.5
        wait_until(lambda: served.get(f"/v1/projects/{name}")["commits_all"] == github_commits(sim, name))
        sim.change(name, "push", branch="topic", commits=1)
        sim.change(name, "pulls", title="By a hook", head="topic", base="main", author="carol")
        assert deliver(served, "pull_request", repository)[0] == 202
        wait_until(lambda: len(hooked.pulls(name)) == 3)
        sim.change(name, "star", count=9)
        assert deliver(served, "star", repository)[0] == 202
        wait_until(lambda: served.get(f"/v1/projects/{name}")["stars"] == sim.statistics(name)["stars"])


def test_webhooks_are_checked_and_taken_once(sim: GithubSim, hooked: GithubCpsg) -> None:
    with hooked.serving() as served:
        assert deliver(served, "push", {}, secret="another")[0] == 401
        once = str(uuid.uuid4())
        for _ in range(3):
            assert deliver(served, "ping", {"zen": "x"}, delivery=once)[0] == 202
        for event in ("create", "delete", "repository", "fork", "release", "watch"):
            assert deliver(served, event, {"repository": {"id": 1}})[0] == 202
        counts = {one["event"]: one["count"] for one in served.get("/v1/webhooks")["data"]}
        assert counts["ping"] == 1 and counts["create"] == 1 and counts["other"] == 1


def test_a_batch_goes_through_pause_restart_and_failures(sim: GithubSim, github: GithubCpsg) -> None:
    names = [sim.create(commits=3, branches=1, pulls=2) for _ in range(6)]
    targets = [*names, "acme/never-was"]
    batch = github.ok("batch", "create", "all of them", *targets).stdout.decode().strip()
    github.ok("batch", "pause", batch)

    def shown() -> dict:
        return json.loads(github.ok("batch", "show", batch, "--json").stdout)["progress"]

    with github.serving() as served:
        other = sim.create(commits=1, branches=1, pulls=0)
        served.request("POST", "/v1/projects", {"url": f"{sim.url}/{other}"})
        wait_until(lambda: state(served, other) == "ok", message="the worker does nothing at all")
        assert shown()["pending"] == 7, "a paused batch hands nothing out"
    github.ok("batch", "resume", batch)
    with github.serving():
        wait_until(lambda: shown()["done"] >= 1, 40)
    with github.serving() as served:
        wait_until(lambda: shown()["done"] == 6 and shown()["failed"] == 1, 60)
        assert served.get(f"/v1/batches/{batch}")["state"] == "finished"
        sim.create("acme/never-was", commits=2, branches=1, pulls=0)
        assert served.request("POST", f"/v1/batches/{batch}/retry")[0] in (200, 202)
        wait_until(lambda: shown()["done"] == 7, 40)
    sim.delete("acme/never-was")
    for name in names:
        github.equals_truth(name)


def test_a_plan_says_what_it_will_cost(sim: GithubSim, github: GithubCpsg) -> None:
    names = [sim.create(commits=3, pulls=120) for _ in range(2)]
    plan = json.loads(github.ok("plan", "--json", *names).stdout)
    assert plan["pull_requests"] == 240 and plan["projects"] == 2
    report = github.ok("sync", "--json", *names).json_lines()
    spent = sum(one["points"]["graphql"] for one in report)
    assert spent == pytest.approx(plan["points"]["graphql"], abs=2)
    assert "acme" not in github.ok("plan", *names).stdout.decode() and github.ok("list", "--json").json_lines()


def test_a_removed_project_leaves_nothing(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(pulls=2)
    github.sync(name)
    github.ok("remove", name)
    assert github.run("show", name).code == 3
    github.sync(name)
    github.equals_truth(name)
