"""Protects: what somebody meets who never used the program: spellings, lists, paths, help, pipes, no database yet, no home, a
database that may only be read. Each command is run as that person would."""
from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from harness import BINARY, PROJECT, Cpsg, environment
from history import Repository, small_project

NAME = "acme/tool"
READING = [("list",), ("list", "--json"), ("export", "projects"), ("batch", "list"), ("config",), ("help",)]
OF_A_PROJECT = [("show",), ("contributors",), ("activity",), ("history",)]
NOBODY = 65534


@pytest.fixture
def repository(root: Path) -> Repository:
    return small_project(root / f"{NAME}.git")


@pytest.fixture
def synced(cpsg: Cpsg, repository: Repository) -> Cpsg:
    cpsg.sync(NAME)
    return cpsg


def run(*args: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess:
    """Without any setting but the environment."""
    return subprocess.run([BINARY, *args], env={**environment(), **env}, input=stdin, capture_output=True, timeout=60)


# ---- nothing there yet ----

def test_reading_makes_nothing(cpsg: Cpsg) -> None:
    cpsg.set(store__url=f"sqlite:{cpsg.directory}/none/cpsg.db")
    before = sorted(cpsg.directory.rglob("*"))
    for args in READING:
        cpsg.ok(*args)
    for command in OF_A_PROJECT:
        assert cpsg.run(*command, NAME).code == 3
    assert cpsg.run("batch", "show", "b1").code == 3
    assert cpsg.run("remove", NAME).code == 3 and cpsg.run("compact").code == 3
    assert cpsg.run("check").code in (0, 4)
    assert sorted(cpsg.directory.rglob("*")) == before
    assert "no database yet" in cpsg.ok("list").stderr


def test_no_home_says_what_to_set() -> None:
    for env in ({"HOME": ""}, {"HOME": "relative"}):
        result = run("list", **env)
        assert result.returncode == 2 and b"store.url" in result.stderr and b"HOME" in result.stderr, result
        assert run("config", **env).returncode == 0 and run("help", **env).returncode == 0


def test_help_is_a_word() -> None:
    assert run("help").stdout == run("--help").stdout
    assert run("help", "batch", "create").stdout == run("batch", "create", "--help").stdout


# ---- a database that may only be read ----

def as_nobody(*args: str, cwd: Path) -> subprocess.CompletedProcess:
    identity = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}
    return subprocess.run([BINARY, *args], env=environment(), cwd=cwd, capture_output=True, timeout=60, **identity)


@pytest.fixture
def readable(synced: Cpsg) -> Cpsg:
    """The database of somebody else, in a directory of theirs."""
    for directory in [synced.directory, *synced.directory.parents]:
        if directory == Path("/tmp"):
            break
        directory.chmod(directory.stat().st_mode | 0o055)
    synced.store.chmod(0o444)
    synced.directory.chmod(0o555)
    return synced


def test_a_database_that_may_only_be_read_is_read(readable: Cpsg) -> None:
    arguments = ["--set", f"store.url=sqlite:{readable.store}"]
    shown = as_nobody(*arguments, "show", NAME, "--json", cwd=readable.directory)
    assert shown.returncode == 0, shown.stderr
    assert json.loads(shown.stdout)["full_name"] == NAME
    for args in (("list",), ("export", "commits", NAME), ("contributors", NAME), ("activity", NAME), ("history", NAME)):
        result = as_nobody(*arguments, *args, cwd=readable.directory)
        assert result.returncode == 0 and result.stdout, (args, result.stderr)
    assert not [path for path in readable.directory.glob("cpsg.db-*") if path.name != "cpsg.db-limits"]
    written = as_nobody(*arguments, "sync", NAME, cwd=readable.directory)
    assert written.returncode == 7 and len(written.stderr.splitlines()) == 1


# ---- lists, paths and pipes ----

def test_lists_of_other_programs_are_read(cpsg: Cpsg, repository: Repository) -> None:
    file = cpsg.directory / "projects.txt"
    file.write_bytes(b"\xef\xbb\xbf" + NAME.encode() + b"\r\n# a comment\r\n\r\n")
    (report,) = cpsg.ok("sync", "--json", "--file", str(file)).json_lines()
    assert report["project"] == NAME and report["total"]["commits"] > 0


@pytest.mark.parametrize("command", [("sync",), ("plan",), ("batch", "create", "all")])
def test_a_bad_line_of_a_list_is_named(cpsg: Cpsg, command: tuple[str, ...]) -> None:
    file = cpsg.directory / "projects.txt"
    file.write_text("# ours\n\nhttps://gitlab.com/a/b\n")
    result = cpsg.run(*command, "--file", str(file))
    assert result.code == 2 and f"{file}:3: " in result.stderr, result


