"""Protects: histories of every shape and commits of every oddity come out as git has them.

Each test makes a repository that holds one family of oddities, syncs it, and compares all exports with git. Where git
shows nothing that could be compared (dates it can't parse), the expected values stand here.
"""
from __future__ import annotations

import random
from pathlib import Path

import pytest

import truth
from git_server import GitServer
from harness import Cpsg
from history import Repository, small_project
from matching import assert_project_is_true

NAME = "acme/odd"
KEEP = truth.keep_email


@pytest.fixture
def repository(root: Path) -> Repository:
    return Repository.create(root / f"{NAME}.git")


@pytest.fixture
def keeping(cpsg: Cpsg) -> Cpsg:
    return cpsg.set(privacy__emails="keep")


def test_merges_octopus_tags_and_unrelated_roots(keeping: Cpsg, repository: Repository) -> None:
    rng = random.Random(7)
    base = repository.grow("main", 30, rng)
    sides = [repository.grow(f"side-{number}", 3 + number, rng, start=base) for number in range(12)]
    repository.grow("main", 4, rng, merge=[sides[0]])
    repository.grow("main", 1, rng, merge=sides[1:9])
    island = repository.grow("island", 12, rng)
    repository.grow("joined", 2, rng, start=repository.oid("main"), merge=[island])
    repository.point("same-as-main", repository.oid("main"))
    repository.point("behind", base)
    crossed = [repository.oid("side-10"), repository.oid("side-11")]
    repository.grow("cross-a", 1, rng, start=crossed[0], merge=[crossed[1]])
    repository.grow("cross-b", 1, rng, start=crossed[1], merge=[crossed[0]])
    repository.git("-c", "user.name=T", "-c", "user.email=t@example.com", "tag", "-a", "-m", "tag", "v1", base)
    lost = repository.grow("gone", 3, rng, start=base)
    repository.git("tag", "only-a-tag-reaches-it", lost)
    repository.delete("gone")
    repository.git("update-ref", "refs/pull/1/head", lost)
    keeping.sync(NAME)
    assert_project_is_true(keeping, NAME, repository, KEEP)
    assert lost not in {commit["oid"] for commit in keeping.commits(NAME, "--unreachable")}


def test_more_branches_than_one_pass_compares(keeping: Cpsg, repository: Repository) -> None:
    rng = random.Random(8)
    repository.grow("main", 200, rng)
    chain = repository.text("rev-list", "main").split()
    for number in range(150):
        branch = f"b/{number:03}"
        repository.point(branch, chain[rng.randrange(200)])
        if number % 3 == 0:
            repository.grow(branch, 1 + number % 4, rng)
    keeping.sync(NAME)
    assert_project_is_true(keeping, NAME, repository, KEEP)


WHO = b"A U Thor <author@example.com> 1500000000 +0000"
ODD_TEXTS = {
    "latin1": {"author": "Jos\xe9 N\xfa\xf1ez <jose@example.com> 1500000001 +0100".encode("latin-1"),
               "extra": b"encoding ISO-8859-1\n", "message": "caf\xe9\n\nna\xefve\n".encode("latin-1")},
    "shift-jis": {"extra": b"encoding Shift_JIS\n", "message": "日本語\n".encode("shift_jis")},
    "declared-but-ascii": {"extra": b"encoding ISO-8859-1\n"},
    "unknown-encoding": {"extra": b"encoding no-such-thing\n", "message": b"a \xff b\n"},
    "not-utf8": {"message": b"bad \xff\xfe and \xe2\x82 cut \xf0\x9f\x98 short \xed\xa0\x80\n"},
    "not-utf8-name": {"author": b"Ren\xe9 <rene@example.com> 1500000002 +0000"},
    "nul": {"message": b"before\n\nmore\0after\n"},
    "empty": {"message": b""},
    "only-newlines": {"message": b"\n\n\n"},
    "no-newline": {"message": b"no newline at the end"},
    "crlf": {"message": b"subject\r\n\r\nbody\r\n"},
    "blank-lines": {"message": b"\n\n  leading\n\n\ninner\n\n\n"},
    "beyond-bmp": {"message": "😀 \u2028 \x01\x1b[31m \x7f \"quoted\" \\ back\tslash\n".encode()},
    "long-line": {"message": b"x" * 300_000 + b"\n"},
    "empty-name": {"author": b" <nobody@example.com> 1500000003 +0000"},
    "empty-email": {"author": b"No Mail <> 1500000004 +0000"},
    "spaces": {"author": b"  Spaced Out   <spaced@example.com> 1500000005 +0000"},
    "odd-email": {"author": b"Odd <not an address> 1500000006 +0000"},
    "noreply": {"author": b"Mona <583231+octocat@users.noreply.github.com> 1500000007 +0000"},
    "bot": {"author": b"dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com> 1500000008 +0000"},
    "gpgsig": {"extra": b"gpgsig -----BEGIN PGP SIGNATURE-----\n \n author in@the.signature 1 +0000\n =abcd\n"
                        b" -----END PGP SIGNATURE-----\n"},
    "mergetag": {"extra": b"mergetag object " + b"1" * 40 + b"\n type commit\n tag v1\n tagger T <t@e.org> 1 +0000\n"
                          b" \n a message\n\n"[:-1]},
    "unknown-headers": {"extra": b"x-custom one\n two\nHG:rename old:new\n"},
    "other-committer": {"committer": b"Com Mitter <com@example.com> 1500000099 -1130"},
}


