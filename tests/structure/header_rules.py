"""Every header field that the server reads of a request is known to the scanner of plain requests (cpsg/http/plain_request.h), which
otherwise passes over it: a request that asks for something would get the stored answer of one that does not."""
from __future__ import annotations

import re
from pathlib import Path

from include_rules import test_files
from project_files import cpp_files, fault

READ = re.compile(r'\brequest_?\.header\("([^"]+)"\)')
KNOWN = re.compile(r'\bField\{"([^"]+)"')
SCANNER = "cpsg/http/plain_request.cc"


def header_faults(root: Path) -> list[str]:
    known = set(KNOWN.findall((root / SCANNER).read_text()))
    for_tests = test_files(root)
    found = [] if known else [f"{SCANNER}: no Field could be read as this check expects it: mend one of the two"]
    for path in cpp_files(root):
        if path.relative_to(root).as_posix() in for_tests:
            continue
        text = path.read_text()
        for match in READ.finditer(text):
            if match[1] not in known:
                line = text.count("\n", 0, match.start()) + 1
                found.append(fault(root, path, line, f"{SCANNER} does not know the header field {match[1]}"))
    return found
