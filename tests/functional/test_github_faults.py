"""Protects that GitHub's bad moments cost time at most: one test for each fault that the stand-in can make, in the first
sync of a project and in a later one; afterwards everything stored equals the truth."""
from __future__ import annotations

import json

import pytest
from github_sim import OTHER_TOKEN, TOKEN, GithubCpsg, GithubSim
from harness import ADDRESS

PULLS = "PullRequests"  # the operation of a page

# What passes by itself: the same command succeeds, or the next one does.
PASSING = {
    "502_page": {"page": 502},
    "503": {"status": 503, "body": "busy"},
    "timeout": {"timeout": True},
    "reset": {"reset_at": 20},
    "truncated": {"truncate_at": 60},
    "malformed": {"malformed": True},
    "corrupt": {"corrupt_at": 1},
    "late": {"delay_s": 1},
    "slow": {"bytes_per_s": 40_000},
    "resource_limits": {"resource_limits": 0},
    "html_with_200": {"status": 200, "body": "<!DOCTYPE html><html>Unicorn!</html>", "headers": {"content-type": "text/html"}},
    "empty_with_200": {"status": 200, "body": ""},
}
LIES = ["always_more", "never_more", "same_cursor", "no_cursor", "short", "null_nodes"]


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("operation", ["RepositoriesByName", PULLS])
def test_a_passing_fault_costs_nothing_but_time(sim: GithubSim, github: GithubCpsg, operation: str, fault: str) -> None:
    name = sim.create(pulls=70)
    sim.fault(PASSING[fault], times=1, kind="graphql", contains=operation)
    github.sync(name)
    github.equals_truth(name)


@pytest.mark.parametrize("fault", ["502_page", "reset", "malformed"])
def test_a_probe_that_fails_for_a_moment(sim: GithubSim, github: GithubCpsg, fault: str) -> None:
    name = sim.create(pulls=3)
    github.sync(name)
    sim.fault(PASSING[fault], times=2, kind="graphql", contains="Probe")
    github.sync(name)
    github.equals_truth(name)


@pytest.mark.parametrize("lie", LIES)
def test_a_page_that_lies_is_found_out(sim: GithubSim, github: GithubCpsg, lie: str) -> None:
    name = sim.create(pulls=170)
    sim.fault({"pages": lie}, times=2, kind="graphql", contains=PULLS)
    for _ in range(4):  # one clear error at the most, and a retry helps
        result = github.run("sync", "--json", name)
        (report,) = result.json_lines()
        if report["ok"]:
            break
        assert report["error"]["code"] in ("bad_data", "remote_error"), report
    assert report["ok"]
    github.equals_truth(name)


