"""Protects: what is stored of people is what the configured rules allow, whatever they were before.

A store keeps the rules that it was written under. Whoever would write under others is refused, and `cpsg privacy apply`
brings the store to them: its exports are then those of a store that was made under these rules, and no byte of what they
do not allow is left in its files. It may be killed at any moment. A store of version 0.2.0, which recorded no rules, opens
and ends up the same.

CPSG_TEST_FULL=1 tries every pair of rules; without it, those where one rule changes, and some of the others.
"""
from __future__ import annotations

import itertools
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from git_server import GitServer
from github_sim import GithubCpsg, GithubSim
from harness import FULL, Cpsg
from history import Repository
from people import ADDRESS_IN_LONG_MESSAGE, SECRETS, make_people

NAME = "acme/people"
STORES = Path(__file__).parent / "stores"

Rules = tuple[str, str, str]  # privacy.emails, privacy.email_key, privacy.messages
EMAILS = [("hash", "one"), ("hash", "other"), ("keep", ""), ("drop", "")]
ALL_RULES: list[Rules] = [(*emails, messages) for emails in EMAILS for messages in ("keep", "mask", "subject")]


def store_under(directory: Path, server: GitServer, rules: Rules) -> Cpsg:
    cpsg = Cpsg(directory, server.url)
    return under(cpsg, rules)


def under(cpsg: Cpsg, rules: Rules) -> Cpsg:
    emails, key, messages = rules
    cpsg.set(privacy__emails=emails, privacy__messages=messages)
    cpsg.env["CPSG_PRIVACY_EMAIL_KEY"] = key
    return cpsg


def copy_store(cpsg: Cpsg, directory: Path) -> Cpsg:
    copy = Cpsg(directory, cpsg.settings["github.git_url"])
    shutil.copy(cpsg.store, copy.store)  # its owner has ended, so that there is no log beside it
    return copy


def everything(cpsg: Cpsg) -> tuple[bytes, ...]:
    return (cpsg.export("commits", NAME, "--unreachable"), *map(str.encode, map(str, cpsg.exports(NAME))))


def bytes_of(cpsg: Cpsg) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(cpsg.directory.iterdir()) if path.is_file())


def forbidden(rules: Rules) -> list[bytes]:
    """What no file of a store under these rules may hold."""
    emails, _, messages = rules
    trailer, greeting = b"trailer@example.com", "jörg@äpfel.example".encode()
    found = [secret for secret in SECRETS if secret not in (trailer, greeting)] if emails != "keep" else []
    if messages != "keep":
        found.append(ADDRESS_IN_LONG_MESSAGE)  # in pages that no table has any more
    if messages == "mask":
        found += [trailer] if emails == "keep" else [trailer, greeting]
    return found


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory):
    root = tmp_path_factory.mktemp("root")
    make_people(root / f"{NAME}.git")
    with GitServer(root) as server:
        yield server


@pytest.fixture(scope="module")
def fresh(people: GitServer, tmp_path_factory: pytest.TempPathFactory):
    """A store under each of the rules, synced once."""
    made: dict[Rules, tuple[Cpsg, tuple[bytes, ...]]] = {}

    def get(rules: Rules) -> tuple[Cpsg, tuple[bytes, ...]]:
        if rules not in made:
            cpsg = store_under(tmp_path_factory.mktemp("fresh"), people, rules)
            cpsg.sync(NAME)
            made[rules] = cpsg, everything(cpsg)
        return made[rules]
    return get


def pairs() -> list[tuple[Rules, Rules]]:
    every = [pair for pair in itertools.product(ALL_RULES, ALL_RULES) if pair[0] != pair[1]]
    if FULL:
        return every
    one_changes = [(a, b) for a, b in every if (a[:2] == b[:2] == ("keep", "")) or (a[2] == b[2] == "keep")]
    others = [pair for pair in every if pair not in one_changes]
    return one_changes + random.Random(9).sample(others, 8)


def name_of(value: object) -> str:
    return "-".join(filter(None, value)) if isinstance(value, tuple) else str(value)


@pytest.mark.parametrize(("before", "after"), pairs(), ids=name_of)
def test_applied_rules_make_the_store_a_fresh_one(fresh, tmp_path: Path, before: Rules, after: Rules) -> None:
    cpsg = under(copy_store(fresh(before)[0], tmp_path / "cpsg"), after)
    refused = cpsg.run("sync", NAME)
    assert refused.code == 2 and "cpsg privacy apply" in refused.stderr, refused
    assert everything(cpsg) == fresh(before)[1], "reading goes on"
    applied = cpsg.ok("privacy", "apply")
    assert b"1 changed, 0 failed" in applied.stdout
    assert everything(cpsg) == fresh(after)[1]
    found = [secret for secret in forbidden(after) if secret in bytes_of(cpsg)]
    assert not found
    assert b"0 changed" in cpsg.ok("privacy", "apply").stdout
    assert cpsg.sync(NAME)["new"]["commits"] == 0
    assert everything(cpsg) == fresh(after)[1]


