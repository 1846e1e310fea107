"""Protects: what scripts rely on: exit codes, where output goes, its shapes and its bytes, configuration and its errors."""
from __future__ import annotations

import csv
import io
import json
import random
import signal
import stat
import subprocess
from pathlib import Path

import pytest

import truth
from git_server import Fault, GitServer
from harness import ADDRESS, Cpsg
from history import Repository, small_project

NAME = "acme/tool"
REPORT_KEYS = ["project", "ok", "new", "total", "seconds", "requests", "bytes", "points", "peak_rss_bytes", "error"]
SECRET = "ghp_secret0123456789"


@pytest.fixture
def repository(root: Path) -> Repository:
    return small_project(root / f"{NAME}.git")


@pytest.fixture
def synced(cpsg: Cpsg, repository: Repository) -> Cpsg:
    cpsg.sync(NAME)
    return cpsg


def one_line(cpsg: Cpsg, code: int, *args: str) -> str:
    """A command that fails: its exit code, one line on stderr, nothing on stdout."""
    result = cpsg.run(*args)
    assert (result.code, result.stdout) == (code, b""), (args, result)
    (line,) = result.stderr_lines()
    return line


# ---- usage ----

@pytest.mark.parametrize("args", [
    [], ["no-such-command"], ["sync", "--no-such-flag"], ["show"], ["export"], ["export", "cheese", NAME],
    ["export", "commits"], ["export", "commits", NAME, "--format", "xml"], ["sync", "--file", "no-such-list"],
    ["--config"], ["sync", "--as", "not-a-name", "file:///x/y"], ["sync", "--as", "a/b", "acme/tool"], ["sync"],
    ["--set", "novalue", "list"], ["--log-level", "shout", "list"],
])
def test_usage_errors(cpsg: Cpsg, args: list[str]) -> None:
    result = cpsg.run(*args)
    assert result.code == 2 and len(result.stderr_lines()) == 1, result
    assert not result.stdout


def test_help_and_version(cpsg: Cpsg) -> None:
    for args in (["--help"], ["sync", "--help"], ["export", "--help"], ["serve", "--help"]):
        result = cpsg.ok(*args)
        assert b"--" in result.stdout and result.stderr == ""
    assert b"0." in cpsg.ok("--version").stdout


@pytest.mark.parametrize("target,code", [
    ("https://gitlab.com/acme/tool", "url_invalid"), ("acme", "url_invalid"), ("acme/tool/extra", "url_invalid"),
    ("../../etc/passwd", "url_invalid"), ("acme/..", "url_invalid"), ("-x/y z", "url_invalid"),
    ("ftp://github.com/acme/tool", "url_invalid"), ("acme/absent", "not_found"),
    ("file:///no/such/place.git", "not_found"),
])
def test_targets_that_are_none(cpsg: Cpsg, repository: Repository, target: str, code: str) -> None:
    cpsg.fails(code, "--", target)
    assert cpsg.ok("list", "--json").stdout == b""


def test_a_password_in_a_target_is_not_repeated(cpsg: Cpsg) -> None:
    result = cpsg.run("sync", "--json", "https://user:hunter2@gitlab.com/acme/tool")
    assert result.code == 2 and "hunter2" not in result.stderr


@pytest.mark.parametrize("target", [
    "acme/tool", "ACME/Tool", "https://github.com/acme/tool", "https://GitHub.com/acme/tool.git/",
    "http://github.com/acme/tool", "ssh://git@github.com/acme/tool.git", "git@github.com:acme/tool.git", "acme/tool/",
])
def test_spellings_of_one_project(cpsg: Cpsg, repository: Repository, target: str) -> None:
    cpsg.sync(target)
    cpsg.sync(NAME)
    assert len(cpsg.ok("list", "--json").stdout.splitlines()) == 1
    assert cpsg.show("Acme/TOOL")["commits"] == cpsg.show(NAME)["commits"] > 0


