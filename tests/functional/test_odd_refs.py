"""Protects projects from what is odd in them: one ref, one commit or one damaged branch costs itself and nothing else.

What git makes of the same repository is the truth: a tag counts by the commit that it peels to, as `git rev-list` has it.
"""
from __future__ import annotations

import gzip
import os
import random
import subprocess
import zlib

import pytest

import packs
import truth
from git_server import Fault, GitServer
from harness import Cpsg
from history import EMPTY_TREE, Repository, git_environment, small_project
from matching import assert_project_is_true

NAME = "acme/target"
MIB = 1 << 20


@pytest.fixture
def repository(root) -> Repository:
    return small_project(root / f"{NAME}.git")


@pytest.fixture
def cpsg_keep(cpsg: Cpsg) -> Cpsg:
    return cpsg.set(privacy__emails="keep", net__stall_timeout_ms=5000)


def make(repository: Repository, kind: str, content: bytes) -> str:
    return repository.git("hash-object", "-t", kind, "-w", "--literally", "--stdin", stdin=content).decode().strip()


def tag(repository: Repository, target: str, kind: str = "commit") -> str:
    return make(repository, "tag", f"object {target}\ntype {kind}\ntag v\ntagger T <t@example.com> 1 +0000\n\nm\n".encode())


def write_ref(repository: Repository, name: bytes, oid: str) -> None:
    """Past git's checks."""
    path = os.fsencode(repository.path) + b"/refs/heads/" + name
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(oid.encode() + b"\n")


def odd_objects(repository: Repository) -> dict[str, tuple[str, str]]:
    """By the branch's name: the object, and the reason that the status gives."""
    blob = make(repository, "blob", b"content")
    tree = repository.git("mktree", stdin=f"100644 blob {blob}\tf\n".encode()).decode().strip()
    own_tree = repository.text("rev-parse", "main^{tree}")
    return {"blob": (blob, "a blob"), "empty-tree": (EMPTY_TREE, "a tree"), "tag-of-blob": (tag(repository, blob, "blob"), "a tag of a blob"),
            "tag-of-tag-of-tree": (tag(repository, tag(repository, tree, "tree"), "tag"), "a tag of a tree"),
            "tag-of-tree": (tag(repository, tree, "tree"), "a tag of a tree"), "tree": (tree, "a tree"),
            "tree-of-main": (own_tree, "a tree")}


def expected_reason(refs: dict[str, str]) -> str:
    names = ", ".join(f"{name} ({why})" for name, why in sorted(refs.items()))
    return f"{len(refs)} refs under refs/heads are left out: {names}"


def tips(cpsg: Cpsg) -> dict[str, str]:
    return {branch["name"]: branch["oid"] for branch in cpsg.branches(NAME) if branch["deleted_at"] is None}


@pytest.mark.parametrize("when", ["first sync", "later sync"])
def test_what_is_no_commit_is_left_out_and_named(
        cpsg_keep: Cpsg, server: GitServer, repository: Repository, when: str) -> None:
    odd = odd_objects(repository)
    plain = {name: oid for name, oid in repository.heads().items()}
    if when == "later sync":
        cpsg_keep.sync(NAME)
        plain["topic"] = repository.grow("topic", 2, random.Random(3))
    for name, (oid, _) in odd.items():
        write_ref(repository, name.encode(), oid)
    cpsg_keep.sync(NAME)
    assert tips(cpsg_keep) == plain
    project = cpsg_keep.show(NAME)
    assert project["branches"] == len(plain)
    assert (project["status"]["state"], project["status"]["code"]) == ("ok", None)
    assert project["status"]["reason"] == expected_reason({name: why for name, (_, why) in odd.items()})
    server.requests.clear()
    cpsg_keep.sync(NAME)
    assert [request.command for request in server.requests] == ["ls-refs"], "they are not asked for again"
    repository.grow("main", 1, random.Random(4))
    assert cpsg_keep.sync(NAME)["new"]["commits"] == 1
    assert [request.command for request in server.requests].count("fetch") == 1
    for name in odd:
        os.unlink(repository.path / "refs/heads" / name)
    cpsg_keep.sync(NAME)
    assert cpsg_keep.show(NAME)["status"]["reason"] is None
    assert_project_is_true(cpsg_keep, NAME, repository, truth.keep_email)


