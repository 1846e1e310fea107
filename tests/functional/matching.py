"""Compares all that cpsg exports of a project with the truth."""
from __future__ import annotations

import truth
from harness import Cpsg
from history import Repository


def assert_project_is_true(cpsg: Cpsg, name: str, repository: Repository, rule: truth.EmailRule) -> None:
    expected = truth.commits(repository, rule)
    assert_commits_equal(cpsg.commits(name), expected)
    live = [branch for branch in cpsg.branches(name) if branch["deleted_at"] is None]
    assert live == truth.branches(repository)
    for branch in live:
        assert list(branch) == truth.BRANCH_KEYS
    project = cpsg.show(name)
    assert list(project) == truth.PROJECT_KEYS and list(project["status"]) == truth.STATUS_KEYS
    known = truth.counts(repository, expected)
    assert {key: project[key] for key in known} == known
    assert (project["owner"], project["name"], project["full_name"]) == (*name.split("/"), name)
    assert project["status"]["state"] == "ok" and project["status"]["code"] is None


def assert_commits_equal(actual: list[dict], expected: list[dict]) -> None:
    """Says which commit differs, not that two lists of thousands do."""
    assert [commit["oid"] for commit in actual] == [commit["oid"] for commit in expected]
    for ours, theirs in zip(actual, expected, strict=True):
        assert list(ours) == truth.COMMIT_KEYS
        assert list(ours["author"]) == list(ours["committer"]) == truth.PERSON_KEYS
        bot = ours.pop("bot")
        assert ours == theirs
        author = ours["author"]
        if any(text and text.endswith("[bot]") for text in (author["name"], author["login"])):
            assert bot is True
        else:
            assert isinstance(bot, bool)
