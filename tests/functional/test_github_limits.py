"""Protects GitHub's limits, met within seconds because the stand-in shrinks them: nothing is sent after exhaustion or
inside a Retry-After, never more than 100 at once, and the budget above the owner's floor is used all the same."""
from __future__ import annotations

import time

import pytest
from github_sim import OTHER_TOKEN, TOKEN, TWIN_TOKEN, GithubCpsg, GithubSim
from harness import FULL, wait_until

LIMIT = 20
FLOOR = 2  # 10 % of it


def breaches(sim: GithubSim) -> list[str]:
    return sorted({breach["rule"] for breach in sim.report()["breaches"]})


def test_a_long_backfill_through_short_windows(sim: GithubSim, github: GithubCpsg) -> None:
    names = [sim.create(commits=3, branches=1, pulls=400) for _ in range(20 if FULL else 5)]
    sim.settings(graphql_limit=LIMIT, window_s=3)
    sim.control("DELETE", "/limits")
    sim.control("DELETE", "/report")
    began = time.monotonic()
    reports = github.ok("sync", "--json", *names, timeout=300).json_lines()
    seconds = time.monotonic() - began
    assert all(report["ok"] for report in reports)
    report = sim.report()
    assert breaches(sim) == []
    assert report["most_running"] <= 100
    spent = report["points"]["graphql"]
    windows = seconds / 4  # a window of 3 s, and the second by which its end is waited for
    assert spent > 0.95 * (LIMIT - FLOOR) * (windows - 1), (spent, windows)
    sim.settings(graphql_limit=5000)
    sim.control("DELETE", "/limits")
    for name in names:
        github.equals_truth(name)


@pytest.mark.parametrize("status", [403, 429])
@pytest.mark.parametrize("kind", ["graphql", "git"])
def test_nothing_is_sent_inside_a_retry_after(sim: GithubSim, github: GithubCpsg, kind: str, status: int) -> None:
    name = sim.create(pulls=120)
    sim.fault({"secondary_limit": {"retry_after_s": 2, "status": status}}, times=2, skip=1, kind=kind)
    github.sync(name)
    github.equals_truth(name)
    assert breaches(sim) == []


def test_out_of_budget_without_patience(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(commits=15, pulls=300)
    sim.settings(graphql_limit=4)
    sim.control("DELETE", "/limits")
    github.fails("rate_limited", name)
    status = github.show(name)["status"]
    assert status["state"] == "waiting_quota" and status["next_sync_at"]
    assert len(github.commits(name)) >= 15, "git needs no budget"
    stored = len(github.pulls(name))
    assert stored > 0
    sim.settings(graphql_limit=5000)
    sim.control("DELETE", "/limits")
    points = github.sync(name)["points"]["graphql"]
    assert points <= 2 + (300 - stored) / 50 + 1, "it went on at the page where it stopped"
    github.equals_truth(name)


def test_the_floor_is_the_owner_s(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(pulls=600)
    sim.settings(graphql_limit=LIMIT)
    sim.control("DELETE", "/limits")
    github.set(github__floor_percent=50)
    github.fails("rate_limited", name)
    assert sim.report()["points"]["graphql"] <= LIMIT / 2
    assert breaches(sim) == []


def test_without_a_token_a_fleet_is_complete_and_statistics_fill_up(sim: GithubSim, github: GithubCpsg) -> None:
    names = [sim.create(commits=5, branches=2, pulls=2) for _ in range(20)]
    del github.env["CPSG_GITHUB_TOKENS"]
    github.run("sync", "--json", "--no-wait", *names, timeout=240)
    for name in names:
        assert len(github.commits(name)) >= 5
    known = [name for name in names if github.show(name)["stars"] is not None]
    assert 10 <= len(known) < 20, "sixty an hour go to as many as they reach"
    assert breaches(sim) == []
    waiting = next(name for name in names if name not in known)
    assert github.show(waiting)["status"]["state"] == "waiting_quota"
    sim.control("DELETE", "/limits")
    github.run("sync", "--json", "--no-wait", *names, timeout=240)
    for name in names:
        shown, truth = github.show(name), sim.statistics(name)
        for key in ("github_id", "stars", "forks", "topics", "license", "archived", "languages", "pushed_at"):
            assert shown[key] == truth[key], key
    assert breaches(sim) == []


def test_two_tokens_of_one_user_are_one_account(sim: GithubSim, github: GithubCpsg) -> None:
    github.env["CPSG_GITHUB_TOKENS"] = f"{TOKEN},{TWIN_TOKEN},{OTHER_TOKEN}"
    accounts = {token["account"] for token in github.ok("tokens", "--json").json_lines()}
    assert accounts == {"alice", "bob"}
    name = sim.create(pulls=600)
    with github.serving() as served:
        served.request("POST", "/v1/projects", {"url": name})
        wait_until(lambda: served.get(f"/v1/projects/{name}")["status"]["state"] == "ok", message=lambda: served.lines)
        told = served.get("/v1/status")["accounts"]
        assert [account["account"] for account in told] == ["user-alice", "user-bob"], told
    github.ok("remove", name)
    sim.settings(graphql_limit=LIMIT)
    sim.control("DELETE", "/limits")
    sim.control("DELETE", "/report")
    github.run("sync", "--json", "--no-wait", name)
    assert breaches(sim) == []
    assert sim.report()["points"]["graphql"] <= 2 * (LIMIT - FLOOR)


def test_tokens_are_told_without_their_secret(sim: GithubSim, github: GithubCpsg) -> None:
    sim.control("POST", f"/tokens/{TOKEN}", {"expires_in_s": 3 * 86_400})
    (token,) = github.ok("tokens", "--json").json_lines()
    assert token["state"] == "expiring" and token["expires_at"] and token["kind"] == "classic"
    text = github.ok("tokens").stdout.decode()
    assert TOKEN not in text and "alice" in text
    warned = github.ok("sync", sim.create())
    assert "expire" in warned.stderr or "ends" in warned.stderr