def test_a_dash_is_the_standard_streams(synced: Cpsg) -> None:
    command = synced.command("sync", "--json", "--file", "-")
    done = subprocess.run(command, env=environment(), input=NAME.encode() + b"\n", capture_output=True, timeout=60)
    assert json.loads(done.stdout)["project"] == NAME
    bad = subprocess.run(command, env=environment(), input=b"nonsense\n", capture_output=True, timeout=60)
    assert bad.returncode == 2 and b"standard input:1: " in bad.stderr
    assert synced.ok("export", "commits", NAME, "--output", "-").stdout == synced.ok("export", "commits", NAME).stdout


def test_a_tilde_is_the_home_directory(synced: Cpsg) -> None:
    home = {"HOME": str(synced.directory)}
    env = {**environment(), **home}
    listed = subprocess.run([BINARY, "--set", "store.url=sqlite:~/cpsg.db", "list"], env=env, capture_output=True, timeout=60)
    assert NAME.encode() in listed.stdout
    exported = subprocess.run(synced.command("export", "commits", NAME, "--output", "~/commits.ndjson"), env=env, timeout=60)
    assert exported.returncode == 0 and (synced.directory / "commits.ndjson").stat().st_size > 0


def test_a_reader_that_has_enough_ends_a_command_silently(synced: Cpsg) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as gone:
        for args in (("export", "commits", NAME), ("list",), ("show", NAME), ("--help",)):
            process = synced.start(*args, stdout=gone, stderr=subprocess.PIPE)
            _, messages = process.communicate(timeout=60)
            assert process.returncode in (128 + signal.SIGPIPE, -signal.SIGPIPE) and messages == b"", (args, messages)


@pytest.mark.parametrize("spelling", ["github.com/{}", "http://github.com/{}", "https://github.com/{}/issues/3",
                                      "https://github.com/{}/tree/main?tab=readme#top", "git://github.com/{}.git"])
def test_every_address_that_people_copy_names_the_project(synced: Cpsg, spelling: str) -> None:
    assert json.loads(synced.ok("show", spelling.format(NAME), "--json").stdout)["full_name"] == NAME


# ---- configuration ----

def test_the_configuration_is_found(cpsg: Cpsg) -> None:
    (cpsg.directory / "cpsg").mkdir()
    (cpsg.directory / "cpsg" / "config.toml").write_text("[sync]\nparallel = 7\n")
    (cpsg.directory / "named.toml").write_text("[sync]\nparallel = 8\n")
    found = run("config", XDG_CONFIG_HOME=str(cpsg.directory)).stdout.decode()
    assert "parallel = 7" in found and found.startswith(f"# read from {cpsg.directory}/cpsg/config.toml\n")
    named = run("config", XDG_CONFIG_HOME=str(cpsg.directory), CPSG_CONFIG=str(cpsg.directory / "named.toml"))
    assert b"parallel = 8" in named.stdout and named.stderr == b""
    keys = [json.loads(line) for line in run("config", "--json", CPSG_JOBS="2", CPSG_TEST_SEED="1").stdout.splitlines()]
    assert {"key": "sync.parallel", "value": "2", "source": "default"}.items() <= {
        key: value for row in keys if row["key"] == "sync.parallel" for key, value in row.items()}.items()
    assert run("list", CPSG_JOBS="2", CPSG_TEST_SEED="1", CPSG_STORE_URL=f"sqlite:{cpsg.store}").stderr.count(b"CPSG") == 0


def test_the_example_is_a_configuration() -> None:
    example = PROJECT / "docs" / "config.example.toml"
    assert run("--config", str(example), "config").returncode == 0
    # What stands there as a comment is the default.
    uncommented = "\n".join(line[1:] if line.startswith("#") and " = " in line else line for line in example.read_text().splitlines())
    (keys := [line.split(" = ")[0] for line in uncommented.splitlines() if " = " in line])
    assert len(keys) > 10


# ---- check ----

def check(cpsg: Cpsg, *settings: str) -> dict[str, dict]:
    options = [part for setting in settings for part in ("--set", setting)]
    result = cpsg.run(*options, "check", "--json")
    return {row["subject"]: row for row in result.json_lines()}


