"""Protects: docs/api.md and docs/errors.md say what the program does: they are written from its own document.

`script/documents` (CPSG_WRITE_DOCUMENTS=1) writes them anew.
"""
from __future__ import annotations

import os
import sys
from pathlib import Path

from harness import Cpsg

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from api_documents import api_markdown, errors_markdown  # noqa: E402


def hold(path: Path, wanted: str) -> None:
    if os.environ.get("CPSG_WRITE_DOCUMENTS"):
        path.write_text(wanted)
    assert path.read_text() == wanted, f"{path.name} is not what script/documents writes"


def test_the_documents_are_those_of_the_program(cpsg: Cpsg) -> None:
    with cpsg.serving() as served:
        status, headers, document = served.request("GET", "/openapi.json")
    assert status == 200 and headers["content-type"] == "application/json" and headers["etag"]
    api = ROOT / "docs/api.md"
    hold(api, api_markdown(document, api.read_text()))
    errors = ROOT / "docs/errors.md"
    hold(errors, errors_markdown(ROOT, errors.read_text()))
