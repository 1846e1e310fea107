"""A folder is a namespace and has its row on the map: ARCHITECTURE.md names what it is and what it may include."""
from __future__ import annotations

import re
from pathlib import Path

from include_rules import MAY_INCLUDE, TESTING, folder_of
from project_files import cpp_files, fault

NAMESPACE = re.compile(r"^namespace (cpsg(?:::\w+)*) \{", re.MULTILINE)
# A namespace within the folder's own, for what would otherwise have no name of its own.
INNER = {"cpsg/base": {"limits", "log"}, "cpsg/github/wire": {"query_texts"}}
ROW = re.compile(r"^\| `([\w/]+)` \|[^|]*\|([^|]*)\|$", re.MULTILINE)


def namespace_faults(root: Path) -> list[str]:
    found = []
    for path in cpp_files(root):
        folder = f"cpsg/{folder_of(root, path)}".removesuffix(f"/{TESTING}").removesuffix("/.")
        wanted = "cpsg" if folder == "cpsg/base" else folder.replace("/", "::")
        allowed = {wanted} | {f"{wanted}::{inner}" for inner in INNER.get(folder, ())}
        named = NAMESPACE.findall(path.read_text())
        if not named and path.suffix == ".h":
            found.append(fault(root, path, 1, f"is in no namespace; its folder's is {wanted}"))
        found += [fault(root, path, 1, f"is in namespace {each}; its folder's is {wanted}")
                  for each in named if each not in allowed]
    return found


def rows_of_the_map(root: Path) -> dict[str, set[str]]:
    """folder -> what its row in ARCHITECTURE.md says it may include."""
    text = (root / "ARCHITECTURE.md").read_text()
    table = text[text.index("| Folder |"):]
    table = table[:table.index("\n\n")]
    return {folder: {name.strip() for name in cell.split(",") if name.strip()} for folder, cell in ROW.findall(table)}


def map_faults(root: Path) -> list[str]:
    rows = rows_of_the_map(root)
    found = [f"ARCHITECTURE.md has no row for cpsg/{folder}" for folder in sorted(MAY_INCLUDE.keys() - rows.keys())]
    found += [f"ARCHITECTURE.md has a row for {folder}, which is no folder" for folder in sorted(rows.keys() - MAY_INCLUDE.keys())]
    found += [f"ARCHITECTURE.md: {folder} may include {sorted(rows[folder])}, include_rules.py has {sorted(allowed)}"
              for folder, allowed in MAY_INCLUDE.items() if folder in rows and rows[folder] != allowed]
    return found