def test_file_targets(cpsg: Cpsg, repository: Repository) -> None:
    url = repository.path.as_uri()
    first = cpsg.sync(url)
    assert first["project"] == NAME and first["new"]["commits"] == len(truth.commit_set(repository))
    repository.grow("main", 2, random.Random(1))
    assert cpsg.sync(url + "/")["new"]["commits"] == 2
    assert cpsg.sync("--as", "other/name", url)["project"] == "other/name"
    assert cpsg.export("commits", "other/name") == cpsg.export("commits", NAME)
    listing = cpsg.directory / "list"
    listing.write_text(f"{url}\n")
    result = cpsg.run("sync", "--json", "--file", str(listing))
    assert result.code == 2 and result.json_lines()[0]["error"]["code"] == "url_invalid"


def test_a_list_of_targets(cpsg: Cpsg, root: Path) -> None:
    for number in range(5):
        small_project(root / f"acme/p{number}.git", seed=number)
    listing = cpsg.directory / "list"
    listing.write_text("# projects\nacme/p0\n\n  https://github.com/acme/p1  # with a comment\nacme/p2\r\nacme/p3\nacme/p4")
    reports = cpsg.ok("sync", "--json", "--file", str(listing)).json_lines()
    assert sorted(report["project"] for report in reports) == [f"acme/p{n}" for n in range(5)]
    again = cpsg.ok("sync", "--json").json_lines()  # all that are stored
    assert len(again) == 5 and all(report["new"]["commits"] == 0 for report in again)


def test_one_failure_does_not_stop_the_others(cpsg: Cpsg, server: GitServer, root: Path) -> None:
    for name in ("a", "b", "c", "d"):
        small_project(root / f"acme/{name}.git")
    server.faults.append(Fault(path="/acme/b", status=404, times=None))
    result = cpsg.run("sync", "--json", "acme/a", "acme/b", "acme/c")
    assert result.code == 3
    assert {r["project"]: r["ok"] for r in result.json_lines()} == {"acme/a": True, "acme/b": False, "acme/c": True}
    server.faults.append(Fault(path="/acme/d", status=500, times=None))
    result = cpsg.run("sync", "--json", "--no-wait", "acme/a", "acme/b", "acme/d")
    assert result.code == 10 and len(result.json_lines()) == 3


def test_a_signal_ends_the_wait_for_budget(synced: Cpsg, server: GitServer) -> None:
    server.faults.append(Fault(status=429, headers={"Retry-After": "3600"}, times=None))
    process = synced.start("sync", NAME, stderr=subprocess.PIPE)
    assert process.stderr.readline() == f"{NAME}: waiting for the remote, which asked for 3600 s more\n".encode()
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=10)
    assert process.returncode == 128 + signal.SIGINT and stderr == b""


# ---- shapes ----

def test_the_report(cpsg: Cpsg, repository: Repository) -> None:
    result = cpsg.ok("sync", "--json", NAME)
    assert result.stdout.endswith(b"}\n") and result.stdout.count(b"\n") == 1 and b": " not in result.stdout
    (report,) = result.json_lines()
    assert list(report) == REPORT_KEYS
    assert list(report["new"]) == list(report["total"]) == ["commits", "branches", "pull_requests"]
    assert list(report["requests"]) == list(report["bytes"]) == ["git", "rest", "graphql"]
    assert list(report["points"]) == ["rest", "graphql"]
    assert report["peak_rss_bytes"] > 1_000_000 and 0 < report["seconds"] < 60


def test_plain_output_goes_to_stderr(cpsg: Cpsg, repository: Repository) -> None:
    result = cpsg.ok("sync", NAME)
    assert result.stdout == b"" and NAME in result.stderr and "\x1b" not in result.stderr


def test_show_and_list(cpsg: Cpsg, root: Path) -> None:
    for name in ("Zeta/one", "acme/two", "acme/Three"):
        small_project(root / f"{name}.git")
    cpsg.ok("sync", "Zeta/one", "acme/two", "acme/Three")
    listed = cpsg.ok("list", "--json").json_lines()
    assert sorted(p["full_name"] for p in listed) == ["Zeta/one", "acme/Three", "acme/two"]
    assert all(list(project) == truth.PROJECT_KEYS for project in listed)
    exported = cpsg.ok("export", "projects").json_lines()
    assert exported == listed == [cpsg.show(project["full_name"]) for project in listed]
    assert b"acme/two" in cpsg.ok("show", "acme/two").stdout and b"acme/two" in cpsg.ok("list").stdout