@pytest.mark.parametrize("branch", ["odd", "main"])
def test_a_tag_counts_by_its_commit(cpsg_keep: Cpsg, server: GitServer, repository: Repository, branch: str) -> None:
    commit = repository.grow("topic", 3, random.Random(5))
    for oid in (tag(repository, commit), tag(repository, tag(repository, commit), "tag")):
        write_ref(repository, branch.encode(), oid)
        cpsg_keep.sync(NAME)
        found = {one["name"]: one for one in cpsg_keep.branches(NAME)}[branch]
        assert found["oid"] == commit
        assert found["commits"] == int(repository.text("rev-list", "--count", f"refs/heads/{branch}"))
        assert found["committed_at"] is not None
        project = cpsg_keep.show(NAME)
        assert project["commits"] == int(repository.text("rev-list", "--count", "HEAD"))
        assert project["commits_all"] == int(repository.text("rev-list", "--branches", "--count"))
        assert project["status"]["reason"] is None
        server.requests.clear()
        cpsg_keep.sync(NAME)
        assert [request.command for request in server.requests] == ["ls-refs"]


def test_a_server_that_does_not_say_what_tags_peel_to(
        cpsg_keep: Cpsg, server: GitServer, repository: Repository) -> None:
    commit = repository.grow("topic", 3, random.Random(5))
    write_ref(repository, b"odd", tag(repository, commit))
    write_ref(repository, b"tree", tag(repository, EMPTY_TREE, "tree"))

    def forget(body: bytes) -> bytes:
        lines = []
        while body:
            size = int(body[:4], 16)
            line = body[4:size].split(b" peeled:")[0].rstrip(b"\n") if size else None
            lines.append(b"0000" if line is None else packs.pkt(line + b"\n"))
            body = body[size or 4:]
        return b"".join(lines)
    server.faults.append(Fault(command="ls-refs", edit=forget, times=None))
    cpsg_keep.sync(NAME)
    assert tips(cpsg_keep)["odd"] == commit
    found = {one["name"]: one for one in cpsg_keep.branches(NAME)}
    assert found["odd"]["committed_at"] == found["topic"]["committed_at"] is not None
    assert "tree (a tag of a tree)" in cpsg_keep.show(NAME)["status"]["reason"]


ODD_LINES = {
    "a null id": (b"0" * 40 + b" refs/heads/null\n", "null (a null id)"),
    "a control character": (b"1" * 40 + b" refs/heads/a\x1b[31mb\n", "a\\x1b[31mb (a name that git refuses)"),
    "two dots": (b"1" * 40 + b" refs/heads/a..b\n", "a..b (a name that git refuses)"),
    "an endless name": (b"1" * 40 + b" refs/heads/" + b"x" * 60_000 + b"\n", "x" * 100 + "... (a name that is too long)"),
    "no name": (b"1" * 40 + b" refs/heads/\n", " (a name that git refuses)"),
}


@pytest.mark.parametrize("case", ODD_LINES)
def test_a_line_that_is_no_branch(cpsg_keep: Cpsg, server: GitServer, repository: Repository, case: str) -> None:
    line, shown = ODD_LINES[case]
    server.faults.append(Fault(command="ls-refs", edit=lambda body: packs.pkt(line) + body, times=None))
    for _ in range(2):
        cpsg_keep.sync(NAME)
        assert tips(cpsg_keep) == repository.heads()
        assert cpsg_keep.show(NAME)["status"]["reason"] == f"1 ref under refs/heads is left out: {shown}"
    assert [request.command for request in server.requests].count("fetch") == 1


# ---- commits beyond a limit ----

