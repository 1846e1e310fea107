"""Generates the large histories of the benchmarks, once, into the cache.

Shaped like an active project: one long main line with merges of short topic branches, about 25 branches of several ages,
2,000 people of whom few write most, messages of about 200 bytes with trailers. Packed as a server keeps its repositories:
one pack, a bitmap and a commit-graph. No deltas are looked for, since git finds none among such commits; the packs of the
real histories have some. The content of files plays no part (`filter tree:0`): all commits share one tree.
"""
from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

VERSION = 1  # of what is generated; another one is another directory
PEOPLE = 2_000
BRANCHES = 25
PHRASES = 30_000
FIRST_TIME = 1_200_000_000
GAP_S = 600  # between two commits, at most
WRITE_BYTES = 1 << 20


def git_environment() -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    settings = {"gc.auto": "0", "maintenance.auto": "false", "safe.directory": "*", "init.defaultBranch": "main"}
    environment.update(GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_COUNT=str(len(settings)),
                       GIT_TERMINAL_PROMPT="0", LC_ALL="C", no_proxy="127.0.0.1")
    for number, (key, value) in enumerate(settings.items()):
        environment[f"GIT_CONFIG_KEY_{number}"] = key
        environment[f"GIT_CONFIG_VALUE_{number}"] = value
    return environment


def git(*args: object, **options) -> subprocess.CompletedProcess:
    return subprocess.run(["git", *map(str, args)], check=True, env=git_environment(), **options)


class Writer:
    """The fast-import stream of one history."""

    def __init__(self, seed: int, gap_s: int = GAP_S):
        self.gap_s = gap_s
        self.rng = random.Random(seed)
        syllables = "re fix add con test par ser ver load con ment ing the for er able un cache stream del ta".split()
        self.words = sorted({"".join(self.rng.choices(syllables, k=self.rng.randrange(1, 4))) for _ in range(4000)})
        self.rng.shuffle(self.words)
        names = [f"{self._word()} {self._word()}".title() for _ in range(PEOPLE)]
        self.people = [f"{name} <{name.replace(' ', '.').lower()}{n}@example.com>" for n, name in enumerate(names)]
        self.phrases = [" ".join(self._word() for _ in range(self.rng.randrange(4, 8))) for _ in range(PHRASES)]
        self.clock = FIRST_TIME
        self.mark = 0

    def _word(self) -> str:
        return self.words[int(len(self.words) * self.rng.random() ** 2)]

    def person(self) -> str:
        return self.people[int(PEOPLE * self.rng.random() ** 3)]

    def commit(self, branch: str, parents: list[int]) -> str:
        random_ = self.rng.random
        self.mark += 1
        self.clock += int(self.gap_s * random_())
        author = self.person()
        subject, first, second, third = (self.phrases[int(PHRASES * random_())] for _ in range(4))
        message = f"{subject}\n\n{first} {second}\n{third}\n\nSigned-off-by: {author}\n"
        zone = ("+0000", "+0100", "-0500", "-0800", "+0530")[int(5 * random_())]
        lines = [f"commit refs/heads/{branch}\nmark :{self.mark}\nauthor {author} {self.clock - int(90000 * random_())} "
                 f"{zone}\ncommitter {author} {self.clock} {zone}\ndata {len(message)}\n{message}"]
        if parents:
            lines.append(f"from :{parents[0]}\n" + "".join(f"merge :{other}\n" for other in parents[1:]))
        else:
            lines.append("M 100644 inline README\ndata 6\nbench\n\n")
        return "".join(lines)

    def history(self, commits: int) -> Iterator[str]:
        """Main with a topic branch merged now and then; then the branches that stay, at random places."""
        apart = [1 + int(300 * self.rng.random() ** 4) for _ in range(BRANCHES - 1)]
        main: list[int] = []
        while self.mark < commits - sum(apart):
            topic: list[int] = []
            if main and self.rng.random() < 0.08:
                topic = [main[-1 - int(min(len(main), 40) * self.rng.random())]]
                for _ in range(1 + int(6 * self.rng.random())):
                    yield self.commit("topic", topic[-1:])
                    topic.append(self.mark)
                topic = topic[-1:]
            yield self.commit("main", main[-1:] + topic)
            main.append(self.mark)
        for number, length in enumerate(apart):
            tip = [main[-1 - int((len(main) - 1) * self.rng.random() ** 3)]]
            for _ in range(length):
                yield self.commit(f"feature/{number:02}", tip)
                tip = [self.mark]


def feed(process: subprocess.Popen, pieces: Iterator[str]) -> None:
    block: list[str] = []
    size = 0
    for piece in pieces:
        block.append(piece)
        size += len(piece)
        if size >= WRITE_BYTES:
            process.stdin.write("".join(block).encode())
            block, size = [], 0
    process.stdin.write("".join(block).encode())
    process.stdin.close()
    if process.wait() != 0:
        raise RuntimeError("git fast-import failed")


def generate(path: Path, commits: int, gap_s: int = GAP_S) -> None:
    git("init", "-q", "--bare", path)
    process = subprocess.Popen(["git", "-C", str(path), "fast-import", "--quiet", "--depth=0"], stdin=subprocess.PIPE,
                               env=git_environment())
    feed(process, Writer(commits, gap_s).history(commits))
    git("-C", path, "update-ref", "-d", "refs/heads/topic")
    git("-C", path, "repack", "-q", "-a", "-d", "-b", "--window=0")
    git("-C", path, "commit-graph", "write", "--reachable", "--no-progress")


def generated(cache: Path, commits: int, gap_s: int = GAP_S) -> Path:
    """The repository of that many commits, at most gap_s apart, made now if it is not there."""
    path = cache / f"generated-{commits}{f'-{gap_s}s' if gap_s != GAP_S else ''}-v{VERSION}.git"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        print(f"generating a history of {commits:,} commits in {path} ...", file=sys.stderr, flush=True)
        fresh = Path(tempfile.mkdtemp(dir=cache))
        try:
            generate(fresh, commits, gap_s)
            fresh.rename(path)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return path


def push(repository: Path, commits: int, seed: int, branch: str = "main", start: str | None = None, merged: str | None = None) -> None:
    """Adds commits to a branch, as a push would: on its tip or, where another start is given, in place of what it had. The
    last one may merge another branch."""
    writer = Writer(seed)
    writer.clock = FIRST_TIME + 10**9 + seed * 10**5
    parts = [f"reset refs/heads/{branch}\nfrom {resolve(repository, start or f'refs/heads/{branch}')}\n\n"]
    for number in range(commits):
        parts.append(writer.commit(branch, [number] if number else []).replace("M 100644 inline README\ndata 6\nbench\n", ""))
    if merged:
        parts.append(f"merge {resolve(repository, f'refs/heads/{merged}')}\n")
    git("-C", repository, "fast-import", "--quiet", "--force", input="".join(parts).encode())


def resolve(repository: Path, revision: str) -> str:
    return git("-C", repository, "rev-parse", "--verify", revision, capture_output=True).stdout.decode().strip()
