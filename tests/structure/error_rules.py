"""The list of error codes in docs/errors.md says what cpsg/base/error.cc does."""
from __future__ import annotations

import re
from pathlib import Path

ROW = re.compile(r'ErrorTraits\{k\w+, "(\w+)", "([^"]*)", (k\w+), (\d+), (true|false)\}')
EXIT_CODE = re.compile(r"constexpr int (k\w+) = (\d+);")
DOCUMENTED = re.compile(r"^\| `(\w+)` \| ([^|]+?) \| (\d+) \| (\d+) \| (yes|no) \|", re.MULTILINE)
ENUMERATED = re.compile(r"enum class ErrorCode[^{]*\{(.*?)\};", re.DOTALL)


def rows_of_code(root: Path) -> list[tuple[str, ...]]:
    source = (root / "cpsg/base/error.cc").read_text()
    exits = dict(EXIT_CODE.findall(source))
    return [(name, title, exits[exit_name], status, "yes" if retry == "true" else "no")
            for name, title, exit_name, status, retry in ROW.findall(source)]


def codes_enumerated(root: Path) -> int:
    body = ENUMERATED.search((root / "cpsg/base/error.h").read_text())[1]
    return len(re.findall(r"^\s*k\w+", body, re.MULTILINE))


def error_faults(root: Path) -> list[str]:
    documented = DOCUMENTED.findall((root / "docs/errors.md").read_text())
    implemented = rows_of_code(root)
    found = [f"docs/errors.md lacks or contradicts the code: {row}" for row in implemented if row not in documented]
    found += [f"docs/errors.md has a row that the code lacks: {row}" for row in documented if row not in implemented]
    if len(implemented) != codes_enumerated(root):
        found.append("the table of error.cc could not be read as this check expects it: mend one of the two")
    if not found and documented != implemented:
        found.append("docs/errors.md is not in the order of the code")
    return found