WHO = b"A U Thor <a@example.com> 1500000000 +0100"
LARGE = {
    "message": dict(message=b"subject\n\n" + b"text \n" * (3 * MIB)),
    "message of one line": dict(message="é".encode() * (9 * MIB)),
    "signature": dict(extra=b"gpgsig begin\n" + b" author N <n@x> 5 +0000\n" * MIB, message=b"short\n"),
    "header line": dict(extra=b"x-long " + b"y" * (17 * MIB) + b"\n", message=b"short\n"),
    "author": dict(author=b"n" * (17 * MIB) + b" <a@example.com> 1500000000 +0100", message=b"short\n"),
}


@pytest.mark.parametrize("case", LARGE)
def test_a_large_commit_costs_its_message(cpsg_keep: Cpsg, repository: Repository, case: str) -> None:
    parent = repository.oid("main")
    large = repository.raw_commit(parents=[parent, repository.oid("topic")], **{"author": WHO, "committer": WHO, **LARGE[case]})
    tip = repository.raw_commit(parents=[large], message=b"after\n")
    repository.point("main", tip)
    cpsg_keep.sync(NAME)
    commits = {commit["oid"]: commit for commit in cpsg_keep.commits(NAME)}
    assert len(commits) == int(repository.text("rev-list", "--branches", "--count"))
    found = commits[large]
    assert found["parents"] == [parent, repository.oid("topic")]
    assert found["author"]["date"] == found["committer"]["date"] == "2017-07-14T03:40:00+01:00"
    assert "message" in found["altered"]
    text = LARGE[case]["message"].decode().rstrip("\n")
    assert found["message"] and text.startswith(found["message"])
    assert "encoding" not in found["altered"]
    assert commits[tip]["message"] == "after" and commits[tip]["altered"] == []


def test_large_commits_as_deltas_of_each_other(cpsg_keep: Cpsg, repository: Repository) -> None:
    text = random.Random(6).randbytes(9 * MIB).hex().encode()
    oids = [repository.oid("main")]
    for number in range(3):
        oids.append(repository.raw_commit(parents=[oids[-1]], message=b"%d\n" % number + text + b"\nend %d\n" % number))
    repository.point("main", oids[-1])
    repository.git("-c", "pack.window=20", "repack", "-adfq")
    packed = repository.text("verify-pack", "-v", *map(str, (repository.path / "objects/pack").glob("*.idx")))
    assert any(len(line.split()) == 7 and line.split()[0] in oids for line in packed.splitlines()), "git made a delta"
    # By the program's own count: what wait4() tells of a child includes what this process had when it forked.
    assert cpsg_keep.sync(NAME)["peak_rss_bytes"] < 250 * MIB
    commits = {commit["oid"]: commit for commit in cpsg_keep.commits(NAME)}
    for number, (parent, oid) in enumerate(zip(oids, oids[1:])):
        assert commits[oid]["parents"] == [parent] and commits[oid]["message"].startswith(f"{number}\n")
        assert "message" in commits[oid]["altered"]


def test_a_commit_with_too_many_parents(cpsg_keep: Cpsg, repository: Repository) -> None:
    parent = repository.oid("main")
    lines = b"parent %s\n" % parent.encode() * 100_001
    large = make(repository, "commit", b"tree " + EMPTY_TREE.encode() + b"\n" + lines + b"author " + WHO + b"\ncommitter " + WHO + b"\n\nm\n")
    repository.point("main", large)
    cpsg_keep.sync(NAME)
    found = next(commit for commit in cpsg_keep.commits(NAME) if commit["oid"] == large)
    assert found["parents"] == [parent] * 100_001 and found["altered"] == ["message"]


# ---- a remote that became whole ----

