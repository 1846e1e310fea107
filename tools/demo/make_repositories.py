#!/usr/bin/env python3
"""Makes the demo: a dozen repositories with made-up histories of several years, up to this week.

usage: make_repositories.py --output DIR      fills DIR/demo/NAME.git; prints `made` if it did, `kept` if they are there
       make_repositories.py --next-day DIR    what happens after the first look: pushes, a force-push, a deleted branch

The same histories on every machine, counted back from a Monday: they are made again when they are a month old, or when
this program changed. `lighthouse` has what trips parsers (old encodings, odd zones and dates, an empty message, an
octopus merge, an unrelated root), `hollow` has no commit at all.
"""
from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import time
from pathlib import Path

from fast_import import Change, FastImport, Person
from story import DAY_S, PEOPLE, Plan, Story

OWNER = "demo"
KEPT_DAYS = 31
PLANS = [
    Plan("orchard", 11, "Grows fruit trees from plans; busy, with releases and many hands", 2600, 1150, stars=12_418,
         people=12, releases=5),
    Plan("lighthouse", 7, "Old and full of odd commits: encodings, zones, dates", 900, 2800, stars=3_872, people=9,
         releases=3),
    Plan("nursery", 3, "Small, and its default branch is called trunk", 250, 250, stars=86, default_branch="trunk",
         people=5),
    Plan("atlas", 21, "The largest: six years of maps", 6000, 2200, stars=24_650, people=12, releases=8, open_lines=14),
    Plan("harbour", 22, "Half of its commits come from bots", 1400, 900, stars=648, people=4, releases=2, updates=0.20),
    Plan("quarry", 23, "Went quiet eight months ago", 700, 1300, stars=2_140, quiet_days=240, people=5, abandoned=0.6),
    Plan("sundial", 24, "One author, one branch, a commit now and then", 60, 1500, stars=37, people=1, releases=0,
         open_lines=0),
    Plan("loom", 25, "Dozens of branches that nobody deletes", 800, 1000, stars=5_310, people=8, open_lines=40,
         abandoned=0.7),
    Plan("beacon", 26, "Six weeks old and growing fast", 420, 42, stars=1_893, people=7, releases=1, open_lines=12),
    Plan("canal", 27, "Finished three years ago after nine years of work", 1800, 3300, stars=8_745, quiet_days=1100,
         people=6, releases=6),
    Plan("hollow", 28, "Created, and nothing pushed yet", 0, 0, stars=2, people=1, releases=0),
]
# What it says of itself is what GitHub's stand-in shows: all but the history of the demo's repositories is made up.
MADE_UP = "stars, issues and reviews are invented"
NEXT_DAY = "refs/demo/next-day"
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


def make_repository(plan: Plan, repository: Path, today_s: int) -> None:
    subprocess.run(["git", "init", "--quiet", "--bare", str(repository)], check=True)
    (repository / "description").write_text(f"{plan.about} ({MADE_UP})\n")
    (repository / "stars").write_text(f"{plan.stars}\n")
    git(repository, "symbolic-ref", "HEAD", f"refs/heads/{plan.default_branch}")
    git(repository, "config", "uploadpack.allowFilter", "true")
    if plan.commits == 0:
        return
    importer = FastImport(repository)
    story = Story(plan, importer, today_s)
    story.tell()
    if plan.name == "lighthouse":
        add_oddities(story)
    for branch, mark in story.refs.items():
        importer.publish(f"refs/heads/{branch}", mark)
    # GitHub shows pull requests as refs of their own; they are no branches and must not be counted as such.
    for number, pull in story.pulls.items():
        importer.publish(f"refs/pull/{number}/head", pull.head)
        if pull.merge is not None:
            importer.publish(f"refs/pull/{number}/merge", pull.merge)
    moves, deleted = story.tell_next_day() if plan.quiet_days == 0 else ({}, [])
    for branch, mark in moves.items():
        importer.publish(f"{NEXT_DAY}/move/{branch}", mark)
    for branch in deleted:
        importer.publish(f"{NEXT_DAY}/delete/{branch}", story.main_tip)
    importer.close()
    git(repository, "repack", "-a", "-d", "--quiet")


def apply_next_day(repository: Path) -> None:
    """Moves and deletes branches as the refs below NEXT_DAY say, once."""
    listed = subprocess.run(["git", "-C", str(repository), "for-each-ref", "--format=%(objectname) %(refname)", NEXT_DAY],
                            check=True, capture_output=True, text=True).stdout
    commands: list[str] = []
    for line in listed.splitlines():
        oid, ref = line.split(" ", 1)
        change, branch = ref.removeprefix(NEXT_DAY + "/").split("/", 1)
        commands.append(f"update refs/heads/{branch} {oid}" if change == "move" else f"delete refs/heads/{branch}")
        commands.append(f"delete {ref}")
    if not commands:
        return
    subprocess.run(["git", "-C", str(repository), "update-ref", "--stdin"], input="\n".join(commands) + "\n", text=True,
                   check=True)


def monday_s(now_s: float) -> int:
    """The start of the week; the epoch began on a Thursday."""
    days = int(now_s) // DAY_S
    return (days - (days + 3) % 7) * DAY_S


def recipe() -> str:
    """Names this version of the generator, so that its output is made again when it changes."""
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def is_fresh(stamp: Path, now_s: float) -> bool:
    if not stamp.is_file():
        return False
    made_by, _, today = stamp.read_text().partition(" ")
    return made_by == recipe() and today.isdigit() and 0 <= now_s - int(today) < KEPT_DAYS * DAY_S


def make_all(output: Path, now_s: float) -> bool:
    """Fills `output` unless it holds what this version makes, of this month; tells whether it did."""
    target = output / OWNER
    stamp = output / f"{OWNER}.recipe"
    if is_fresh(stamp, now_s) and target.is_dir():
        return False
    stamp.unlink(missing_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    today_s = monday_s(now_s)
    for plan in PLANS:
        make_repository(plan, target / f"{plan.name}.git", today_s)
    stamp.write_text(f"{recipe()} {today_s}")
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes the demo repositories.")
    parser.add_argument("--output", type=Path, help="directory that gets demo/NAME.git")
    parser.add_argument("--next-day", type=Path, metavar="DIR", help="change the repositories that are there")
    arguments = parser.parse_args()
    if arguments.next_day:
        for plan in PLANS:
            if plan.commits > 0:
                apply_next_day(arguments.next_day / OWNER / f"{plan.name}.git")
        return 0
    if not arguments.output:
        parser.error("--output or --next-day is needed")
    arguments.output.mkdir(parents=True, exist_ok=True)
    print("made" if make_all(arguments.output, time.time()) else "kept")
    return 0


if __name__ == "__main__":
    sys.exit(main())
