"""Runs the built `cpsg` binary as a user does, in an environment that holds nothing of the machine's own settings."""
from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import re
import signal
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("CPSG_BIN") or PROJECT / "build/release/bin/cpsg").resolve()
# The long forms of suites; script/soak says what chooses them.
FULL = os.environ.get("CPSG_TEST_FULL") == "1"

# Of cpsg/base/error.cc, written down again on purpose: scripts of users depend on it.
EXIT_CODES = {
    "internal": 1, "usage": 2, "config_invalid": 2, "url_invalid": 2, "request_invalid": 2, "answer_too_large": 2, "not_found": 3,
    "unauthorized": 3, "forbidden": 3, "sso_required": 3, "gone": 3, "blocked": 3, "rate_limited": 5, "network": 4, "tls": 4,
    "timeout": 4, "remote_error": 4, "bad_data": 6, "remote_damaged": 6, "limit_exceeded": 6, "unsupported_remote": 4, "busy": 7,
    "store_locked": 7, "store_full": 7, "store_newer": 7, "store_corrupt": 7, "store_io": 7, "cancelled": 130,
    "remote_damaged": 6, "host_refused": 2, "origin_refused": 2, "precondition_failed": 2, "conflict": 2,
    "output_failed": 2, "key_missing": 3, "key_refused": 3, "too_many_requests": 5,
}

# What would show that an exception or a sanitizer spoke instead of the program.
TRACES = re.compile(r"terminate called|what\(\):|Segmentation|AddressSanitizer|runtime error:|Assertion|std::|\bat 0x")
ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


@dataclasses.dataclass
class Result:
    code: int
    stdout: bytes
    stderr: str

    def json_lines(self) -> list[dict]:
        return [json.loads(line) for line in self.stdout.splitlines()]

    def stderr_lines(self) -> list[str]:
        return [line for line in self.stderr.splitlines() if line.strip()]