def test_odd_texts(keeping: Cpsg, repository: Repository) -> None:
    tip = repository.raw_commit(author=WHO)
    for pieces in ODD_TEXTS.values():
        tip = repository.raw_commit(parents=[tip], **{"author": WHO, **pieces})
    repository.point("main", tip)
    keeping.sync(NAME)
    assert_project_is_true(keeping, NAME, repository, KEEP)


ODD_DATES = {  # what follows the `>`: the date, and what is altered
    b" 1500000000 +0530": ("2017-07-14T08:10:00+05:30", []),
    b" 1500000000 -0930": ("2017-07-13T17:10:00-09:30", []),
    b" 1500000000 -0000": ("2017-07-14T02:40:00+00:00", []),
    b" 0 +0000": ("1970-01-01T00:00:00+00:00", []),
    b" 1 -0100": ("1969-12-31T23:00:01-01:00", []),
    b" 4102444800 +1400": ("2100-01-01T14:00:00+14:00", []),
    b" 253402300799 +0000": ("9999-12-31T23:59:59+00:00", []),
    b" 253402300800 +0000": (None, ["date"]),
    b" 99999999999999999 +0000": (None, ["date"]),
    b" 99999999999999999999999 +0000": (None, ["date"]),
    b" yesterday": (None, ["date"]),
    b"": (None, ["date"]),
    b" 1500000000 +2400": ("2017-07-14T02:40:00+00:00", ["zone"]),
    b" 1500000000 -9999": ("2017-07-14T02:40:00+00:00", ["zone"]),
}


def test_odd_dates(keeping: Cpsg, repository: Repository) -> None:
    expected = {}
    tip = repository.raw_commit(author=WHO)
    for number, (tail, outcome) in enumerate(ODD_DATES.items()):
        tip = repository.raw_commit(parents=[tip], author=b"A U Thor <author@example.com>" + tail,
                                    committer=b"C O Mitter <com@example.com> %d +0000" % (1_600_000_000 + number))
        expected[tip] = outcome
    repository.point("main", tip)
    keeping.sync(NAME)
    commits = {commit["oid"]: commit for commit in keeping.commits(NAME)}
    actual = {oid: (commits[oid]["author"]["date"], commits[oid]["altered"]) for oid in expected}
    assert actual == expected
    assert all(commit["committer"]["date"] for commit in commits.values())


def test_commits_without_a_committer_date_come_last_by_oid(keeping: Cpsg, repository: Repository) -> None:
    tip, undated = None, []
    for number in range(6):
        when = b"never" if number % 2 else b"150000000%d +0000" % number
        tip = repository.raw_commit(parents=[tip] if tip else [], author=WHO, committer=b"C <c@example.com> " + when)
        if number % 2:
            undated.append(tip)
    repository.point("main", tip)
    keeping.sync(NAME)
    assert [commit["oid"] for commit in keeping.commits(NAME)][-3:] == sorted(undated)
    (branch,) = keeping.branches(NAME)
    assert branch["committed_at"] is None and branch["commits"] == 6


def test_clocks_that_run_backwards(keeping: Cpsg, repository: Repository) -> None:
    """Parents younger than children, and many commits of the same second."""
    rng = random.Random(9)
    tip = None
    for number in range(40):
        seconds = 1_500_000_000 - number * 1000 if number < 20 else 1_400_000_000 + rng.randrange(3)
        date = b"%d +0000" % seconds
        tip = repository.raw_commit(parents=[tip] if tip else [], author=b"A <a@example.com> " + date)
        if number % 7 == 0:
            repository.point(f"at-{number}", tip)
    repository.point("main", tip)
    keeping.sync(NAME)
    assert_project_is_true(keeping, NAME, repository, KEEP)


