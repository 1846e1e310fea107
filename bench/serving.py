"""How fast the API answers, beside nginx that returns the same bytes from its configuration, with one worker each; and what many
connections take of memory.
"""
from __future__ import annotations

import contextlib
import dataclasses
import http.client
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import histories
import load
from report import Figure

PROJECT = "acme/hot"
PATH = f"/v1/projects/{PROJECT}"
TRIES = 3  # of which the best counts, for each of the runs
MB = 1_000_000
# Headers that nginx sends by itself, or that differ from answer to answer.
OF_NGINX = {"date", "content-type", "content-length", "connection", "server", "x-request-id"}


class Serving:
    def __init__(self, add: Callable[[Figure], None], binary: Path, scratch: Path, cache: Path, runs: int, quick: bool):
        self.add, self.binary, self.scratch, self.runs, self.quick = add, binary, scratch, runs, quick
        self.seconds, self.tries = (1, 1) if quick else (2, TRIES)
        self.store = scratch / "serving.db"
        repository = histories.generated(cache, 2_000)
        self.command("sync", f"file://{repository}", "--as", PROJECT)

    def command(self, *arguments: str) -> str:
        command = [self.binary, "--set", f"store.url=sqlite:{self.store}", *arguments]
        return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True,
                              env=load.ENVIRONMENT).stdout

    def goal(self, value: float) -> float | None:
        return None if self.quick else value

    def ours(self, **settings: object) -> contextlib.AbstractContextManager[load.Running]:
        return load.cpsg(self.binary, self.store, self.scratch / "serve.log", **settings)

    def theirs(self, answer: "Answer", access_log: str = "off") -> contextlib.AbstractContextManager[load.Running]:
        headers = "".join(f"add_header {name} {quoted(value)}; " for name, value in answer.headers)
        return load.nginx(self.scratch / "nginx", f"{headers}return 200 {quoted(answer.body)};", access_log=access_log)

    def answer(self) -> "Answer":
        """Ours, with the headers that nginx has to be told to send; as many bytes as ours has."""
        with self.ours() as server:
            ours = fetch(server.url + PATH)
        told = dict((name, value) for name, value in ours.headers if name not in OF_NGINX)
        with self.theirs(Answer([*told.items()], ours.body)) as server:
            more = len(fetch(server.url + PATH).bytes()) - len(ours.bytes())
        longest = max(told, key=lambda name: len(told[name]))
        told[longest] = told[longest][:-more] if more > 0 else told[longest] + "x" * -more
        return Answer([*told.items()], ours.body)

    def best(self, server: load.Running, tries: list[tuple[load.Load, float]], **options: object) -> None:
        """One more try: the load, and the processor's time of each request."""
        before = load.cpu_us(server.pid)
        seen = load.wrk(server.url + PATH, self.scratch, self.seconds, **options)
        if seen.errors:
            raise RuntimeError(f"{server.url}: {seen.errors} requests failed")
        tries.append((seen, (load.cpu_us(server.pid) - before) / seen.requests))

    def in_turns(self, ours: load.Running, theirs: load.Running, **options: object) -> "Sides":
        """The runs of both in turns; of each the best of its tries."""
        sides = Sides()
        for _ in range(self.runs):
            mine, other = [], []
            for _ in range(self.tries):
                self.best(ours, mine, **options)
                self.best(theirs, other, **options)
            sides.ours.append(fastest(mine))
            sides.theirs.append(fastest(other))
        return sides

    # ---- what is measured ----

    def hot(self, name: str, goals: bool, ours: load.Running, theirs: load.Running, **options: object) -> None:
        sides = self.in_turns(ours, theirs, connections=16, **options)
        other = "nginx return 200"
        self.add(sides.figure(f"hot GET, {name}", "us", other, "rate", self.goal(1 / 0.95) if goals else None))
        self.add(sides.figure(f"hot GET, {name}: processor's time", "us", other, "cpu", self.goal(1) if goals else None))
        self.add(sides.figure(f"hot GET, {name}: p99", "us", other, "p99", self.goal(1.5) if goals else None))

    def beside_nginx(self, answer: "Answer") -> None:
        key = self.command("keys", "create", "--name", "bench", "--scope", "read").strip()
        with self.ours() as ours, self.theirs(answer) as theirs:
            self.hot("16 connections", True, ours, theirs)
            self.hot("16 connections, with a key", True, ours, theirs, Authorization=f"Bearer {key}")
            sides = self.in_turns(ours, theirs, connections=16, pipelined=16)
            self.add(sides.figure("hot GET, 16 pipelined", "us", "nginx return 200", "rate", self.goal(1 / 3)))
            sides = self.in_turns(ours, theirs, connections=256)
            self.add(sides.figure("hot GET, 256 connections", "us", "nginx return 200", "rate", None))
            self.add(sides.figure("hot GET, 256 connections: p99", "us", "nginx return 200", "p99", None))
        log = self.scratch / "access.log"
        with self.ours(log__level="info") as ours, self.theirs(answer, f"{log} combined") as theirs:
            self.hot("both with access logs", False, ours, theirs)

    def without_cache(self) -> None:
        times = []
        with self.ours(server__answer_cache_bytes=0) as server:
            for _ in range(self.runs):
                tries = []
                self.best(server, tries, connections=16)
                times.append(fastest(tries).rate)
        self.add(Figure("GET without the cache, 16 connections", "us", times, "", [], "value", self.goal(50)))

    def connections(self, what: str, count: int, request: bytes, goal_mb: float) -> None:
        """Memory of the server while so many clients have had the first answer and stay."""
        name = f"{count:,} {what}"
        if not raise_descriptors(count + 100):
            print(f"NOT MEASURED: {name}: a process here may not have so many file descriptors", file=sys.stderr)
            return
        with self.ours() as server, contextlib.ExitStack() as stack:
            port = int(server.url.rpartition(":")[2])
            for _ in range(count):
                client = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
                client.sendall(request)
                first = client.recv(65_536)
                if not first.startswith(b"HTTP/1.1 200"):
                    raise RuntimeError(f"{name}: {first[:200]!r}")
            time.sleep(1)
            used = load.pss_bytes(server.pid) / MB
        self.add(Figure(name, "MB", [used], "", [], "value", self.goal(goal_mb)))