def environment(extra: dict[str, str] | None = None) -> dict[str, str]:
    kept = ("PATH", "LANG", "LC_ALL", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS")
    clean = {name: os.environ[name] for name in kept if name in os.environ}
    return {**clean, "HOME": "/nonexistent", "TMPDIR": tempfile.gettempdir(), **(extra or {})}


class Cpsg:
    """The binary with one store and one remote host."""

    def __init__(self, directory: Path, git_url: str, **settings: object):
        self.directory = Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.store = self.directory / "cpsg.db"
        self.settings = {"store.url": f"sqlite:{self.store}", "github.git_url": git_url}
        self.set(**settings)
        self.env: dict[str, str] = {}

    def set(self, **settings: object) -> "Cpsg":
        """Configuration keys, with `__` for the dot."""
        self.settings.update({key.replace("__", "."): str(value) for key, value in settings.items()})
        return self

    def command(self, *args: str) -> list[str]:
        pairs = [part for key, value in self.settings.items() for part in ("--set", f"{key}={value}")]
        return [str(BINARY), *pairs, *args]

    def start(self, *args: str, **options) -> subprocess.Popen:
        options = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **options}
        return subprocess.Popen(self.command(*args), env=environment(self.env), cwd=self.directory,
                                stdin=subprocess.DEVNULL, **options)

    def run(self, *args: str, timeout: float = 120) -> Result:
        process = self.start(*args, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            stdout, stderr = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            stdout, stderr = process.communicate()
            raise AssertionError(f"cpsg {' '.join(args)} hung; stderr: {stderr.decode(errors='replace')}") from None
        result = Result(process.returncode, stdout, stderr.decode(errors="replace"))
        assert not TRACES.search(result.stderr), result.stderr
        return result

    def ok(self, *args: str, **options) -> Result:
        result = self.run(*args, **options)
        assert result.code == 0, (args, result.code, result.stderr)
        return result

    def sync(self, *args: str) -> dict:
        """A sync of one target that must succeed: its report."""
        reports = self.ok("sync", "--json", *args).json_lines()
        assert len(reports) == 1 and reports[0]["ok"] and reports[0]["error"] is None, reports
        return reports[0]

    def key(self, scope: str) -> str:
        """A new key of the API, named by its scope."""
        return self.ok("keys", "create", "--name", scope, "--scope", scope).stdout.decode().strip()

    def fails(self, code: str, *args: str, timeout: float = 60) -> Result:
        """A sync of one target that must fail with this error code: in one line, with the right exit code."""
        result = self.run("sync", "--json", "--no-wait", *args, timeout=timeout)
        (report,) = result.json_lines()
        assert report["ok"] is False and report["error"]["code"] == code, (report, result.stderr)
        assert result.code == EXIT_CODES[code], result
        assert len(result.stderr_lines()) == 1, result.stderr
        line = report["error"]["message"]
        assert line and "\n" not in line and not ADDRESS.search(result.stderr), result.stderr
        return result

    def export(self, kind: str, *args: str) -> bytes:
        return self.ok("export", kind, *args, "--format", "ndjson").stdout

    def commits(self, project: str, *args: str) -> list[dict]:
        return [json.loads(line) for line in self.export("commits", project, *args).splitlines()]

    def branches(self, project: str) -> list[dict]:
        return [json.loads(line) for line in self.export("branches", project).splitlines()]

    def show(self, project: str) -> dict:
        return json.loads(self.ok("show", project, "--json").stdout)

    def exports(self, project: str) -> tuple[bytes, bytes, str]:
        """Everything published of a project, without times of observation."""
        return self.export("commits", project), self.live_branches(project), stable_project(self.show(project))

    def live_branches(self, project: str) -> bytes:
        lines = self.export("branches", project).splitlines(keepends=True)
        return b"".join(line for line in lines if json.loads(line)["deleted_at"] is None)

    @contextlib.contextmanager
    def serving(self, *args: str, stop: signal.Signals = signal.SIGTERM) -> Iterator["Served"]:
        process = self.start("--set", "server.listen=127.0.0.1:0", "serve", *args,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        served = Served(process)
        try:
            yield served
        finally:
            served.stop(stop)


def stable_project(project: dict) -> str:
    return json.dumps({key: value for key, value in project.items() if key not in ("status", "followed_since")})


class Served:
    """A running `cpsg serve` and its API."""

    def __init__(self, process: subprocess.Popen):
        self.process = process
        self.lines: list[str] = []
        self.url = ""
        self._listening = threading.Event()
        self._readers = [threading.Thread(target=self._read, args=(stream,), daemon=True)
                         for stream in (process.stdout, process.stderr)]
        for reader in self._readers:
            reader.start()
        if not self._listening.wait(20):
            process.kill()
            raise AssertionError(f"serve said no address: {self.lines}")

    def _read(self, stream) -> None:
        for raw in stream:
            line = raw.decode(errors="replace").rstrip("\n")
            self.lines.append(line)
            if found := re.search(r"listening on (http://\S+)", line):
                self.url = found[1]
                self._listening.set()

    def stop(self, number: signal.Signals = signal.SIGTERM, timeout: float = 30) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f"serve did not stop; it said: {self.lines}") from None
        for reader in self._readers:
            reader.join(5)
        assert not TRACES.search("\n".join(self.lines)), self.lines
        return self.process.returncode

    def request(self, method: str, path: str, body: object = None) -> tuple[int, dict[str, str], object]:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method)
        if data is not None:
            request.add_header("Content-Type", "application/json")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), KeepRedirects)
        try:
            with opener.open(request, timeout=30) as answer:
                status, headers, text = answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            status, headers, text = error.code, error.headers, error.read()
        names = {name.lower(): value for name, value in headers.items()}
        is_json = names.get("content-type") in ("application/json", "application/problem+json")
        return status, names, json.loads(text) if is_json and text else text

    def get(self, path: str) -> object:
        status, _, body = self.request("GET", path)
        assert status == 200, (path, status, body)
        return body


def wait_until(condition: Callable[[], object], timeout_s: float = 30, message: object = "it did not happen") -> object:
    """The first true value of `condition()`; errors of a server that is not up to it yet count as false."""
    deadline = time.monotonic() + timeout_s
    while True:
        with contextlib.suppress(urllib.error.URLError, KeyError):
            if value := condition():
                return value
        assert time.monotonic() < deadline, message() if callable(message) else message
        time.sleep(0.02)


class KeepRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None