def test_odd_branch_names(keeping: Cpsg, repository: Repository) -> None:
    rng = random.Random(10)
    base = repository.grow("main", 5, rng)
    for name in ["été/naïve", "雪", "x+y", "a.b-c_d", "UPPER", "upper", "feature/#1%20", "quote\"'", "emoji-😀",
                 "very/" + "long/" * 30 + "name", "-dash", "@x", "heads/refs/heads/x", "refs/heads/main"]:
        repository.git("update-ref", f"refs/heads/{name}", base)
    repository.grow("ahead-été", 3, rng, start=base)
    keeping.sync(NAME)
    assert_project_is_true(keeping, NAME, repository, KEEP)


def test_a_branch_name_that_is_not_utf8(keeping: Cpsg, repository: Repository) -> None:
    base = repository.grow("main", 3, random.Random(11))
    repository.git("update-ref", b"refs/heads/caf\xe9", base)
    keeping.sync(NAME)
    assert [branch["name"] for branch in keeping.branches(NAME)] == ["caf\ufffd", "main"]


@pytest.mark.parametrize("shape", ["empty", "unborn default", "detached", "one commit"])
def test_heads_of_every_kind(keeping: Cpsg, repository: Repository, shape: str) -> None:
    if shape != "empty":
        repository.grow("trunk" if shape == "unborn default" else "main", 1, random.Random(12))
    if shape == "detached":
        repository.grow("other", 4, random.Random(13), start=repository.oid("main"))
        repository.git("update-ref", "--no-deref", "HEAD", repository.oid("main"))
    report = keeping.sync(NAME)
    assert_project_is_true(keeping, NAME, repository, KEEP)
    assert report["new"]["branches"] == len(repository.heads())
    keeping.sync(NAME)
    assert_project_is_true(keeping, NAME, repository, KEEP)


def test_a_history_cut_at_a_missing_parent(keeping: Cpsg, repository: Repository, tmp_path: Path) -> None:
    """A shallow repository: what is there is there, and its roots name parents that nobody has."""
    rng = random.Random(14)
    whole = small_project(tmp_path / "whole.git")
    repository.git("fetch", "-q", "--depth=10", whole.path.as_uri(), "main:main")
    keeping.sync(NAME)
    oids = {commit["oid"] for commit in keeping.commits(NAME)}
    assert oids == truth.commit_set(repository)
    status = keeping.show(NAME)["status"]
    assert status["state"] == "ok" and "cut" in status["reason"]
    whole.grow("main", 3, rng)
    repository.git("fetch", "-q", whole.path.as_uri(), "main:main")
    assert keeping.sync(NAME)["new"]["commits"] == 3


@pytest.mark.parametrize("rule", ["keep", "hash", "drop"])
def test_privacy(cpsg: Cpsg, server: GitServer, root: Path, rule: str) -> None:
    repository = Repository.create(root / f"{NAME}.git")
    tip = repository.raw_commit(author=b"Same <Same@Example.COM> 1500000000 +0000")
    tip = repository.raw_commit(parents=[tip], author=b"Same < same@example.com > 1500000001 +0000")
    tip = repository.raw_commit(parents=[tip], author=b"Other <other@example.com> 1500000002 +0000",
                                message=b"subject of other@example.com\n\nSigned-off-by: O <other@example.com>\n")
    repository.point("main", tip)
    rules = {"keep": truth.keep_email, "hash": truth.hash_email("schlüssel".encode()), "drop": lambda _: None}
    cpsg.set(privacy__emails=rule)
    cpsg.env["CPSG_PRIVACY_EMAIL_KEY"] = "schlüssel"
    cpsg.sync(NAME)
    assert_project_is_true(cpsg, NAME, repository, rules[rule])
    cpsg.settings["store.url"] += ".masked"
    cpsg.set(privacy__messages="mask").sync(NAME)
    assert "other@example.com" not in cpsg.commits(NAME)[0]["message"]
    cpsg.settings["store.url"] += ".subject"
    cpsg.set(privacy__messages="subject").sync(NAME)
    assert cpsg.commits(NAME)[0]["message"] == "subject of other@example.com"
