"""Protects that what happens at GitHub between two syncs arrives: one test for each change that the stand-in can make,
after which everything stored equals its truth, and each costs no more than it must."""
from __future__ import annotations

import pytest
from github_sim import GithubCpsg, GithubSim, in_the_next_second


@pytest.fixture
def name(sim: GithubSim, github: GithubCpsg) -> str:
    name = sim.create(commits=20, branches=4, pulls=55)
    github.sync(name)
    in_the_next_second()
    return name


CHANGES = {
    "push": lambda sim, name: sim.change(name, "push", commits=3),
    "push_to_a_branch": lambda sim, name: sim.change(name, "push", branch="topic", commits=2),
    "force_push": lambda sim, name: sim.change(name, "force-push", drop=2, commits=1),
    "new_branch": lambda sim, name: sim.change(name, "branch", name="fresh"),
    "star": lambda sim, name: sim.change(name, "star", count=7),
    "description": lambda sim, name: sim.change(name, "set", description="another", homepage="https://example.org"),
    "topics": lambda sim, name: sim.change(name, "set", topics=["zebra", "apple"]),
    "archived": lambda sim, name: sim.change(name, "set", archived=True),
    "pull_opened": lambda sim, name: opened(sim, name, "edit", labels=["bug", "a label"]),
    "pull_merged": lambda sim, name: opened(sim, name, "merge"),
    "pull_closed": lambda sim, name: opened(sim, name, "close"),
    "pull_reviewed": lambda sim, name: opened(sim, name, "review", state="APPROVED", by="dave"),
    "pull_relabelled": lambda sim, name: sim.change(name, "pulls/3", action="edit", labels=["late"]),
    "pull_retitled": lambda sim, name: sim.change(name, "pulls/1", action="edit", title="Lone é and \"quotes\""),
}


def opened(sim: GithubSim, name: str, action: str, **body: object) -> None:
    sim.change(name, "push", branch="topic", commits=1)
    number = sim.change(name, "pulls", title="To be changed", head="topic", base="main", author="carol")["number"]
    sim.change(name, f"pulls/{number}", action=action, **body)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_arrives(sim: GithubSim, github: GithubCpsg, name: str, change: str) -> None:
    CHANGES[change](sim, name)
    sim.control("DELETE", "/report")
    report = github.sync(name)
    assert report["points"]["graphql"] <= 4, "a probe, the statistics, a page or two"
    github.equals_truth(name)
    assert sim.report()["breaches"] == []


def test_a_closed_pull_request_that_is_reopened_is_seen(sim: GithubSim, github: GithubCpsg, name: str) -> None:
    closed = next(pull["number"] for pull in github.pulls(name) if pull["state"] == "closed")
    sim.change(name, f"pulls/{closed}", action="reopen")
    assert github.sync(name)["new"]["pull_requests"] == 0
    assert next(pull["state"] for pull in github.pulls(name) if pull["number"] == closed) == "open"
    github.equals_truth(name)


def test_a_deleted_branch_leaves_a_tombstone(sim: GithubSim, github: GithubCpsg, name: str) -> None:
    gone = next(branch["name"] for branch in github.branches(name) if not branch["default"])
    sim.change(name, "delete-branch", name=gone)
    github.sync(name)
    github.equals_truth(name)
    assert next(branch for branch in github.branches(name) if branch["name"] == gone)["deleted_at"]


@pytest.mark.parametrize("action", ["rename", "transfer"])
def test_a_renamed_project_keeps_its_data(sim: GithubSim, github: GithubCpsg, name: str, action: str) -> None:
    before = github.show(name)
    to = {"rename": {"name": f"{name.split('/')[1]}-renamed"}, "transfer": {"owner": "umbrella"}}[action]
    sim.change(name, action, **to)
    report = github.sync(name)
    assert report["new"] == {"commits": 0, "branches": 0, "pull_requests": 0}
    now = report["project"]
    assert now != name
    shown = github.show(now)
    assert shown["id"] == before["id"] and shown["renamed_from"] == [name]
    assert github.show(name)["full_name"] == now, "the old name still leads to it"
    github.equals_truth(now)


def test_the_same_name_with_another_number_is_another_project(sim: GithubSim, github: GithubCpsg, name: str) -> None:
    before = github.show(name)
    old_commits = {commit["oid"] for commit in github.commits(name)}
    sim.change(name, "recreate", commits=5, pulls=2)
    github.sync(name)
    shown = github.show(name)
    assert shown["id"] != before["id"] and shown["github_id"] != before["github_id"]
    github.equals_truth(name)
    old = [project for project in github.ok("list", "--json").json_lines() if project["id"] == before["id"]]
    assert old and old[0]["status"]["state"] == "gone" and old[0]["full_name"] != name
    assert {commit["oid"] for commit in github.commits(old[0]["full_name"])} == old_commits


def test_a_name_that_was_left_and_taken_by_another(sim: GithubSim, github: GithubCpsg, name: str) -> None:
    sim.change(name, "rename", name=f"{name.split('/')[1]}-moved")
    sim.create(name, commits=3, branches=1, pulls=1)
    moved = github.sync(name)["project"]
    assert moved == f"{name}-moved"
    github.sync(name)
    github.equals_truth(name)
    github.equals_truth(moved)
    assert github.show(name)["github_id"] != github.show(moved)["github_id"]


def test_a_deleted_repository_is_gone_and_its_data_stays(sim: GithubSim, github: GithubCpsg, name: str) -> None:
    commits = github.commits(name)
    sim.delete(name)
    github.fails("not_found", name)
    assert github.show(name)["status"]["state"] == "gone"
    assert github.commits(name) == commits


@pytest.mark.parametrize(("barred", "state", "code"), [("dmca", "blocked", "blocked"), ("tos", "blocked", "blocked"),
                                                       ("sso", "sso_required", "sso_required"), ("gone", "gone", "gone")])
def test_a_barred_repository_says_why(sim: GithubSim, github: GithubCpsg, name: str, barred: str, state: str,
                                      code: str) -> None:
    sim.change(name, "set", barred=barred)
    github.fails(code, name)
    status = github.show(name)["status"]
    assert (status["state"], status["code"]) == (state, code) and status["reason"]
    sim.change(name, "set", barred=None)
    github.sync(name)
    assert github.show(name)["status"]["state"] == "ok"


def test_two_names_of_one_repository_become_one_project(sim: GithubSim, github: GithubCpsg, name: str) -> None:
    other = f"{name}-other"
    sim.change(name, "rename", name=other.split("/")[1])
    github.sync(other)  # known only by its new name: a second row, until the first is asked for
    projects = github.ok("list", "--json").json_lines()
    assert [project["full_name"] for project in projects] == [other]
    github.equals_truth(other)


def test_thirty_branches_pushed_rewritten_deleted_and_made_again(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(commits=30, branches=1, pulls=3)
    for i in range(30):
        sim.change(name, "push", branch=f"b{i}", commits=2)
    github.sync(name)
    github.equals_truth(name)
    in_the_next_second()
    for i in range(30):
        if i % 3 == 0:
            sim.change(name, "force-push", branch=f"b{i}", drop=1, commits=2)
        else:
            sim.change(name, "delete-branch", name=f"b{i}")
    github.sync(name)
    github.equals_truth(name)
    in_the_next_second()
    for i in range(30):
        sim.change(name, "push", branch=f"b{i}", commits=1)
    sim.change(name, "gc")
    github.sync(name)
    github.equals_truth(name)
