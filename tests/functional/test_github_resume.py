"""Protects that a sync which dies at any page of GitHub's API loses nothing and doubles nothing, goes on at the page where
it stopped, and stays small; and the other ways to GitHub: an App's installation, HTTP/2 over TLS."""
from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
from pathlib import Path

import pytest
from github_sim import TOKEN, GithubCpsg, GithubSim, in_the_next_second
from harness import wait_until

PAGES = 6
PULLS = int(os.environ.get("CPSG_TEST_PULLS", "10000"))  # of the large project; script/soak asks for 100,000
MB = 1_000_000


@pytest.mark.parametrize("page", range(PAGES))
def test_killed_at_each_page(sim: GithubSim, github: GithubCpsg, page: int) -> None:
    name = sim.create(commits=10, pulls=PAGES * 50 - 20)
    sim.fault({"delay_s": 30}, skip=page, kind="graphql", contains="PullRequests")
    process = github.start("sync", name)
    wait_until(lambda: sim.fault_hits() == 1, message="the page was never asked for")
    process.send_signal(signal.SIGKILL)
    process.wait()
    sim.control("DELETE", "/faults")
    wait_until(lambda: sim.report()["running"] == 0, message="the page that nobody waits for is still in work")
    before = pages(sim)
    github.sync(name)
    github.equals_truth(name)
    assert pages(sim) - before <= PAGES - page + 2, "pages that were stored are not asked for again, but the front"


def pages(sim: GithubSim) -> int:
    return sum(1 for request in sim.requests("graphql") if request["operation"] == "PullRequests")


def test_renamed_while_it_is_synced(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(commits=10, pulls=180)
    sim.fault({"delay_s": 2}, skip=1, kind="graphql", contains="PullRequests")
    process = github.start("sync", name)
    wait_until(lambda: sim.fault_hits() == 1, message="no second page")
    sim.change(name, "rename", name=f"{name.split('/')[1]}-moved")
    assert process.wait(60) == 0
    now = github.sync(name)["project"]
    assert now == f"{name}-moved"
    github.equals_truth(now)


def test_changed_while_it_is_walked(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(commits=10, pulls=180)
    sim.fault({"delay_s": 2}, skip=2, kind="graphql", contains="PullRequests")
    process = github.start("sync", name)
    wait_until(lambda: sim.fault_hits() == 1, message="no third page")
    sim.change(name, "push", branch="topic", commits=1)
    sim.change(name, "pulls", title="In between", head="topic", base="main", author="carol")
    sim.change(name, "pulls/2", action="edit", labels=["moved to the front"])
    process.wait(60)
    in_the_next_second()
    github.sync(name)
    github.equals_truth(name)


def test_pull_requests_that_vanish_are_found_by_the_audit(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(commits=10, pulls=70)
    github.sync(name)
    # The store lacks one that GitHub has, and has two that it does not have.
    with sqlite3.connect(github.store) as database:
        columns = ", ".join(row[1] for row in database.execute("PRAGMA table_info(pull_requests)") if row[1] != "key")
        database.execute("UPDATE pull_requests SET key = key + 1000 WHERE key % 4294967296 = 17")
        database.execute(f"INSERT INTO pull_requests (key, {columns}) SELECT key + 1000, {columns} FROM pull_requests"
                         " WHERE key % 4294967296 = 18")
    github.sync(name, "--audit")
    github.equals_truth(name)
    assert github.show(name)["status"]["coverage"]["pull_requests"] == 1


def test_many_pull_requests_fit(sim: GithubSim, github: GithubCpsg) -> None:
    name = sim.create(commits=20, pulls=PULLS)
    report = github.ok("sync", "--json", name, timeout=900).json_lines()[0]
    assert report["total"]["pull_requests"] == PULLS
    assert report["points"]["graphql"] <= 2 + PULLS / 50
    # The program itself takes about 20 MB; a pull request must leave far less than its own size behind.
    assert report["peak_rss_bytes"] < 25 * MB + 1250 * PULLS, report["peak_rss_bytes"]


def openssl(*arguments: str) -> str:
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True, text=True).stdout


def test_an_app_s_installation_reads_what_was_given_to_it(sim: GithubSim, github: GithubCpsg, tmp_path: Path) -> None:
    key = tmp_path / "app.pem"
    key.write_text(openssl("genrsa", "2048"))
    public = openssl("rsa", "-in", str(key), "-pubout")
    sim.control("POST", "/apps", {"id": 42, "public_key": public, "installations": [{"id": 7, "login": "acme"}]})
    name = sim.create(commits=6, pulls=60, facts={"visibility": "private"})
    del github.env["CPSG_GITHUB_TOKENS"]
    github.set(github__app_id=42, github__app_private_key_file=key)
    report = github.sync(name)
    assert report["points"]["rest"] == 0
    assert github.show(name)["visibility"] == "private"
    assert len(github.pulls(name)) == 60 and len(github.commits(name)) >= 6
    (token,) = github.ok("tokens", "--json").json_lines()
    assert token["kind"] == "installation" and "acme" in token["account"]


def test_installation_tokens_are_renewed_before_they_end(sim: GithubSim, github: GithubCpsg, tmp_path: Path) -> None:
    key = tmp_path / "app.pem"
    key.write_text(openssl("genrsa", "2048"))
    public = openssl("rsa", "-in", str(key), "-pubout")
    # Renewed when less than five minutes are left, but not within fifteen seconds: the test can't be shorter than that.
    sim.settings(installation_token_s=301)
    sim.control("POST", "/apps", {"id": 43, "public_key": public, "installations": [{"id": 8, "login": "acme"}]})
    name = sim.create(commits=6, pulls=300, facts={"visibility": "private"})
    sim.fault({"delay_s": 3}, times=None, kind="graphql", contains="PullRequests")
    del github.env["CPSG_GITHUB_TOKENS"]
    github.set(github__app_id=43, github__app_private_key_file=key)
    github.sync(name)
    assert len(github.pulls(name)) == 300
    renewals = [one for one in sim.requests("rest") if "access_tokens" in one["path"]]
    assert len(renewals) >= 2


def test_http2_over_tls(tmp_path: Path) -> None:
    sim = GithubSim(tmp_path / "sim", "--tls")
    try:
        github = GithubCpsg(tmp_path / "cpsg", sim, TOKEN)
        name = sim.create(commits=5, pulls=120)
        github.sync(name)
        assert len(github.pulls(name)) == 120
        versions = {request["httpVersion"] for request in sim.requests("graphql")}
        assert versions == {"2.0"}
    finally:
        sim.stop()
