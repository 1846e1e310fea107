"""Protects: what cpsg exports of real histories is what git says of them, field by field, for every commit and branch.

The repositories are served as GitHub serves them and synced into a fresh store; the exports are compared with `git log`,
`git rev-list` and `git for-each-ref` of the same repositories. E-mail addresses are kept; one history, and with
CPSG_TEST_FULL=1 each, is compared with hashed ones too.
"""
from __future__ import annotations

import json

import pytest

import real_histories
import truth
from git_server import GitServer
from harness import FULL, Cpsg
from history import Repository
from matching import assert_project_is_true


HASHED = real_histories.NAMES if FULL else real_histories.NAMES[:1]


@pytest.mark.parametrize(("name", "emails"), [(name, "keep") for name in real_histories.NAMES]
                         + [(name, "hash") for name in HASHED])
def test_exports_equal_git(tmp_path, real_root, name: str, emails: str) -> None:
    repository = Repository(real_root / f"{name}.git")
    key = "of the test"
    rule = truth.keep_email if emails == "keep" else truth.hash_email(key.encode())
    with GitServer(real_root) as server:
        cpsg = Cpsg(tmp_path / "cpsg", server.url, privacy__emails=emails)
        cpsg.env["CPSG_PRIVACY_EMAIL_KEY"] = key
        report = cpsg.sync(name)
    assert_project_is_true(cpsg, name, repository, rule)
    heads = repository.heads()
    assert report["project"] == name
    assert report["new"]["commits"] == int(repository.text("rev-list", "--branches", "--count"))
    assert report["new"]["branches"] == len(heads)
    assert report["requests"]["git"] <= 3 and report["requests"]["rest"] == report["requests"]["graphql"] == 0
    listed = [json.loads(line) for line in cpsg.ok("export", "projects").stdout.splitlines()]
    assert listed == [cpsg.show(name)]
