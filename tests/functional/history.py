"""Makes git repositories: plain histories in bulk by fast-import, odd commits byte by byte."""
from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
FIRST_TIME = 1_500_000_000
SETTINGS = {"safe.directory": "*", "gc.auto": "0", "maintenance.auto": "false", "init.defaultBranch": "main"}


def git_environment() -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment.update(GIT_CONFIG_NOSYSTEM="1", GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_COUNT=str(len(SETTINGS)),
                       GIT_TERMINAL_PROMPT="0", LC_ALL="C", no_proxy="127.0.0.1")
    for number, (key, value) in enumerate(SETTINGS.items()):
        environment[f"GIT_CONFIG_KEY_{number}"] = key
        environment[f"GIT_CONFIG_VALUE_{number}"] = value
    return environment


class Repository:
    """A bare repository on disk."""

    def __init__(self, path: Path):
        self.path = Path(path)
        self._clock = FIRST_TIME

    @classmethod
    def create(cls, path: Path, *options: str) -> "Repository":
        repository = cls(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["git", "init", "-q", "--bare", *options, str(path)], check=True, env=git_environment())
        return repository

    @classmethod
    def copy(cls, source: Path, path: Path) -> "Repository":
        """A copy that borrows the objects of the original, which stays as it is."""
        path.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["git", "clone", "-q", "--bare", "--shared", str(source), str(path)], check=True,
                       env=git_environment())
        repository = cls(path)
        for ref in repository.git("for-each-ref", "--format=%(refname)").decode().split():
            if not ref.startswith(("refs/heads/", "refs/tags/")):
                repository.git("update-ref", "-d", ref)
        return repository

    def git(self, *args: str | bytes, stdin: bytes = b"") -> bytes:
        done = subprocess.run(["git", "-C", str(self.path), *args], input=stdin, capture_output=True,
                              env=git_environment())
        if done.returncode != 0:
            raise RuntimeError(f"git {args}: {done.stderr.decode(errors='replace')}")
        return done.stdout

    def text(self, *args: str) -> str:
        return self.git(*args).decode().strip()

    def oid(self, revision: str) -> str:
        return self.text("rev-parse", "--verify", revision)

    def heads(self) -> dict[str, str]:
        lines = self.git("for-each-ref", "--format=%(objectname) %(refname)", "refs/heads").decode(
            errors="surrogateescape").splitlines()
        return {ref.removeprefix("refs/heads/"): oid for oid, ref in (line.split(" ", 1) for line in lines)}

    def point(self, branch: str, oid: str) -> None:
        self.git("update-ref", f"refs/heads/{branch}", oid)

    def delete(self, branch: str) -> None:
        self.git("update-ref", "-d", f"refs/heads/{branch}")

    def set_default(self, branch: str) -> None:
        self.git("symbolic-ref", "HEAD", f"refs/heads/{branch}")

    def raw_commit(self, *, parents: list[str] = (), author: bytes = b"A U Thor <author@example.com> 1500000000 +0000",
                   committer: bytes | None = None, extra: bytes = b"", message: bytes = b"message\n") -> str:
        """A commit exactly as given, however odd."""
        lines = [b"tree " + EMPTY_TREE.encode(), *(b"parent " + parent.encode() for parent in parents),
                 b"author " + author, b"committer " + (author if committer is None else committer)]
        content = b"\n".join(lines) + b"\n" + extra + b"\n" + message
        self.git("hash-object", "-t", "tree", "-w", "--stdin")
        return self.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=content).decode().strip()

    def grow(self, branch: str, commits: int, rng: random.Random, *, start: str | None = None,
             merge: list[str] = (), people: int = 20) -> str:
        """Adds plain commits to a branch, the first on `start` (default: its tip, if any); `merge` are further
        parents of the last one. Answers the new tip."""
        parent = start or self.heads().get(branch)
        pieces: list[bytes] = []
        for number in range(commits):
            person = rng.randrange(people)
            self._clock += rng.randrange(1, 4000)
            message = f"Change {rng.randrange(10**9)} of {branch}\n\n{'text ' * rng.randrange(30)}\n".encode()
            zone = rng.choice(["+0000", "+0100", "-0730", "+0545"])
            who = f"Person {person} <person{person}@example.com>"
            pieces.append(f"commit refs/heads/{branch}\nauthor {who} {self._clock - rng.randrange(500)} {zone}\n"
                          f"committer {who} {self._clock} {zone}\ndata {len(message)}\n".encode() + message)
            if number == 0 and parent:
                pieces.append(f"from {parent}\n".encode())
            if number == commits - 1:
                pieces.extend(f"merge {other}\n".encode() for other in merge)
        self.git("fast-import", "--quiet", "--force", "--date-format=raw-permissive", stdin=b"".join(pieces))
        return self.oid(f"refs/heads/{branch}")


def small_project(path: Path, seed: int = 1, commits: int = 60) -> Repository:
    """Three branches, a merge, a tag: the ordinary case."""
    rng = random.Random(seed)
    repository = Repository.create(path)
    base = repository.grow("main", commits, rng)
    topic = repository.grow("topic", 5, rng, start=base)
    repository.grow("main", 7, rng, merge=[topic])
    repository.grow("work/in-progress", 9, rng, start=base)
    repository.git("tag", "v1", base)
    return repository
