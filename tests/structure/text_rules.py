"""How files begin, and what must not stand in any of them."""
from __future__ import annotations

import ast
import re
from pathlib import Path

from include_rules import TEST_UNIT
from project_files import cpp_files, fault, python_files, text_files

# Written in pieces, so that this file passes its own check. The attribute and pseudo-element
# of the last name, the hint in an empty field of a page, may stand.
UNFINISHED = re.compile(
    r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK|not imple" r"mented|unimple" r"mented|(?<!::)place" r"holder(?!=))\b")
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:wo" r"rk|fa" r"rm|ro" r"ot|tm" r"p/(?:da" r"ta|bash_jobs|build-\w+))/")
REGISTRY_HOST = re.compile(
    r"\b(?:pyp" r"i\.org|files\.pythonhosted\.org|registry\.np" r"mjs\.org|crat" r"es\.io|proxy\.gol" r"ang\.org"
    r"|repo1?\.maven\.(?:apache\.)?org|(?:deb|security|ftp[.\w]*)\.deb" r"ian\.org)\b")
FORBIDDEN = [(UNFINISHED, "words of unfinished work"), (MACHINE_PATH, "a path of one machine"),
             (REGISTRY_HOST, "the host of a package registry")]


# An attribute of fields in HTML.
MARKUP_SUFFIX, FIELD_HINT = ".tsx", "place" "holder"


def word_faults(root: Path) -> list[str]:
    found = []
    for path, text in text_files(root):
        if path.suffix == MARKUP_SUFFIX:
            text = text.replace(FIELD_HINT, "")
        for number, line in enumerate(text.splitlines(), start=1):
            found += [fault(root, path, number, f"{meaning}: {match[0]}")
                      for pattern, meaning in FORBIDDEN if (match := pattern.search(line))]
    return found


def opening_faults(root: Path) -> list[str]:
    """Headers guard themselves and open with their concept; tests open with what they protect."""
    found = []
    for path in cpp_files(root):
        text = path.read_text()
        if path.suffix == ".h" and not re.search(r"^#pragma once$", text, re.MULTILINE):
            found.append(fault(root, path, 1, "no #pragma once"))
        explained = path.suffix == ".h" or TEST_UNIT.search(path.name)
        if explained and not text.startswith("// "):
            found.append(fault(root, path, 1, "does not open with a comment that says what it is for"))
    for path in python_files(root):
        text = path.read_text()
        if text.strip() and not ast.get_docstring(ast.parse(text)):
            found.append(fault(root, path, 1, "does not open with a docstring that says what it is for"))
    return found
