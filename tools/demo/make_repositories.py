#!/usr/bin/env python3
"""Makes the demo: three repositories with made-up histories, the same commit ids on every machine.

usage: make_repositories.py --output DIR      fills DIR/demo/{orchard,lighthouse,nursery}.git, once

`orchard` is a busy project of some years, `lighthouse` has what trips parsers (old encodings, odd zones and dates, an
empty message, an octopus merge, an unrelated root), `nursery` is small and its default branch has another name.
"""
from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from fast_import import Change, FastImport, Person
from story import PEOPLE, Plan, Story

OWNER = "demo"
PLANS = [
    Plan("orchard", seed=11, commits=2600, first_epoch_s=1_640_995_200, days=1150, default_branch="main", people=12,
         releases=5),
    Plan("lighthouse", seed=7, commits=900, first_epoch_s=1_262_304_000, days=2800, default_branch="main", people=9,
         releases=3),
    Plan("nursery", seed=3, commits=250, first_epoch_s=1_735_689_600, days=250, default_branch="trunk", people=5,
         releases=1),
]
LATIN_PERSON = Person("Søren Ångström".encode("latin-1"), b"soren@lighthouse.example", b"+0100")


def oddities(now_s: int) -> list[Change]:
    """Commits that real histories hold and that naive readers stumble over."""
    ada = PEOPLE[0]
    return [
        Change(LATIN_PERSON, now_s, "Rätta stavfel på första sidan\n".encode("latin-1"), encoding=b"ISO-8859-1"),
        Change(LATIN_PERSON, now_s + 60, "Encoding nobody declared: é\n".encode("latin-1")),
        Change(PEOPLE[2], now_s + 120, "日本語の説明を直す\n".encode("shift_jis"), encoding=b"Shift_JIS"),
        Change(ada, now_s + 180, b""),
        Change(ada, 0, b"A clock that was never set\n", committed_epoch_s=now_s + 240),
        Change(ada, 4_102_444_800, b"A clock that runs ahead\n", committed_epoch_s=now_s + 300),
        Change(PEOPLE[7], now_s + 360, b"From a quarter-hour zone\n", zone=b"+0545"),
        Change(PEOPLE[8], now_s + 420, b"From a zone that does not exist\n", zone=b"+2730"),
        Change(Person(b"", b""), now_s + 480, b"Nobody's commit\n"),
    ]


def add_oddities(story: Story) -> None:
    for change in oddities(story.now_s):
        story.main_tip = story.write(change, [story.main_tip])
    sides = [story.write(Change(person, story.now_s + 600, b"One of several sides\n"), [story.main_tip])
             for person in PEOPLE[1:4]]
    octopus = Change(PEOPLE[0], story.now_s + 700, b"Bring all sides together\n")
    story.main_tip = story.write(octopus, [story.main_tip, *sides])
    pages = Change(PEOPLE[6], story.now_s + 800, b"Publish the site from a history of its own\n")
    story.refs["gh-pages"] = story.write(pages, [])
    story.refs["топик/ünïcode"] = story.main_tip


def git(repository: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(repository), *arguments], check=True, stdout=subprocess.DEVNULL)


def make_repository(plan: Plan, repository: Path) -> None:
    subprocess.run(["git", "init", "--quiet", "--bare", str(repository)], check=True)
    importer = FastImport(repository)
    story = Story(plan, importer)
    story.tell()
    if plan.name == "lighthouse":
        add_oddities(story)
    for branch, mark in story.refs.items():
        importer.publish(f"refs/heads/{branch}", mark)
    # GitHub shows pull requests as refs of their own; they are no branches and must not be counted as such.
    importer.publish("refs/pull/1/head", story.main_tip)
    importer.close()
    git(repository, "symbolic-ref", "HEAD", f"refs/heads/{plan.default_branch}")
    git(repository, "config", "uploadpack.allowFilter", "true")
    git(repository, "repack", "-a", "-d", "--quiet")


def recipe() -> str:
    """Names this version of the generator, so that its output is made again when it changes."""
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def make_all(output: Path) -> bool:
    """Fills `output` unless it holds what this version makes; tells whether it did."""
    target = output / OWNER
    stamp = output / f"{OWNER}.recipe"
    if stamp.is_file() and target.is_dir() and stamp.read_text() == recipe():
        return False
    stamp.unlink(missing_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    for plan in PLANS:
        make_repository(plan, target / f"{plan.name}.git")
    stamp.write_text(recipe())
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes the demo repositories.")
    parser.add_argument("--output", required=True, type=Path, help="directory that gets demo/NAME.git")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    if make_all(output):
        print(f"made {', '.join(f'{OWNER}/{plan.name}' for plan in PLANS)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
