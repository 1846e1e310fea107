"""Writes commits as a `git fast-import` stream: the plumbing under the demo's stories.

Every commit goes through one scratch ref with its parents named, so that a story can fork, merge and abandon lines of
work freely; only the refs that it publishes at the end exist in the repository.
"""
from __future__ import annotations

import dataclasses
import subprocess
from pathlib import Path

SCRATCH_REF = b"refs/demo/scratch"


@dataclasses.dataclass(frozen=True)
class Person:
    name: bytes  # raw: not all of history is UTF-8
    email: bytes
    zone: bytes = b"+0000"  # where they mostly work from


@dataclasses.dataclass(frozen=True)
class Change:
    """What one commit says, beside its place in the graph."""

    author: Person
    epoch_s: int
    message: bytes
    zone: bytes | None = None  # the author's, unless they travel
    committer: Person | None = None
    committed_epoch_s: int | None = None
    encoding: bytes | None = None  # the header of this name


class FastImport:
    def __init__(self, repository: Path) -> None:
        self.commits = 0
        self._process = subprocess.Popen(
            ["git", "-C", str(repository), "fast-import", "--quiet", "--force", "--date-format=raw-permissive"],
            stdin=subprocess.PIPE,
        )

    def commit(self, change: Change, parents: list[int], path: str, content: bytes) -> int:
        """Adds a commit that writes one file, and returns its mark."""
        self.commits += 1
        mark = self.commits
        if not parents:
            self._write(b"reset %s\n\n" % SCRATCH_REF)
        self._write(b"commit %s\nmark :%d\n" % (SCRATCH_REF, mark))
        self._signature(b"author", change.author, change.epoch_s, change.zone)
        committer = change.committer or change.author
        self._signature(b"committer", committer, change.committed_epoch_s or change.epoch_s, change.zone)
        if change.encoding:
            self._write(b"encoding %s\n" % change.encoding)
        self._data(change.message)
        for word, parent in zip([b"from"] + [b"merge"] * len(parents), parents):
            self._write(b"%s :%d\n" % (word, parent))
        self._write(b"M 100644 inline %s\n" % path.encode())
        self._data(content)
        return mark

    def publish(self, ref: str, mark: int) -> None:
        self._write(b"reset %s\nfrom :%d\n\n" % (ref.encode(), mark))

    def close(self) -> None:
        self._write(b"reset %s\nfrom %s\n\n" % (SCRATCH_REF, b"0" * 40))
        self._process.stdin.close()
        if self._process.wait() != 0:
            raise RuntimeError("git fast-import failed")

    def _signature(self, role: bytes, person: Person, epoch_s: int, zone: bytes | None) -> None:
        self._write(b"%s %s <%s> %d %s\n" % (role, person.name, person.email, epoch_s, zone or person.zone))

    def _data(self, content: bytes) -> None:
        self._write(b"data %d\n%s\n" % (len(content), content))

    def _write(self, piece: bytes) -> None:
        self._process.stdin.write(piece)