def test_refusal_names_both_policies_and_no_key(fresh, tmp_path: Path) -> None:
    cpsg = under(copy_store(fresh(("hash", "one", "keep"))[0], tmp_path / "cpsg"), ("drop", "", "mask"))
    for result in (cpsg.run("sync", NAME), cpsg.run("check")):
        assert result.code == 2, result
        said = result.stderr + result.stdout.decode()
        assert "privacy.emails = hash, privacy.messages = keep" in said
        assert "privacy.emails = drop, privacy.messages = mask" in said and "cpsg privacy apply" in said
    under(cpsg, ("hash", "secret-other-key", "keep"))
    said = cpsg.run("sync", NAME).stderr
    assert "privacy.email_key is another one" in said and "secret-other-key" not in said
    assert b"secret-other-key" not in bytes_of(cpsg)
    assert "privacy.emails = hash" in under(cpsg, ("hash", "one", "keep")).ok("check").stdout.decode()


def test_check_warns_of_an_empty_key(fresh) -> None:
    said = fresh(("hash", "", "keep"))[0].ok("check").stdout.decode()
    assert "privacy.email_key" in said and "not set" in said


def test_a_running_server_reads_on_and_syncs_again_once_the_rules_agree(fresh, tmp_path: Path) -> None:
    before, after = ("keep", "", "keep"), ("hash", "one", "mask")
    cpsg = under(copy_store(fresh(before)[0], tmp_path / "cpsg"), after)
    with cpsg.serving() as served:
        old = served.get(f"/v1/projects/{NAME}/commits")["data"]
        assert len(old) == 21 and any("<" in commit["message"] for commit in old)
        assert any("cpsg privacy apply" in warning["text"] for warning in served.get("/v1/status")["warnings"])
        cpsg.ok("privacy", "apply")
        new = served.get(f"/v1/projects/{NAME}/commits")["data"]
        assert [commit["oid"] for commit in new] == [commit["oid"] for commit in old]
        assert not any(secret.decode() in json.dumps(new, ensure_ascii=False) for secret in forbidden(after))
        assert served.get("/v1/status")["warnings"] == []
    assert everything(cpsg) == fresh(after)[1]


def test_commits_that_no_branch_reaches_are_kept_and_brought_to_the_rules(tmp_path: Path) -> None:
    root = tmp_path / "root"
    repository = Repository.create(root / f"{NAME}.git")
    first = repository.raw_commit(author=b"Ann <ann@example.com> 1500000000 +0000", message=b"stays\n")
    gone = repository.raw_commit(parents=[first], author=b"Bob <bob@example.com> 1500000100 +0000",
                                 message=b"goes, says bob@example.com\n")
    kept = repository.raw_commit(parents=[first], author=b"Cid <cid@example.com> 1500000200 +0000")
    repository.point("main", gone)
    with GitServer(root) as server:
        cpsg = store_under(tmp_path / "cpsg", server, ("keep", "", "keep"))
        cpsg.sync(NAME)
        repository.point("main", kept)
        repository.git("reflog", "expire", "--expire=now", "--all")
        repository.git("prune", "--expire=now")
        cpsg.sync(NAME)
        for rules in (("hash", "one", "mask"), ("hash", "other", "keep"), ("keep", "", "keep"), ("drop", "", "subject")):
            under(cpsg, rules).ok("privacy", "apply")
            commits = {commit["oid"]: commit for commit in cpsg.commits(NAME, "--unreachable")}
            assert set(commits) == {first, gone, kept}
            assert commits[gone]["unreachable_since"] and commits[gone]["author"]["name"] == "Bob"
            assert commits[gone]["message"] == "goes, says <address removed>"
            assert (commits[gone]["author"]["email"] is not None) == (rules[:2] == ("hash", "one"))
            assert (commits[first]["author"]["email"] is not None) == (rules[0] != "drop")
            assert cpsg.show(NAME)["contributors"] == 2
            assert b"bob@example.com" not in bytes_of(cpsg)