def test_a_shallow_remote_that_is_deepened(cpsg_keep: Cpsg, server: GitServer, root) -> None:
    source = small_project(root / "acme" / "source.git", commits=30)
    path = root / f"{NAME}.git"
    subprocess.run(["git", "clone", "-q", "--bare", "--no-single-branch", "--depth", "3", f"file://{source.path}", str(path)], check=True, env=git_environment())
    remote = Repository(path)

    def count() -> int:
        return int(remote.text("rev-list", "--branches", "--count"))
    cpsg_keep.sync(NAME)
    assert cpsg_keep.show(NAME)["commits_all"] == count()
    server.requests.clear()
    cpsg_keep.sync(NAME)
    assert [request.command for request in server.requests] == ["ls-refs", "fetch"], "one small request more"
    assert server.requests[-1].sent_bytes < 1000
    for depth in ("--deepen=4", "--unshallow"):
        before = count()
        remote.git("fetch", "-q", depth, f"file://{source.path}", "refs/heads/*:refs/fetched/*")
        assert count() > before
        cpsg_keep.sync(NAME)
        assert cpsg_keep.show(NAME)["commits_all"] == count()
    assert cpsg_keep.show(NAME)["status"]["reason"] is None
    server.requests.clear()
    cpsg_keep.sync(NAME)
    assert [request.command for request in server.requests] == ["ls-refs"], "it is whole: nothing more to ask"


# ---- a remote that is damaged ----

def remove(repository: Repository, oid: str) -> None:
    path = repository.path / "objects" / oid[:2] / oid[2:]
    path.unlink()


def damaged(root) -> tuple[Repository, dict[str, str]]:
    """`good` is whole, `broken` lacks a commit in its middle, `nowhere` names what is not there."""
    repository = Repository.create(root / f"{NAME}.git")
    oids: dict[str, str] = {}
    for branch in ("good", "broken"):
        parents: list[str] = []
        for number in range(5):
            oids[f"{branch}{number}"] = repository.raw_commit(parents=parents, message=f"{branch} {number}\n".encode())
            parents = [oids[f"{branch}{number}"]]
        repository.point(branch, parents[0])
    repository.set_default("good")
    return repository, oids


@pytest.mark.parametrize("how", ["missing", "corrupt", "nowhere", "tag of what is missing"])
@pytest.mark.parametrize("when", ["first sync", "later sync"])
def test_a_damaged_branch_costs_itself(cpsg_keep: Cpsg, root, server: GitServer, how: str, when: str) -> None:
    repository, oids = damaged(root)
    if when == "later sync":
        cpsg_keep.sync(NAME)
        oids["good5"] = repository.raw_commit(parents=[oids["good4"]], message=b"good 5\n")
        oids["broken5"] = repository.raw_commit(parents=[oids["broken4"]], message=b"broken 5\n")
        oids["broken6"] = repository.raw_commit(parents=[oids["broken5"]], message=b"broken 6\n")
        repository.point("good", oids["good5"])
        repository.point("broken", oids["broken6"])
    victim = oids["broken5" if when == "later sync" else "broken2"]
    if how == "missing":
        remove(repository, victim)
    elif how == "corrupt":
        path = repository.path / "objects" / victim[:2] / victim[2:]
        path.chmod(0o644)
        path.write_bytes(b"garbage")
    else:
        write_ref(repository, b"broken", "1" * 40 if how == "nowhere" else tag(repository, "1" * 40))
    for _ in range(2):
        result = cpsg_keep.fails("remote_damaged", NAME)
        assert "damaged" in result.stderr and "broken" in result.stderr
        status = cpsg_keep.show(NAME)["status"]
        assert (status["state"], status["code"]) == ("failing", "remote_damaged")
        expected = {"good": oids["good5" if when == "later sync" else "good4"]}
        if when == "later sync":
            expected["broken"] = oids["broken4"]
        assert tips(cpsg_keep) == expected
    mended = repository.raw_commit(parents=[oids["good4"]], message=b"mended\n")
    write_ref(repository, b"broken", mended)
    cpsg_keep.sync(NAME)
    assert tips(cpsg_keep)["broken"] == mended
    assert cpsg_keep.show(NAME)["status"]["reason"] is None


