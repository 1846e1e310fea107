"""Protects what a sync through GitHub's APIs brings and what it costs: everything equals the stand-in's truth, a first
sync costs two points and one for fifty pull requests, and one of nothing new costs one query and no git."""
from __future__ import annotations

import math

import pytest
from github_sim import GithubCpsg, GithubSim


@pytest.mark.parametrize("pulls", [0, 1, 50, 51, 120])
def test_a_first_sync_equals_the_truth_at_its_price(sim: GithubSim, github: GithubCpsg, pulls: int) -> None:
    name = sim.create(commits=40, branches=5, tags=2, pulls=pulls)
    report = github.sync(name)
    assert report["points"]["graphql"] <= 2 + math.ceil(pulls / 50), report
    assert report["points"]["rest"] == 0 and report["requests"]["rest"] == 0
    assert report["new"]["pull_requests"] == pulls == report["total"]["pull_requests"]
    spent = sim.report()["points"]
    assert spent["rest"] == 0 and spent["graphql"] <= 2 + math.ceil(pulls / 50), spent
    github.equals_truth(name)
    assert sim.report()["breaches"] == []


def test_a_second_sync_trusts_the_probe(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(pulls=60)
    github.sync(name)
    before = github.exports(name)
    sim.control("DELETE", "/report")
    report = github.sync(name)
    assert report["requests"] == {"git": 0, "rest": 0, "graphql": 1} and report["points"]["graphql"] == 1
    assert report["new"] == {"commits": 0, "branches": 0, "pull_requests": 0}
    assert report["total"]["pull_requests"] == 60
    assert github.exports(name) == before


def test_a_fleet_shares_its_queries(sim: GithubSim, github: GithubCpsg) -> None:
    names = [sim.create(commits=2, branches=1) for _ in range(10)]
    github.ok("sync", *names)
    sim.control("DELETE", "/report")
    reports = github.ok("sync", "--json", *names).json_lines()
    assert sum(report["requests"]["git"] for report in reports) == 0
    assert sum(report["points"]["graphql"] for report in reports) == pytest.approx(1, abs=0.01)
    assert sim.report()["points"]["graphql"] == 1


def test_enrichment_brings_lines_and_logins(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(commits=130, branches=2)
    report = github.sync(name, "--enrich")
    assert report["points"]["rest"] == 0
    for commit in github.commits(name):
        oid = commit["oid"]
        assert commit["additions"] == int(oid[0:4], 16) % 500
        assert commit["deletions"] == int(oid[4:8], 16) % 300
        assert commit["changed_files"] == 1 + int(oid[8:12], 16) % 20
    assert any(commit["author"]["login"] for commit in github.commits(name))
    spent = github.sync(name, "--enrich")["points"]["graphql"]
    assert spent <= 1, "what is enriched is not asked for again"


def test_an_audit_tells_the_coverage(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(pulls=30)
    github.sync(name)
    report = github.sync(name, "--audit")
    assert report["requests"]["git"] >= 1
    assert github.show(name)["status"]["coverage"] == {"commits": 1, "branches": 1, "pull_requests": 1}


def test_the_api_may_fail_and_git_still_brings_its_part(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(commits=25, pulls=5)
    sim.fault({"page": 502}, times=None, kind="graphql")
    result = github.run("sync", "--json", "--no-wait", name)
    (report,) = result.json_lines()
    assert report["error"]["code"] == "remote_error" and result.code == 4
    assert len(github.commits(name)) >= 25
    assert github.show(name)["status"]["state"] == "failing"
    sim.control("DELETE", "/faults")
    github.sync(name)
    github.equals_truth(name)