def test_ids_are_the_same_in_every_store(synced: Cpsg, tmp_path: Path) -> None:
    other = Cpsg(tmp_path / "other", synced.settings["github.git_url"])
    other.sync(NAME)
    assert other.show(NAME)["id"] == synced.show(NAME)["id"]
    assert other.exports(NAME) == synced.exports(NAME)


def test_what_is_not_there(synced: Cpsg) -> None:
    for args in (["show", "acme/absent"], ["export", "commits", "acme/absent"], ["export", "branches", "no/body"]):
        assert one_line(synced, 3, *args)


def test_export_bytes(synced: Cpsg) -> None:
    for kind in ("commits", "branches", "projects"):
        args = [kind] if kind == "projects" else [kind, NAME]
        text = synced.ok("export", *args).stdout
        assert text.endswith(b"}\n") and b"\r" not in text
        for line in text.splitlines():
            compact = json.dumps(json.loads(line), ensure_ascii=False, separators=(",", ":")).encode()
            assert line == compact
        assert text == synced.ok("export", *args, "--format", "ndjson").stdout
        file = synced.directory / f"{kind}.out"
        assert synced.ok("export", *args, "--output", str(file)).stdout == b""
        assert file.read_bytes() == text


def test_csv(cpsg: Cpsg, root: Path) -> None:
    repository = small_project(root / f"{NAME}.git")
    tip = repository.raw_commit(parents=[repository.oid("main"), repository.oid("topic")], message=b"a \"b\", c\n\nd;\te\n")
    repository.point("main", tip)
    cpsg.sync(NAME)
    text = cpsg.ok("export", "commits", NAME, "--format", "csv").stdout.decode()
    assert text.count("\r\n") == len(cpsg.commits(NAME)) + 1
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert list(rows[0])[:4] == ["oid", "parents", "author_name", "author_email"]
    for row, commit in zip(rows, cpsg.commits(NAME), strict=True):
        assert row["oid"] == commit["oid"] and row["parents"] == " ".join(commit["parents"])
        assert row["message"] == commit["message"] and row["author_name"] == commit["author"]["name"]
        assert row["additions"] == "" and row["committer_date"] == commit["committer"]["date"]
    for kind in ("branches", "projects"):
        args = [kind] if kind == "projects" else [kind, NAME]
        rows = list(csv.DictReader(io.StringIO(cpsg.ok("export", *args, "--format", "csv").stdout.decode(), newline="")))
        assert len(rows) == len(cpsg.ok("export", *args).stdout.splitlines())


def test_output_that_cannot_be_written(synced: Cpsg) -> None:
    assert synced.run("export", "commits", NAME, "--output", "no/such/directory/x").code != 0
    with open("/dev/full", "wb") as full:
        for args in (("export", "commits", NAME), ("list",), ("show", NAME), ("config",), ("sync", "--json", NAME)):
            process = synced.start(*args, stdout=full)
            assert process.wait(30) == 2, args


def test_messages_that_nobody_reads_change_nothing(synced: Cpsg) -> None:
    with open("/dev/full", "wb") as full:
        assert synced.start("show", "no/such", stderr=full).wait(30) == 3
        assert synced.start("sync", NAME, stderr=full).wait(30) == 0


def test_a_device_is_written_and_not_replaced(synced: Cpsg) -> None:
    assert synced.run("export", "commits", NAME, "--output", "/dev/full").code == 2
    assert Path("/dev/full").is_char_device()


# ---- configuration ----

def test_the_order_of_sources(cpsg: Cpsg) -> None:
    file = cpsg.directory / "cpsg.toml"
    file.write_text('[sync]\nparallel = 3\n[net]\nstall_timeout_ms = 11\n[github]\ntokens = ["%s", "b"]\n' % SECRET)
    shown = cpsg.ok("--config", str(file), "config").stdout.decode()
    assert "parallel = 3" in shown.replace('"', "") and SECRET not in shown and "****" in shown
    cpsg.env["CPSG_SYNC_PARALLEL"] = "4"
    assert "parallel = 4" in cpsg.ok("--config", str(file), "config").stdout.decode().replace('"', "")
    shown = cpsg.ok("--config", str(file), "--set", "sync.parallel=5", "config").stdout.decode().replace('"', "")
    assert "parallel = 5" in shown and "stall_timeout_ms = 11" in shown