def test_a_source_that_is_gone_costs_what_only_it_can_give(fresh, tmp_path: Path) -> None:
    """The stricter rules hold; the command says what is missing, and another run goes on once the source is back."""
    good_url = fresh(("keep", "", "mask"))[0].settings["github.git_url"]
    cpsg = under(copy_store(fresh(("keep", "", "mask"))[0], tmp_path / "cpsg"), ("drop", "", "keep"))
    cpsg.settings["github.git_url"] = "http://127.0.0.1:9"
    failed = cpsg.run("privacy", "apply")
    assert failed.code == 4 and NAME in failed.stderr, failed
    assert all(commit["author"]["email"] is None for commit in cpsg.commits(NAME))
    assert b"frida@example.com" not in bytes_of(cpsg)
    cpsg.settings["github.git_url"] = good_url
    cpsg.ok("privacy", "apply")
    assert everything(cpsg) == fresh(("drop", "", "keep"))[1]


def test_a_sync_finishes_what_an_interrupted_apply_left(fresh, tmp_path: Path) -> None:
    cpsg = under(copy_store(fresh(("drop", "", "subject"))[0], tmp_path / "cpsg"), ("hash", "one", "keep"))
    cpsg.settings["github.git_url"], good_url = "http://127.0.0.1:9", cpsg.settings["github.git_url"]
    assert cpsg.run("privacy", "apply").code == 4
    cpsg.settings["github.git_url"] = good_url
    cpsg.sync("--audit", NAME)
    assert everything(cpsg) == fresh(("hash", "one", "keep"))[1]


def test_a_damaged_branch_costs_itself_alone(tmp_path: Path) -> None:
    root = tmp_path / "root"
    repository = Repository.create(root / f"{NAME}.git")
    made: dict[str, list[str]] = {"good": [], "broken": []}
    for branch, oids in made.items():
        for number in range(4):
            oids.append(repository.raw_commit(parents=oids[-1:], message=f"{branch} {number}\n".encode()))
        repository.point(branch, oids[-1])
    repository.set_default("good")
    victim = root / f"{NAME}.git" / "objects" / made["broken"][1][:2] / made["broken"][1][2:]
    with GitServer(root) as server:
        cpsg = store_under(tmp_path / "cpsg", server, ("hash", "one", "keep"))
        cpsg.sync(NAME)
        content = victim.read_bytes()
        victim.unlink()
        failed = under(cpsg, ("keep", "", "keep")).run("privacy", "apply")
        assert failed.code != 0 and "broken" in failed.stderr, failed
        emails = {commit["oid"]: commit["author"]["email"] for commit in cpsg.commits(NAME)}
        assert {emails[oid] for oid in made["good"]} == {"author@example.com"}
        assert {emails[oid] for oid in made["broken"]} == {None}, "a hash is no address"
        victim.write_bytes(content)
        cpsg.sync("--audit", NAME)
        assert {commit["author"]["email"] for commit in cpsg.commits(NAME)} == {"author@example.com"}


# ---- a store of version 0.2.0 ----

def older_store(directory: Path, url: str, emails: str) -> Cpsg:
    cpsg = Cpsg(directory, url)
    with sqlite3.connect(cpsg.store) as connection:
        connection.executescript((STORES / f"version_0_2_0_{emails}.sql").read_text())
    connection.close()
    return cpsg


@pytest.mark.parametrize("emails", ["hash", "keep"])
def test_an_older_store_is_mended_and_ends_as_a_fresh_one(fresh, people: GitServer, tmp_path: Path, emails: str) -> None:
    rules = (emails, "", "keep")
    cpsg = under(older_store(tmp_path / "cpsg", people.url, emails), rules)
    assert len(cpsg.commits(NAME)) == 21, "it opens"
    assert max(len(commit["message"].encode()) for commit in cpsg.commits(NAME)) <= 65_536
    first = cpsg.ok("sync", NAME)
    assert first.stderr.count("earlier version") == 1 and "cpsg privacy apply" in first.stderr
    assert "earlier version" not in cpsg.ok("sync", NAME).stderr, "it is said once"
    # The two spellings of one address in capitals that are not ASCII are two hashes still.
    people_told_apart = fresh(rules)[0].show(NAME)["contributors"] + (1 if emails == "hash" else 0)
    assert cpsg.show(NAME)["contributors"] == people_told_apart
    nobody = [commit for commit in cpsg.commits(NAME) if commit["author"]["name"] in ("ann", "bob", "cid")]
    assert [commit["author"]["email"] for commit in nobody] == [None] * 4
    cpsg.ok("privacy", "apply")
    assert everything(cpsg) == fresh(rules)[1]


@pytest.mark.parametrize("emails", ["hash", "keep"])
@pytest.mark.parametrize("after", [("hash", "one", "mask"), ("drop", "", "subject"), ("keep", "", "mask")], ids=name_of)
def test_an_older_store_comes_to_any_rules_at_once(fresh, people: GitServer, tmp_path: Path, emails: str,
                                                  after: Rules) -> None:
    cpsg = under(older_store(tmp_path / "cpsg", people.url, emails), after)
    cpsg.ok("privacy", "apply")
    assert everything(cpsg) == fresh(after)[1]
    assert not [secret for secret in forbidden(after) if secret in bytes_of(cpsg)]


