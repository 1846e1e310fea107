"""Protects: every list that can be had as CSV or NDJSON loads into what people use for tables, without a warning, with the same values
as its pages have, flat: no field is JSON.

How: each route of the API's own document that has these formats, of a project with everything there is. Short: sqlite3 reads the CSV
with `.import`. Long (script/soak document): pandas too, of which CPSG_PANDAS_PYTHON names an interpreter that has it.
"""
from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import sqlite3
import subprocess
import urllib.request
from pathlib import Path

import pytest
from github_sim import GithubCpsg, GithubSim, Refused
from harness import Served

NAME = "acme/tables"
NAMES = {"owner": "acme", "name": "tables", "number": "1", "id": "b1"}


@pytest.fixture
def served(sim: GithubSim, github: GithubCpsg):
    with contextlib.suppress(Refused):  # it is there already
        sim.create(NAME, pulls=30)
    github.sync(NAME)
    github.ok("batch", "create", "=1+1, \"x\"", NAME)
    with github.serving() as server:
        yield server


def lists(document: dict) -> list[str]:
    """The targets of all lists that come as CSV."""
    targets = []
    for path, methods in document["paths"].items():
        operation = methods.get("get", {"parameters": []})
        formats = [parameter for parameter in operation["parameters"] if parameter.get("name") == "format"]
        if not formats or "json" not in formats[0]["schema"]["enum"] or "csv" not in formats[0]["schema"]["enum"]:
            continue
        if any(parameter.get("required") and parameter["in"] == "query" for parameter in operation["parameters"]):
            continue
        for name, value in NAMES.items():
            path = path.replace("{%s}" % name, value)
        if "{" not in path:
            targets.append(path)
    return targets


def text_of(served: Served, target: str) -> str:
    with urllib.request.urlopen(served.url + target, timeout=60) as answer:
        return answer.read().decode()


def rows_of_pages(served: Served, path: str) -> list[dict]:
    rows, cursor = [], ""
    while True:
        page = served.get(f"{path}?{cursor}")
        rows += page["data"]
        if page["next"] is None:
            return rows
        cursor = f"cursor={page['next']}"


def flat(value: object) -> str:
    """A value as a field of CSV has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " ".join(":".join(map(str, each.values())) if isinstance(each, dict) else str(each) for each in value)
    return str(value)


def is_split(value: object) -> bool:
    """Whether its objects are records of their own: they are no pairs of a text and a number."""
    return isinstance(value, list) and any(isinstance(each, dict) and len(each) != 2 for each in value)


def records_of(row: dict, header: list[str]) -> list[list[str]]:
    for name, value in row.items():
        if is_split(value):
            return [record_of({**row, name: each}, header) for each in value]
    return [record_of(row, header)]


def record_of(row: dict, header: list[str]) -> list[str]:
    values = {}
    for name, value in row.items():
        if isinstance(value, dict):
            values |= {f"{name}_{inner}": flat(each) for inner, each in value.items() if not isinstance(each, dict)}
            values |= {f"{name}_{inner}_{last}": flat(each[last]) for inner, each in value.items() if isinstance(each, dict)
                       for last in each}
        else:
            values[name] = flat(value)
    return [values.get(name, "") for name in header]


def test_every_list_loads_as_a_table(served: Served, tmp_path: Path) -> None:
    targets = lists(served.get("/openapi.json"))
    assert len(targets) >= 9
    for number, path in enumerate(targets):
        rows = rows_of_pages(served, path)
        text = text_of(served, f"{path}?format=csv")
        header, *records = csv.reader(io.StringIO(text, newline=""), strict=True)
        assert len(set(header)) == len(header), path
        # What changes from one moment to the next is compared elsewhere.
        all_expected = [record for row in rows for record in records_of(row, header)]
        assert len(records) == len(all_expected), path
        for expected, record in zip(all_expected, records):
            assert not any(field.startswith(("[", "{")) for field in record), f"{path}: JSON in a field"
            moving = {name for name in header if name.startswith("status_") or name == "updated_at"}
            assert [value for name, value in zip(header, record) if name not in moving] == \
                [value for name, value in zip(header, expected) if name not in moving], path
        assert [json.loads(line).keys() for line in text_of(served, f"{path}?format=ndjson").splitlines()] == \
            [row.keys() for row in rows], path
        loads_in_sqlite(tmp_path / f"{number}.csv", text, header, len(records))
        if python := os.environ.get("CPSG_PANDAS_PYTHON"):
            loads_in_pandas(python, tmp_path / f"{number}.csv", header, len(records))


def loads_in_sqlite(path: Path, text: str, header: list[str], rows: int) -> None:
    path.write_text(text, newline="")
    database = path.with_suffix(".db")
    done = subprocess.run(["sqlite3", database, f".import --csv {path} rows"], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), path
    with contextlib.closing(sqlite3.connect(database)) as connection:
        if not rows:
            return  # sqlite3 makes no table of a header alone
        assert [column[1] for column in connection.execute("PRAGMA table_info(rows)")] == header
        assert connection.execute("SELECT count(*) FROM rows").fetchone() == (rows,)


def loads_in_pandas(python: str, path: Path, header: list[str], rows: int) -> None:
    program = "import json, pandas, sys; table = pandas.read_csv(sys.argv[1]); print(json.dumps([list(table.columns), len(table)]))"
    done = subprocess.run([python, "-W", "error", "-c", program, path], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), path
    assert json.loads(done.stdout) == [header, rows], path


def test_a_file_for_a_spreadsheet_has_a_byte_order_mark_and_no_formula(served: Served) -> None:
    text = text_of(served, "/v1/batches?format=csv&spreadsheet=true&limit=1")
    assert text.startswith("\ufeff"), "Excel reads it as UTF-8"
    header, record = csv.reader(io.StringIO(text[1:], newline=""))
    assert dict(zip(header, record))["name"] == "'=1+1, \"x\""
    header, record = csv.reader(io.StringIO(text_of(served, "/v1/batches?format=csv&limit=1"), newline=""))
    assert dict(zip(header, record))["name"] == "=1+1, \"x\""
