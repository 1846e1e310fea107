#!/usr/bin/env python3
"""Keeps a copy of all that a cpsg server exports in a SQLite database: every project, commit, branch and pull request.

    python3 warehouse.py http://127.0.0.1:8080 warehouse.db [--key KEY] [--every SECONDS]

docs/warehouse.md says how it works, and why no row is missed or doubled. The Python standard library is enough.
"""
from __future__ import annotations

import argparse
import http.client
import json
import sqlite3
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator

COLUMNS = ("id", "full_name", "description", "language", "state", "stars", "forks", "commits", "people", "pulls_open",
           "pushed_at", "last_synced_at")
# Of each kind of export: what tells its rows apart within a project.
KINDS = {"commits": "oid", "branches": "name", "pulls": "number"}
BLOCK_BYTES = 64 * 1024
SCHEMA = """
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS projects (id TEXT PRIMARY KEY, full_name TEXT NOT NULL, data TEXT NOT NULL, changed INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS exports (project_id TEXT, kind TEXT, etag TEXT NOT NULL, PRIMARY KEY (project_id, kind));
""" + "".join(f"CREATE TABLE IF NOT EXISTS {kind} (project_id TEXT, {key}, data TEXT NOT NULL, PRIMARY KEY (project_id, {key}));\n"
              for kind, key in KINDS.items())


class Server:
    def __init__(self, url: str, key: str | None):
        self.url = url.rstrip("/")
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}

    def open(self, path: str, etag: str | None = None) -> http.client.HTTPResponse:
        headers = {**self.headers, **({"If-None-Match": etag} if etag else {})}
        return urllib.request.urlopen(urllib.request.Request(self.url + path, headers=headers), timeout=60)

    def index(self, after: str | None) -> dict:
        query = {"fields": ",".join(COLUMNS), **({"after": after} if after else {})}
        with self.open("/v1/index?" + urllib.parse.urlencode(query)) as answer:
            return json.load(answer)


def forget(database: sqlite3.Connection, project_id: str) -> None:
    for table in (*KINDS, "exports"):
        database.execute(f"DELETE FROM {table} WHERE project_id = ?", (project_id,))
    database.execute("DELETE FROM projects WHERE id = ?", (project_id,))


def take_changes(database: sqlite3.Connection, server: Server) -> None:
    """Learns which projects have changed, and notes that together with the revision that says so."""
    with database:
        known = database.execute("SELECT value FROM state WHERE name = 'revision'").fetchone()
        index = server.index(known[0] if known else None)
        columns = index["columns"]
        rows = [dict(zip(columns, row)) for row in zip(*columns.values())]
        gone = set(index["removed"])
        if index["reset"]:
            gone |= {row[0] for row in database.execute("SELECT id FROM projects")} - set(columns["id"])
        for project_id in gone:
            forget(database, project_id)
        for row in rows:
            database.execute("INSERT OR REPLACE INTO projects VALUES (?, ?, ?, 1)", (row["id"], row["full_name"], json.dumps(row)))
        database.execute("INSERT OR REPLACE INTO state VALUES ('revision', ?)", (index["revision"],))


def whole_lines(answer: http.client.HTTPResponse) -> Iterator[str]:
    """Fails for an answer that breaks off. Iterating over the answer itself would not see that, nor does read() of all."""
    rest = b""
    while block := answer.read(BLOCK_BYTES):
        *lines, rest = (rest + block).split(b"\n")
        yield from (line.decode() for line in lines)
    if rest or answer.length:
        raise http.client.IncompleteRead(rest)


def exported(answer: http.client.HTTPResponse, project_id: str, key: str) -> Iterator[tuple[str, object, str]]:
    for line in whole_lines(answer):
        yield project_id, json.loads(line)[key], line


def take_export(database: sqlite3.Connection, server: Server, project_id: str, full_name: str, kind: str) -> None:
    """Replaces the project's rows of that kind, all or none of them."""
    key = KINDS[kind]
    known = database.execute("SELECT etag FROM exports WHERE project_id = ? AND kind = ?", (project_id, kind)).fetchone()
    path = f"/v1/projects/{urllib.parse.quote(full_name)}/export?kind={kind}"
    try:
        with server.open(path, known and known[0]) as answer:
            database.execute(f"DELETE FROM {kind} WHERE project_id = ?", (project_id,))
            rows = exported(answer, project_id, key)
            database.executemany(f"INSERT INTO {kind} (project_id, {key}, data) VALUES (?, ?, ?)", rows)
            etag = answer.headers.get("ETag", "")
    except urllib.error.HTTPError as error:
        if error.code == 304:
            return
        raise
    database.execute("INSERT OR REPLACE INTO exports VALUES (?, ?, ?)", (project_id, kind, etag))


def take_project(database: sqlite3.Connection, server: Server, project_id: str, full_name: str) -> None:
    with database:
        for kind in KINDS:
            take_export(database, server, project_id, full_name, kind)
        database.execute("UPDATE projects SET changed = 0 WHERE id = ?", (project_id,))


def turn(database: sqlite3.Connection, server: Server) -> int:
    """Brings the copy up to date. How many projects are left for the next turn, because something came between."""
    take_changes(database, server)
    left = 0
    for project_id, full_name in database.execute("SELECT id, full_name FROM projects WHERE changed = 1").fetchall():
        try:
            take_project(database, server, project_id, full_name)
        except (OSError, http.client.HTTPException, ValueError) as error:
            # It was removed or renamed a moment ago, or the connection broke off: the next index tells, or it is tried again.
            print(f"{full_name}: {error}", file=sys.stderr)
            left += 1
    return left


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("database")
    parser.add_argument("--key", help="a key of the API, where the server wants one")
    parser.add_argument("--every", type=float, metavar="SECONDS", help="go on for ever; else it is brought up to date once")
    given = parser.parse_args()
    database = sqlite3.connect(given.database)
    database.executescript(SCHEMA)
    server = Server(given.url, given.key)
    while given.every is not None:
        try:
            turn(database, server)
        except OSError as error:
            print(error, file=sys.stderr)
        time.sleep(given.every)
    try:
        return 1 if turn(database, server) else 0
    except urllib.error.HTTPError as error:
        print(f"{error.url}: {error}: {error.read(2_000).decode('utf-8', 'replace')}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