def test_a_sync_finishes_an_interrupted_apply_of_an_older_store(fresh, people: GitServer, tmp_path: Path) -> None:
    rules = ("hash", "one", "mask")
    cpsg = under(older_store(tmp_path / "cpsg", "http://127.0.0.1:9", "keep"), rules)
    assert cpsg.run("privacy", "apply").code == 4
    assert not [secret for secret in forbidden(rules) if secret in bytes_of(cpsg)], "what can be changed is"
    cpsg.settings["github.git_url"] = people.url
    cpsg.sync("--audit", NAME)
    assert everything(cpsg) == fresh(rules)[1]


# ---- kills ----

def killed(cpsg: Cpsg, after_s: float) -> bool:
    process = cpsg.start("privacy", "apply")
    try:
        process.wait(after_s)
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True


def test_kills_leave_the_old_or_the_new_state_and_the_next_run_goes_on(fresh, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    rounds = int(os.environ.get("CPSG_TEST_KILLS", "12"))
    every = [("hash", "one", "mask"), ("keep", "", "mask"), ("drop", "", "mask")]  # in place, and by fetching again
    commits = {rules: fresh(rules)[1][0] for rules in every}
    now, target = every[0], every[1]
    cpsg = under(copy_store(fresh(now)[0], tmp_path / "cpsg"), target)
    usual_s = 0.3
    for _ in range(rounds):
        under(cpsg, target)
        for _ in range(3):
            if not killed(cpsg, rng.uniform(0, usual_s)):
                break
            assert cpsg.export("commits", NAME, "--unreachable") in (commits[now], commits[target])
        started = time.monotonic()
        cpsg.ok("privacy", "apply")
        usual_s = max(usual_s, time.monotonic() - started)
        assert everything(cpsg) == fresh(target)[1]
        assert not [secret for secret in forbidden(target) if secret in bytes_of(cpsg)]
        now, target = target, rng.choice([rules for rules in every if rules != target])


def test_an_older_store_killed_at_random_ends_as_a_fresh_one(fresh, people: GitServer, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed + 1)
    rules = ("hash", "one", "mask")
    cpsg = under(older_store(tmp_path / "cpsg", people.url, "keep"), rules)
    for _ in range(8):
        killed(cpsg, rng.uniform(0, 0.4))
    cpsg.ok("privacy", "apply")
    assert everything(cpsg) == fresh(rules)[1]


# ---- what GitHub's API tells ----

def titles(github: GithubCpsg, name: str) -> dict[int, str]:
    return {pull["number"]: pull["title"] for pull in map(json.loads, github.export("pulls", name).splitlines())}


def test_titles_follow_the_rule_for_messages(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(pulls=3)
    sim.change(name, "pulls/1", action="edit", title="by title@example.com")
    github.sync(name)
    plain = titles(github, name)
    assert plain[1] == "by title@example.com"
    github.set(privacy__messages="mask")
    sim.control("DELETE", "/report")
    github.ok("privacy", "apply")
    assert titles(github, name) == {**plain, 1: "by <address removed>"}
    assert sim.report()["points"]["graphql"] == 0, "masking asks nobody"
    sim.change(name, "push", branch="topic", commits=1)
    new = sim.change(name, "pulls", title="to title@example.com", head="topic", base="main", author="carol")["number"]
    github.sync(name)
    assert titles(github, name)[new] == "to <address removed>"
    assert b"title@example.com" not in bytes_of(github)
    github.set(privacy__messages="keep")
    assert b"read again with the next sync" in github.ok("privacy", "apply").stdout
    github.sync(name)
    assert titles(github, name) == {**plain, new: "to title@example.com"}


def test_lines_and_logins_stay_at_no_points(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(commits=30, branches=2)
    github.set(privacy__emails="drop").sync(name, "--enrich")
    known = {commit["oid"]: (commit["additions"], commit["author"]["login"]) for commit in github.commits(name)}
    assert all(additions is not None for additions, _ in known.values())
    github.set(privacy__emails="keep")
    sim.control("DELETE", "/report")
    github.ok("privacy", "apply")
    assert sim.report()["points"] == {"graphql": 0, "rest": 0}
    commits = github.commits(name)
    assert {commit["oid"]: (commit["additions"], commit["author"]["login"]) for commit in commits} == known
    assert all(commit["author"]["email"] for commit in commits)
