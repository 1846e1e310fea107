"""Protects: what cpsg exports of real histories is what git says of them, field by field, for every commit and branch.

The repositories are served as GitHub serves them and synced into a fresh store; the exports are compared with `git log`,
`git rev-list` and `git for-each-ref` of the same repositories. Twice: with e-mail addresses kept, and hashed.
"""
from __future__ import annotations

import json

import pytest

import real_histories
import truth
from git_server import GitServer
from harness import Cpsg
from history import Repository
from matching import assert_project_is_true


@pytest.mark.parametrize("name", real_histories.NAMES)
@pytest.mark.parametrize("emails", ["keep", "hash"])
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
