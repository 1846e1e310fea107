"""Protects: lists that people save outlive a restart and choose projects, several projects are asked about at once, and a sync that
somebody asks for brings what was pushed a moment ago."""
from __future__ import annotations

import random
from pathlib import Path

from git_server import GitServer
from harness import Cpsg, wait_until
from history import Repository


def test_lists_outlive_the_server(tmp_path: Path) -> None:
    cpsg = Cpsg(tmp_path / "cpsg", "http://127.0.0.1:9")
    with cpsg.serving() as served:
        assert served.request("PUT", "/v1/lists/my%20list", {"projects": ["acme/one", "acme/two"]})[0] == 201
        assert served.request("PUT", "/v1/lists/all", {"query": "limit=500"})[0] == 201
        assert served.request("PUT", "/v1/lists/all", {"query": "nothing=1"})[0] == 400
    with cpsg.serving() as served:
        assert [each["name"] for each in served.get("/v1/lists")["data"]] == ["all", "my list"]
        saved = served.get("/v1/lists/my%20list")
        assert (saved["projects"], saved["query"]) == (["acme/one", "acme/two"], None)
        assert served.request("DELETE", "/v1/lists/all")[0] == 204
        assert served.request("GET", "/v1/lists/all")[0] == 404


def test_the_projects_of_a_list_and_the_lists_of_several_projects(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "root/acme/one.git")
    repository.grow("main", 20, random.Random(1))
    with GitServer(tmp_path / "root") as server:
        cpsg = Cpsg(tmp_path / "cpsg", server.url)
        cpsg.sync("acme/one")
        with cpsg.serving() as served:
            assert served.request("PUT", "/v1/lists/mine", {"projects": ["ACME/One", "acme/none"]})[0] == 201
            (listed,) = served.get("/v1/projects?list=mine&window=7d&fields=full_name,commits,commits_w")["data"]
            assert (listed["full_name"], listed["commits"]) == ("acme/one", 20)
            assert listed["commits_w"] is not None
            assert served.request("GET", "/v1/projects?list=yours")[0] == 404
            _, _, rows = served.request("GET", "/v1/branches?project=acme/one,acme/none&format=csv&fields=name,commits")
            assert rows.decode().splitlines() == ["project,error_code,error_message,name,commits", "acme/one,,,main,20",
                                                  "acme/none,not_found,the project acme/none is not followed,,"]


def test_a_sync_by_hand_brings_what_was_pushed(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "root/acme/now.git")
    repository.grow("main", 20, random.Random(1))
    with GitServer(tmp_path / "root") as server:
        cpsg = Cpsg(tmp_path / "cpsg", server.url)
        cpsg.sync("acme/now")
        with cpsg.serving() as served:
            project = served.get("/v1/projects/acme/now")
            assert project["html_url"] == f"{server.url}/acme/now"
            assert project["followed_since"] is not None
            repository.grow("main", 5, random.Random(2))
            status, headers, _ = served.request("POST", "/v1/projects/acme/now/sync")
            assert (status, headers["location"]) == (202, "/v1/projects/acme/now")
            wait_until(lambda: served.get("/v1/projects/acme/now")["commits"] == 25)
            status, headers, _ = served.request("POST", "/v1/projects/acme/now/sync", {"audit": True})
            assert status == 429 and 0 < int(headers["retry-after"]) <= 60