@dataclasses.dataclass
class Answer:
    headers: list[tuple[str, str]]
    body: str

    def bytes(self) -> bytes:
        return "".join(f"{name}: {value}\r\n" for name, value in self.headers).encode() + self.body.encode()


def fetch(url: str) -> Answer:
    host, _, path = url.removeprefix("http://").partition("/")
    with contextlib.closing(http.client.HTTPConnection(host, timeout=30)) as connection:
        connection.request("GET", "/" + path)
        answer = connection.getresponse()
        return Answer([(name.lower(), value) for name, value in answer.getheaders()], answer.read().decode())


def quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


@dataclasses.dataclass
class Try:
    rate: float  # us of wall time a request
    cpu: float  # us of the processor a request
    p99: float  # us


@dataclasses.dataclass
class Sides:
    ours: list[Try] = dataclasses.field(default_factory=list)
    theirs: list[Try] = dataclasses.field(default_factory=list)

    def figure(self, name: str, unit: str, other: str, member: str, goal: float | None) -> Figure:
        ours, theirs = ([getattr(each, member) for each in side] for side in (self.ours, self.theirs))
        return Figure(name, unit, ours, other, theirs, "ratio", goal)


def fastest(tries: list[tuple[load.Load, float]]) -> Try:
    """Of the tries the best rate, the least time of the processor, and the least p99: what else runs only adds to them."""
    return Try(min(seen.us_per_request for seen, _ in tries), min(cpu for _, cpu in tries),
               min(float(seen.p99_us) for seen, _ in tries))


def raise_descriptors(count: int) -> bool:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count:
        return False
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return True


def measure(add: Callable[[Figure], None], binary: Path, scratch: Path, cache: Path, runs: int, quick: bool) -> None:
    serving = Serving(add, binary, scratch, cache, runs, quick)
    serving.beside_nginx(serving.answer())
    serving.without_cache()
    get = f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    serving.connections("idle connections", 1_000 if quick else 10_000, get, 200)
    events = b"GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
    serving.connections("streams of events", 100 if quick else 1_000, events, 60)