def test_nothing_of_a_repository_that_can_give_nothing(cpsg_keep: Cpsg, root, server: GitServer) -> None:
    repository, oids = damaged(root)
    repository.delete("broken")
    remove(repository, oids["good2"])
    cpsg_keep.fails("remote_damaged", NAME)


def test_many_damaged_branches(cpsg_keep: Cpsg, root, server: GitServer) -> None:
    repository, oids = damaged(root)
    for number in range(12):
        write_ref(repository, b"nowhere%02d" % number, f"{number + 1:040x}")
    remove(repository, oids["broken2"])
    result = cpsg_keep.fails("remote_damaged", NAME)
    assert "13 branches" in result.stderr
    assert tips(cpsg_keep) == {"good": oids["good4"]}


def test_a_branch_that_moves_while_it_is_read_is_no_damage(
        cpsg_keep: Cpsg, server: GitServer, repository: Repository) -> None:
    gone = repository.raw_commit(message=b"for a moment\n")

    def move(_) -> None:
        if "moving" in repository.heads() and repository.heads()["moving"] == gone:
            repository.point("moving", repository.oid("main"))
            remove(repository, gone)
    repository.point("moving", gone)
    server.faults.append(Fault(command="fetch", before=move, times=1))
    cpsg_keep.sync(NAME)
    assert_project_is_true(cpsg_keep, NAME, repository, truth.keep_email)


def test_answers_that_cannot_be_read_time_after_time(
        cpsg_keep: Cpsg, server: GitServer, repository: Repository) -> None:
    fault = Fault(command="fetch", body=packs.fetch_answer(b"PACK and no more"), times=None)
    cpsg_keep.sync(NAME)
    repository.grow("main", 2, random.Random(2))
    server.faults.append(fault)
    for _ in range(2):
        cpsg_keep.fails("bad_data", NAME)
    for _ in range(2):
        assert "damaged" in cpsg_keep.fails("remote_damaged", NAME).stderr
    server.faults.clear()
    assert cpsg_keep.sync(NAME)["new"]["commits"] == 2
    server.faults.append(fault)
    repository.grow("main", 2, random.Random(2))
    cpsg_keep.fails("bad_data", NAME)  # a success in between: it counts anew


def test_branches_that_are_lost_are_no_answers_that_cannot_be_read(cpsg_keep: Cpsg, root, server: GitServer) -> None:
    repository, oids = damaged(root)
    remove(repository, oids["broken2"])
    for _ in range(3):
        cpsg_keep.fails("remote_damaged", NAME)
    repository.point("good", repository.raw_commit(parents=[oids["good4"]], message=b"good 5\n"))
    server.faults.append(Fault(command="fetch", body=packs.fetch_answer(b"PACK and no more"), times=None))
    cpsg_keep.fails("bad_data", NAME)  # the first one of its kind, after which it is tried again soon


# ---- compressed answers ----

COMPRESSIONS = {"gzip": gzip.compress, "deflate": zlib.compress}


@pytest.mark.parametrize("encoding", COMPRESSIONS)
def test_answers_that_are_compressed_unasked(
        cpsg_keep: Cpsg, server: GitServer, repository: Repository, encoding: str) -> None:
    fault = Fault(edit=COMPRESSIONS[encoding], headers={"Content-Encoding": encoding}, times=None)
    server.faults.append(fault)
    cpsg_keep.sync(NAME)
    assert {request.headers.get("accept-encoding") for request in server.requests} == {"identity"}
    assert_project_is_true(cpsg_keep, NAME, repository, truth.keep_email)
    bomb = COMPRESSIONS[encoding](b"0" * (200 * MIB))  # made once: it takes longer than the program waits for an answer
    fault.edit = lambda body: bomb
    repository.grow("main", 1, random.Random(2))
    report = cpsg_keep.run("sync", "--json", "--no-wait", NAME).json_lines()[0]
    assert report["error"]["code"] in ("bad_data", "limit_exceeded"), report
