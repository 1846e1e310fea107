"""Protects: a later sync brings exactly what changed, at the price of what changed, and forgets nothing.

After each change of the remote the exports must be those of git; requests and bytes are counted at the server.
"""
from __future__ import annotations

import random

import pytest

import truth
from git_server import Fault, GitServer
from harness import Cpsg
from history import Repository, small_project
from matching import assert_project_is_true

NAME = "acme/steady"


@pytest.fixture
def repository(root) -> Repository:
    return small_project(root / f"{NAME}.git")


@pytest.fixture
def synced(cpsg: Cpsg, server: GitServer, repository: Repository) -> Cpsg:
    cpsg.set(privacy__emails="keep").sync(NAME)
    server.requests.clear()
    return cpsg


def sync_and_check(cpsg: Cpsg, repository: Repository) -> dict:
    report = cpsg.sync(NAME)
    assert_project_is_true(cpsg, NAME, repository, truth.keep_email)
    return report


def commands(server: GitServer) -> list[str]:
    return [request.command for request in server.requests]


def test_nothing_new_costs_one_listing(synced: Cpsg, server: GitServer, repository: Repository) -> None:
    before = synced.exports(NAME)
    report = synced.sync(NAME)
    assert report["new"] == {"commits": 0, "branches": 0, "pull_requests": 0}
    assert report["total"]["commits"] == int(repository.text("rev-list", "--branches", "--count"))
    assert len(server.requests) <= 2 and "fetch" not in commands(server)
    requests, sent_bytes = server.traffic()
    assert report["requests"]["git"] == requests and report["bytes"]["git"] == sent_bytes
    assert synced.exports(NAME) == before


@pytest.mark.parametrize("pushed", [1, 10, 300])
def test_pushed_commits_come_alone(synced: Cpsg, server: GitServer, repository: Repository, pushed: int) -> None:
    repository.grow("main", pushed, random.Random(pushed))
    report = sync_and_check(synced, repository)
    assert report["new"]["commits"] == pushed and report["new"]["branches"] == 0
    assert len(server.requests) <= 3
    assert server.traffic()[1] < 1500 + 500 * pushed


def test_pushes_to_several_branches_and_a_new_root(synced: Cpsg, server: GitServer, repository: Repository) -> None:
    rng = random.Random(3)
    repository.grow("main", 3, rng, merge=[repository.oid("work/in-progress")])
    repository.grow("topic", 2, rng)
    repository.grow("island", 4, rng)
    report = sync_and_check(synced, repository)
    assert report["new"]["commits"] == 9 and report["new"]["branches"] == 1
    assert server.traffic()[1] < 10_000


def test_a_new_branch_on_an_old_commit_needs_no_fetch(synced: Cpsg, server: GitServer, repository: Repository) -> None:
    repository.point("release", repository.oid("main~20"))
    report = sync_and_check(synced, repository)
    assert report["new"]["commits"] == 0 and report["new"]["branches"] == 1
    assert "fetch" not in commands(server)


def test_a_tag_changes_nothing(synced: Cpsg, server: GitServer, repository: Repository) -> None:
    repository.git("tag", "v2", repository.raw_commit(parents=[repository.oid("main")]))
    assert sync_and_check(synced, repository)["new"]["commits"] == 0
    assert "fetch" not in commands(server)


def test_a_deleted_branch_leaves_a_tombstone_and_comes_back(
        synced: Cpsg, server: GitServer, repository: Repository) -> None:
    tip = repository.oid("work/in-progress")
    lost = set(repository.text("rev-list", tip, "^main", "^topic").split())
    known = {commit["oid"] for commit in synced.commits(NAME)}
    repository.delete("work/in-progress")
    sync_and_check(synced, repository)
    (tombstone,) = [branch for branch in synced.branches(NAME) if branch["deleted_at"]]
    assert (tombstone["name"], tombstone["oid"]) == ("work/in-progress", tip)
    everything = synced.commits(NAME, "--unreachable")
    assert {commit["oid"] for commit in everything} == known
    assert {commit["oid"] for commit in everything if commit["unreachable_since"]} == lost
    assert not any(commit["on_default_branch"] for commit in everything if commit["unreachable_since"])
    order = [(-truth.epoch(commit["committer"]["date"]), commit["oid"]) for commit in everything]
    assert order == sorted(order)

    repository.point("work/in-progress", tip)
    report = sync_and_check(synced, repository)
    assert report["new"]["commits"] == 0 and "fetch" not in commands(server)
    assert not [branch for branch in synced.branches(NAME) if branch["deleted_at"]]
    assert not any(commit["unreachable_since"] for commit in synced.commits(NAME, "--unreachable"))


