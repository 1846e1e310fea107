"""How long a reader of the dashboard waits, in Debian's Chromium, on ten thousand made-up projects and on the demo's world."""
from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from report import Figure

PROJECT = Path(__file__).resolve().parents[1]
MEASURES = [
    ("firstPaint", "fleet of 10,000: first paint", "ms", 300.0),
    ("usable", "fleet of 10,000: rows can be used", "ms", 700.0),
    ("filter", "fleet of 10,000: a typed letter to filtered rows, slowest of five", "ms", 50.0),
    ("longestTask", "fleet of 10,000: longest task", "ms", 100.0),
    ("heapMb", "fleet of 10,000: heap", "MB", 80.0),
    ("project", "a project opens, warm", "ms", 150.0),
    ("zoom", "zoom over five years by hour", "ms", 50.0),
]


def measure(add: Callable[[Figure], None], binary: Path, runs: int, quick: bool) -> None:
    command = [PROJECT / "script/node", PROJECT / "dashboard/tests/measure.ts", str(runs)]
    result = subprocess.run(command, env={**os.environ, "CPSG_BIN": str(binary)}, stdout=subprocess.PIPE, check=True, text=True)
    times = json.loads(result.stdout)
    for name, meaning, unit, goal in MEASURES:
        add(Figure(meaning, unit, times[name], "", [], "value", None if quick else goal))
