"""Protects what comes past a wall that stands before tokens alone, what a repository without pull requests and a server
without some fields cost, and that names which are swapped stay apart."""
from __future__ import annotations

import pytest
from github_sim import TOKEN, GithubCpsg, GithubSim


@pytest.fixture
def name(sim: GithubSim) -> str:
    return sim.create(commits=20, branches=3, pulls=7)


def settings_of(sim: GithubSim, **values: object) -> None:
    sim.control("POST", "/settings", values)


@pytest.mark.parametrize(("wall", "code", "words"), [("sso", "sso_required", "single sign-on"), ("address", "forbidden", "IP"),
                                                     ("permission", "forbidden", "pull requests")])
@pytest.mark.parametrize("known", [False, True])
def test_what_a_wall_leaves_open_comes(sim: GithubSim, github: GithubCpsg, name: str, wall: str, code: str, words: str,
                                       known: bool) -> None:
    if known:
        github.sync(name)
    sim.change(name, "set", wall=wall)
    sim.change(name, "push", commits=2)
    github.fails(code, name)
    shown = github.show(name)
    assert shown["commits_all"] == 22 and shown["stars"] is not None
    assert len(github.pulls(name)) == 7
    assert words in shown["status"]["reason"]
    sim.change(name, "set", wall=None)


def test_a_repository_without_pull_requests_is_well(sim: GithubSim, github: GithubCpsg, name: str, tmp_path) -> None:
    sim.change(name, "set", pullsDisabled=True)
    for cpsg in (github, GithubCpsg(tmp_path / "anonymous", sim)):
        cpsg.sync(name)
        shown = cpsg.show(name)
        assert (shown["status"]["state"], shown["commits_all"]) == ("ok", 20) and shown["stars"] is not None
        assert cpsg.pulls(name) == []


def test_fields_that_an_older_server_lacks_stay_unknown(sim: GithubSim, github: GithubCpsg, name: str) -> None:
    settings_of(sim, lacking_fields="PullRequest.isDraft,PullRequest.reviewDecision,Repository.visibility,Repository.stargazerCount")
    try:
        github.sync(name)
        shown = github.show(name)
        assert (shown["status"]["state"], shown["visibility"], shown["stars"]) == ("ok", None, None)
        assert shown["forks"] is not None
        assert len(github.pulls(name)) == 7
    finally:
        settings_of(sim, lacking_fields="")


@pytest.mark.parametrize("token", [TOKEN, None])
def test_names_that_are_swapped_stay_apart(sim: GithubSim, tmp_path, token: str | None) -> None:
    github = GithubCpsg(tmp_path / "cpsg", sim, *([token] if token else []))
    names = [sim.create(commits=commits, branches=1, pulls=1) for commits in (3, 7)]
    for name in names:
        github.sync(name)
    ids = [github.show(name)["github_id"] for name in names]
    short = [name.split("/")[1] for name in names]
    sim.change(names[0], "rename", name="aside")
    sim.change(names[1], "rename", name=short[0])
    sim.change(names[0].split("/")[0] + "/aside", "rename", name=short[1])
    github.run("sync", *names)
    shown = [github.show(name) for name in names]
    assert {project["github_id"]: project["commits"] for project in shown} == {ids[0]: 3, ids[1]: 7}
    assert [project["github_id"] for project in shown] == [ids[1], ids[0]]