def test_the_shown_configuration_is_a_configuration(cpsg: Cpsg) -> None:
    file = cpsg.directory / "shown.toml"
    file.write_bytes(cpsg.ok("config").stdout)
    again = cpsg.ok("--config", str(file), "config").stdout.decode()
    assert [line for line in again.splitlines() if not line.startswith("#")] == [
        line for line in file.read_text().splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("wrong,right", [("sync.paralel", "sync.parallel"), ("github.giturl", "github.git_url"),
                                         ("privacy.email", "privacy.emails"), ("store", "store.url")])
def test_an_unknown_key_names_the_nearest(cpsg: Cpsg, wrong: str, right: str) -> None:
    line = one_line(cpsg, 2, "--set", f"{wrong}=1", "list")
    assert wrong in line and right in line
    section, _, key = wrong.partition(".")
    file = cpsg.directory / "wrong.toml"
    file.write_text(f"[{section}]\n{key} = 1\n" if key else f"{section} = 1\n")
    line = one_line(cpsg, 2, "--config", str(file), "list")
    assert wrong in line and right in line and str(file) in line


def test_an_unknown_variable_only_warns(cpsg: Cpsg) -> None:
    cpsg.env["CPSG_SERVICE_HOST"] = "10.0.0.1"
    result = cpsg.ok("config")
    assert len(result.stderr_lines()) == 1 and "CPSG_SERVICE_HOST" in result.stderr and "10.0.0.1" not in result.stderr


@pytest.mark.parametrize("setting", [
    "sync.parallel=0", "sync.parallel=many", "net.stall_timeout_ms=-1", "privacy.emails=sell", "server.listen=nowhere",
    "github.git_url=github.com", "github.git_url=https://user:pw@github.com", "privacy.messages="])
def test_unusable_values(cpsg: Cpsg, setting: str) -> None:
    line = one_line(cpsg, 2, "--set", setting, "list")
    assert setting.split("=")[0] in line


@pytest.mark.parametrize("text", ["[sync\nparallel=1", "sync = 3", "[sync]\nparallel = [1, 2]", "\x00", "[a.b]\nc = 1"])
def test_unusable_files(cpsg: Cpsg, text: str) -> None:
    file = cpsg.directory / "bad.toml"
    file.write_text(text)
    assert str(file) in one_line(cpsg, 2, "--config", str(file), "list")
    assert "absent.toml" in one_line(cpsg, 2, "--config", str(cpsg.directory / "absent.toml"), "list")


def test_a_bad_secret_is_not_shown(cpsg: Cpsg) -> None:
    file = cpsg.directory / "secret.toml"
    file.write_text(f'[github]\ntokens = {{ a = "{SECRET}" }}\n')
    assert SECRET not in one_line(cpsg, 2, "--config", str(file), "list")


def test_check(synced: Cpsg, server: GitServer) -> None:
    url = server.url
    synced.set(github__api_url=url, github__graphql_url=url)
    result = synced.ok("check")
    assert b"email_key" in result.stdout and url.encode() in result.stdout
    synced.env.update(CPSG_PRIVACY_EMAIL_KEY="k" * 32, CPSG_GITHUB_TOKENS=SECRET)
    assert synced.run("check").code == 2, "the database has hashes by another key"
    synced.ok("privacy", "apply")
    result = synced.ok("check")
    assert SECRET.encode() not in result.stdout and b"k" * 32 not in result.stdout
    assert SECRET not in result.stderr
    synced.set(github__git_url="http://127.0.0.1:1")
    assert synced.run("check").code == 4


# ---- privacy of what is said ----

def test_no_address_is_ever_logged(cpsg: Cpsg, server: GitServer, repository: Repository) -> None:
    cpsg.set(privacy__emails="keep", log__level="debug")
    said = [cpsg.ok("sync", NAME).stderr]
    repository.grow("main", 2, random.Random(1))
    server.faults.append(Fault(command="fetch", status=500, body=b"mail admin@example.com\n"))
    said += [cpsg.run("sync", "--no-wait", NAME).stderr, cpsg.ok("sync", NAME).stderr,
             cpsg.ok("export", "commits", NAME).stderr]
    assert not ADDRESS.search("".join(said))


def test_the_store_is_private(synced: Cpsg) -> None:
    """Names and addresses of people are in it."""
    assert stat.S_IMODE(synced.store.stat().st_mode) & 0o007 == 0