def test_a_silently_shortened_list_never_counts_as_complete(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(pulls=120)
    sim.fault({"pages": "short"}, times=None, kind="graphql", contains=PULLS)
    result = github.run("sync", "--json", "--no-wait", name)
    (report,) = result.json_lines()
    complete = github.pulls(name) == sim.pulls(name)
    assert complete or report["error"]["code"] in ("bad_data", "remote_error"), report


@pytest.mark.parametrize("edit", [
    {"pointer": "/data/r0/databaseId", "value": "seven"},
    {"pointer": "/data/r0/stargazerCount", "value": -5},
    {"pointer": "/data/r0/nameWithOwner", "value": {"a": 1}},
    {"pointer": "/data/r0/description", "deep": 5000},
    {"pointer": "/data/r0/pushedAt", "value": "the day before"},
    {"pointer": "/data", "value": []},
])
def test_wrong_types_are_one_clear_error_and_a_retry_helps(sim: GithubSim, github: GithubCpsg, edit: dict) -> None:
    name = sim.create(pulls=2)
    sim.fault({"json": [edit]}, times=None, kind="graphql", contains="RepositoriesByName")
    result = github.run("sync", "--json", "--no-wait", name)
    (report,) = result.json_lines()
    assert report["error"]["code"] == "bad_data" and result.code == 6
    assert len(result.stderr_lines()) == 1 and not ADDRESS.search(result.stderr)
    sim.control("DELETE", "/faults")
    github.sync(name)
    github.equals_truth(name)


@pytest.mark.parametrize("edit", [{"huge": 3_000_000}, {"lone_surrogate": True}])
def test_odd_text_is_cut_or_mended(sim: GithubSim, github: GithubCpsg, edit: dict) -> None:
    name = sim.create(pulls=1)
    sim.fault({"json": [{"pointer": "/data/r0/description", **edit}]}, times=None, kind="graphql",
              contains="RepositoriesByName")
    github.sync(name)
    description = github.show(name)["description"]
    assert len(description.encode()) <= 16 * 1024
    assert "lone_surrogate" not in edit or description == "lone � surrogate"


def test_an_answer_without_end_is_refused(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create()
    sim.fault({"json": [{"pointer": "/data/r0/description", "huge": 40_000_000}]}, times=None, kind="graphql")
    result = github.run("sync", "--json", "--no-wait", name)
    assert result.json_lines()[0]["error"]["code"] == "limit_exceeded"


def test_credentials_do_not_follow_a_redirect(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create()
    elsewhere = f"{sim.control_url}/elsewhere/api"
    sim.fault({"redirect": {"location": elsewhere, "status": 302}}, times=None, kind="graphql")
    result = github.run("sync", "--json", "--no-wait", name)
    assert result.json_lines()[0]["error"]["code"] == "bad_data"
    sim.control("DELETE", "/faults")
    github.sync(name)
    sim.fault({"redirect": {"location": elsewhere, "status": 301}}, times=None, kind="git")
    sim.change(name, "push", commits=1)
    github.run("sync", "--json", "--no-wait", "--audit", name)
    assert "credentials_elsewhere" not in json.dumps(sim.report()["breaches"])


@pytest.mark.parametrize("how", ["revoked", "expired", "refused"])
@pytest.mark.parametrize("skip", [0, 1, 2])
def test_a_token_that_ends_in_the_middle_leaves_the_work_to_the_others(sim: GithubSim, github: GithubCpsg, how: str,
                                                                       skip: int) -> None:
    name = sim.create(pulls=160)
    github.env["CPSG_GITHUB_TOKENS"] = f"{TOKEN},{OTHER_TOKEN}"
    sim.fault({"token": how}, times=1, skip=skip, kind="graphql")
    result = github.ok("sync", "--json", name)
    assert result.json_lines()[0]["ok"]
    assert TOKEN not in result.stderr and OTHER_TOKEN not in result.stderr
    github.equals_truth(name)


def test_without_a_token_that_is_left_it_is_said(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(pulls=5)
    sim.control("DELETE", f"/tokens/{TOKEN}")
    github.fails("unauthorized", name)


def test_one_project_s_failure_leaves_the_others_alone(sim: GithubSim, github: GithubCpsg) -> None:
    good = [sim.create(pulls=3) for _ in range(4)]
    result = github.run("sync", "--json", good[0], "acme/never-was", *good[1:])
    reports = {report["project"]: report for report in result.json_lines()}
    assert reports.pop("acme/never-was")["error"]["code"] == "not_found" and result.code == 3
    assert all(report["ok"] for report in reports.values()) and len(reports) == 4
    for name in good:
        github.equals_truth(name)


# What GitHub says where a query was too much.
TOO_MUCH = {
    "please_include": {"status": 200, "body": json.dumps({"data": None, "errors": [{
        "message": "Something went wrong while executing your query. Please include `8D8C` when reporting this issue."}]})},
    "validation": {"status": 200, "body": json.dumps({"errors": [{"message": "Timeout on validation of query"}]})},
    "in_time": {"status": 200, "body": json.dumps({"message": "We couldn't respond to your request in time."})},
    "limits": {"status": 200, "body": json.dumps({"errors": [{"type": "RESOURCE_LIMITS_EXCEEDED", "message": "x"}]})},
    "500": {"status": 500, "body": json.dumps({"message": "Server Error"})},
    "502": {"page": 502},
    "503": {"page": 503},
    "504": {"page": 504},
}


@pytest.mark.parametrize("fault", TOO_MUCH)
def test_what_is_too_much_is_asked_for_in_less_down_to_one(sim: GithubSim, github: GithubCpsg, fault: str) -> None:
    name = sim.create(pulls=12)
    sim.fault(TOO_MUCH[fault], times=None, kind="graphql", asks_more_than=1)
    github.sync(name)
    github.equals_truth(name)


@pytest.mark.parametrize("fault", ["please_include", "502"])
def test_a_pull_request_that_never_comes_costs_itself_alone(sim: GithubSim, github: GithubCpsg, fault: str) -> None:
    name = sim.create(pulls=70)
    truth = sim.pulls(name)
    poisoned = truth[30]["number"]
    sim.fault({**TOO_MUCH[fault], "poisoned_pull": poisoned}, times=None, kind="graphql")
    github.sync(name)
    assert [pull for pull in truth if pull["number"] != poisoned] == github.pulls(name)
    coverage = github.show(name)["status"]["coverage"]["pull_requests"]
    assert 0.9 < coverage < 1
    sim.control("DELETE", "/faults")
    github.sync(name, "--audit")
    github.equals_truth(name)
    assert github.show(name)["status"]["coverage"]["pull_requests"] == 1


def test_a_pull_request_that_never_comes_by_rest_costs_itself_alone(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(pulls=30)
    del github.env["CPSG_GITHUB_TOKENS"]
    poisoned = sim.pulls(name)[12]["number"]
    sim.fault({"status": 500, "body": "{}", "poisoned_pull": poisoned}, times=None, kind="rest")
    github.sync(name)
    numbers = [pull["number"] for pull in github.pulls(name)]
    assert numbers == [pull["number"] for pull in sim.pulls(name) if pull["number"] != poisoned]
    shown = github.show(name)
    assert shown["status"]["coverage"]["pull_requests"] < 1
    assert shown["pull_requests"]["total"] == 29
