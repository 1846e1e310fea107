"""Fills the empty database of a cpsg with made-up projects: statistics of a year by day, activity, people, pull requests.

    python3 bench/made_up_store.py cpsg.db 10000

It writes the tables themselves, because syncing ten thousand repositories takes an hour. The first projects are busy every day, the
n-th has about 1/n of their activity.
"""
from __future__ import annotations

import random
import sqlite3
import sys
import time

DAY_S = 86_400
DAYS = 400


def varint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def packed_year(hours: dict[int, int]) -> bytes:
    """As model/activity.cc packs a year: commits of an hour, all on the default branch, none of bots or merges."""
    out, before = bytearray([1]), -1
    for hour, commits in sorted(hours.items()):
        out += varint(hour - before) + bytes([0b00010001]) + varint(commits) * 2
        before = hour
    return bytes(out)


class Writer:
    def __init__(self, database: sqlite3.Connection, now: int):
        self.database, self.now, self.chance = database, now, random.Random(1)

    def project(self, number: int) -> None:
        busy = min(1.0, 0.02 + 150 / (number + 1))
        owner, name = f"organisation-{number % 400}", f"project-{number}"
        self.insert("projects", project_no=number, id=f"p{number:020x}", owner=owner, name=name, full_name_lower=f"{owner}/{name}",
                    source_url="", generation=1, empty=0, commits=self.chance.randrange(50_000), commits_all=60_000, branches=7,
                    contributors=90, missing_parents=0, shallow=0, state="ok", since=self.now, next_sync_at=self.now + 9 * DAY_S,
                    last_synced_at=self.now, revision=3, github_id=number, node_id=f"R_{number}")
        stars, forks = self.history(number, busy)
        words = "A library of things for the people who need them, fast and small, with a graph of everything".split()
        self.insert("statistics", project_no=number, observed_at=self.now, description=" ".join(self.chance.sample(words, 9)),
                    topics="", license="MIT", visibility="public", archived=0, fork=0,
                    language=f"language-{self.chance.randrange(30)}", languages="", stars=stars, forks=forks, open_issues=4,
                    pulls_open=5, pulls_closed=6, pulls_merged=7, pushed_at=self.now - self.chance.randrange(300 * DAY_S))
        self.activity(number, busy)
        self.people(number, busy)
        self.pulls(number)

    def insert(self, table: str, **values: object) -> None:
        places = ", ".join("?" * len(values))
        self.database.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})", tuple(values.values()))

    def history(self, number: int, busy: float) -> tuple[int, int]:
        stars, forks, rows = self.chance.randrange(20_000), self.chance.randrange(2_000), []
        for day in range(self.now // DAY_S - DAYS, self.now // DAY_S + 1):
            stars += self.chance.randrange(1, 6) if self.chance.random() < 2 * busy else 0
            forks += self.chance.random() < busy
            rows.append((number, day, stars, forks, 5, self.now))
        self.database.executemany(
            "INSERT INTO project_history (project_no, day, stars, forks, pulls_open, observed_at) VALUES (?, ?, ?, ?, ?, ?)", rows)
        return stars, forks

    def activity(self, number: int, busy: float) -> None:
        years: dict[int, dict[int, int]] = {}
        for back in range(DAYS):
            if self.chance.random() >= busy:
                continue
            for _ in range(self.chance.randrange(1, 6)):
                at = time.gmtime(self.now - back * DAY_S - self.chance.randrange(DAY_S))
                hours = years.setdefault(at.tm_year, {})
                hour = (at.tm_yday - 1) * 24 + at.tm_hour
                hours[hour] = hours.get(hour, 0) + 1
        for year, hours in years.items():
            self.insert("activity", key=number << 32 | year, hours=packed_year(hours))

    def people(self, number: int, busy: float) -> None:
        rows = [(number << 32 | person, number, -person, "", f"person {person}", 1,
                 self.now - self.chance.randrange(int(2_000 * DAY_S * (1 - busy / 2)))) for person in range(int(20 + 500 * busy))]
        self.database.executemany(
            "INSERT INTO contributors (key, project_no, commits_all_desc, email, name, commits, last_commit_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def pulls(self, number: int) -> None:
        rows = []
        for pull in range(1, 60_000 // (number + 30)):
            merged = self.now - self.chance.randrange(800 * DAY_S)
            rows.append((number << 32 | pull, "A change", "merged", 0, 0, "main", "topic", merged - self.chance.randrange(30 * DAY_S),
                         merged, merged, merged, ""))
        self.database.executemany(
            "INSERT INTO pull_requests (key, title, state, draft, bot, base_ref, head_ref, created_at, updated_at, closed_at, merged_at,"
            " labels) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        self.insert("pull_walks", project_no=number, watermark=self.now, seen=0, short_before=0, by_rest=0)


def main() -> None:
    database = sqlite3.connect(sys.argv[1], isolation_level=None)
    database.execute("PRAGMA synchronous = OFF")
    database.execute("BEGIN IMMEDIATE")
    writer = Writer(database, int(time.time()))
    for number in range(1, int(sys.argv[2]) + 1):
        writer.project(number)
    database.execute("COMMIT")


if __name__ == "__main__":
    main()