def test_a_force_push_and_back(synced: Cpsg, server: GitServer, repository: Repository) -> None:
    old_tip = repository.oid("main")
    old = truth.commit_set(repository)
    repository.grow("main", 4, random.Random(4), start=repository.oid("main~10"))
    lost = old - truth.commit_set(repository)
    assert lost
    report = sync_and_check(synced, repository)
    assert report["new"]["commits"] == 4
    unreachable = {c["oid"] for c in synced.commits(NAME, "--unreachable") if c["unreachable_since"]}
    assert unreachable == lost
    forced = set(repository.text("rev-list", "main", f"^{old_tip}").split())

    server.requests.clear()
    repository.point("main", old_tip)
    report = sync_and_check(synced, repository)
    assert report["new"]["commits"] == 0 and "fetch" not in commands(server)
    unreachable = {c["oid"] for c in synced.commits(NAME, "--unreachable") if c["unreachable_since"]}
    assert unreachable == forced


def test_a_force_push_where_the_server_forgot_the_old_tips(
        cpsg: Cpsg, server: GitServer, root) -> None:
    """No `have` of ours is known there: ancestors are offered instead of fetching everything again."""
    rng = random.Random(5)
    repository = Repository.create(root / f"{NAME}.git")
    repository.grow("main", 800, rng)
    cpsg.set(privacy__emails="keep").sync(NAME)
    whole = server.traffic()[1]
    server.requests.clear()
    repository.grow("main", 5, rng, start=repository.oid("main~3"))
    repository.git("reflog", "expire", "--expire=all", "--all")
    repository.git("repack", "-adq")
    repository.git("prune", "--expire=now")
    assert sync_and_check(cpsg, repository)["new"]["commits"] == 5
    assert server.traffic()[1] < whole / 4


def test_the_default_branch_changes(synced: Cpsg, server: GitServer, repository: Repository) -> None:
    repository.set_default("work/in-progress")
    sync_and_check(synced, repository)
    assert synced.show(NAME)["default_branch"] == "work/in-progress"
    assert "fetch" not in commands(server)


def test_all_branches_go_and_one_comes_back(synced: Cpsg, repository: Repository) -> None:
    heads = repository.heads()
    for branch in heads:
        repository.delete(branch)
    sync_and_check(synced, repository)
    assert synced.show(NAME)["empty"] is True and synced.commits(NAME) == []
    repository.point("main", heads["main"])
    assert sync_and_check(synced, repository)["new"]["commits"] == 0


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_renamed_repository_is_followed(
        cpsg: Cpsg, server: GitServer, repository: Repository, status: int) -> None:
    cpsg.set(privacy__emails="keep").sync(NAME)
    old = repository.path
    repository.path = old.rename(old.with_name("renamed.git"))
    moved = Fault(path="/steady", redirect=("steady", "renamed"), status=status, times=None)
    server.faults.append(moved)
    repository.grow("main", 2, random.Random(6))
    assert sync_and_check(cpsg, repository)["new"]["commits"] == 2
    assert moved.hits > 0
    repository.grow("main", 1, random.Random(7))
    assert sync_and_check(cpsg, repository)["new"]["commits"] == 1
    # The name is free again, and the owner takes it back.
    server.faults.clear()
    repository.path = repository.path.rename(old)
    repository.grow("main", 1, random.Random(8))
    assert sync_and_check(cpsg, repository)["new"]["commits"] == 1


def test_a_repository_is_replaced_by_an_unrelated_one(synced: Cpsg, repository: Repository) -> None:
    repository.path.rename(repository.path.with_name("moved-away.git"))
    other = Repository.create(repository.path, "--initial-branch=trunk")
    other.grow("trunk", 12, random.Random(9))
    assert sync_and_check(synced, other)["new"]["commits"] == 12


def test_a_server_without_filters_is_refused(synced: Cpsg, server: GitServer, root) -> None:
    with GitServer(root, allow_filter=False) as plain:
        fresh = Cpsg(synced.directory / "fresh", plain.url)
        result = fresh.fails("unsupported_remote", NAME)
        assert "filter" in result.stderr
        assert "fetch" not in commands(plain)


def test_a_server_that_loses_filters_is_refused(synced: Cpsg, server: GitServer, repository: Repository) -> None:
    before = synced.exports(NAME)
    repository.grow("main", 2, random.Random(10))
    server.allow_filter = False
    result = synced.fails("unsupported_remote", NAME)
    assert "filter" in result.stderr
    assert synced.exports(NAME) == before
    server.allow_filter = True
    assert sync_and_check(synced, repository)["new"]["commits"] == 2