def test_check_finds_what_would_fail_later(synced: Cpsg, tmp_path: Path) -> None:
    assert check(synced, "net.ca_file=/no/such.pem")["net.ca_file"]["result"] == "fail"
    (tmp_path / "empty.pem").write_text("nothing\n")
    assert check(synced, f"net.ca_file={tmp_path}/empty.pem")["net.ca_file"]["result"] == "fail"
    (tmp_path / "key.pem").write_text("-----BEGIN PRIVATE KEY-----\nMA==\n-----END PRIVATE KEY-----\n")
    assert check(synced, f"net.ca_file={tmp_path}/key.pem")["net.ca_file"]["result"] == "fail"
    for address in ("nowhere:80", "192.0.2.1:8080", "127.0.0.1:99999"):
        assert check(synced, f"server.listen={address}")["server.listen"]["result"] == "fail", address
    with synced.serving() as served:
        taken = served.url.removeprefix("http://")
        ours = check(synced, f"server.listen={taken}")["server.listen"]
        assert ours["result"] == "ok" and "a cpsg serve listens there now" in ours["finding"]
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(10)
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        assert "another program" in check(synced, f"server.listen={taken}")["server.listen"]["finding"]
    assert check(synced, "server.listen=0.0.0.0:0")["server.listen"]["result"] == "warn"
    assert check(synced, f"sync.spool_directory={tmp_path}/empty.pem/none")["sync.spool_directory"]["result"] == "fail"
    good = check(synced)
    assert good["store.url"]["result"] == "ok" and "1 project" in good["store.url"]["finding"]


def test_check_finds_a_damaged_database(synced: Cpsg) -> None:
    content = bytearray(synced.store.read_bytes())
    for page in range(8192 * 8, len(content), 8192):
        content[page:page + 64] = b"\xee" * 64
    synced.store.write_bytes(content)
    result = synced.run("check", "--json")
    assert result.code == 7
    assert {row["subject"]: row["result"] for row in result.json_lines()}["store.url"] == "fail"


# ---- commands that read histories ----

def test_check_says_what_needs_no_key(synced: Cpsg) -> None:
    loopback = "server.listen=127.0.0.1:0"
    assert check(synced, loopback)["server.listen"]["result"] == "ok"
    for proxy in ("server.trusted_proxies=127.0.0.1/32", "server.hosts=a.example", "server.public_url=https://a.example"):
        assert check(synced, loopback, proxy)["server.listen"]["result"] == "warn", proxy
        for anonymous_read in ("off", "public"):
            found = check(synced, loopback, proxy, f"server.anonymous_read={anonymous_read}")["server.listen"]
            assert found["result"] == "ok", (proxy, anonymous_read)
    for anonymous_read in ("auto", "on", "off", "public"):
        found = check(synced, "server.listen=0.0.0.0:0", f"server.anonymous_read={anonymous_read}")["server.listen"]
        assert found["result"] == "warn" and "need" in found["finding"], anonymous_read


def test_contributors_activity_and_history(synced: Cpsg, repository: Repository) -> None:
    people = [json.loads(line) for line in synced.ok("contributors", NAME, "--json").stdout.splitlines()]
    assert sum(each["commits_all"] for each in people) == synced.show(NAME)["commits_all"]
    assert len(synced.ok("contributors", NAME, "--limit", "1").stdout.splitlines()) == 2
    buckets = [json.loads(line) for line in synced.ok("activity", NAME, "--interval", "day", "--json").stdout.splitlines()]
    assert sum(each["commits_all"] for each in buckets) == synced.show(NAME)["commits_all"]
    assert b"#" in synced.ok("activity", NAME).stdout
    assert synced.ok("activity", NAME, "--until", "1990-01-01", "--json").stdout == b""
    last_day = buckets[-1]["start"][:10]
    of_last_day = synced.ok("activity", NAME, "--interval", "day", "--since", last_day, "--until", last_day, "--json").stdout.splitlines()
    assert [json.loads(line) for line in of_last_day] == buckets[-1:], "a date alone is its whole day, as for the API"
    assert synced.run("activity", NAME, "--since", "yesterday").code == 2
    assert synced.ok("history", NAME).stdout.startswith(b"DAY")


def test_the_list_can_be_narrowed(synced: Cpsg) -> None:
    assert len(synced.ok("list", "--owner", "ACME", "--json").stdout.splitlines()) == 1
    assert synced.ok("list", "--owner", "others", "--json").stdout == b""
    assert len(synced.ok("list", "--state", "ok", "--json").stdout.splitlines()) == 1
    assert synced.ok("list", "--state", "failing", "--json").stdout == b""
    assert synced.run("list", "--state", "good").code == 2
