"""The direction of dependence between the folders of cpsg/, and who may know which library.

The table is the design; the includes and the link lines of the CMakeLists are both held against it.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from project_files import cpp_files, fault

# folder -> the folders whose headers it may include, beside its own; in the order of dependence
MAY_INCLUDE: dict[str, set[str]] = {
    "base": set(),
    "model": {"base"},
    "http": {"base"},
    "coordination": {"base"},
    "coordination/local": {"coordination", "base"},
    "storage": {"model", "base"},
    "storage/conformance": {"storage", "model", "base"},
    "storage/sqlite": {"storage", "model", "base"},
    "access": {"storage", "http", "model", "base"},
    "git/pack": {"model", "base"},
    "git/protocol": {"model", "base"},
    "git/graph": {"model", "base"},
    "git/client": {"git/pack", "git/protocol", "http", "model", "base"},
    "github/wire": {"model", "base"},
    "github/accounts": {"github/wire", "http", "model", "base"},
    "github/ledger": {"coordination", "base"},
    "github/client": {"github/accounts", "github/ledger", "github/wire", "coordination", "http", "model", "base"},
    "fleet": {"storage", "model", "base"},
    "schedule": {"storage", "model", "base"},
    "history": {"git/graph", "storage", "model", "base"},
    "pulls": {"storage", "model", "base"},
    "picture": {"base"},
    "shape": {"model", "base"},
    "sync": {"git/client", "git/graph", "git/pack", "git/protocol", "github/client", "github/ledger", "github/wire",
             "history", "schedule", "storage", "http", "model", "base"},
    "api": {"access", "fleet", "sync", "shape", "picture", "pulls", "history", "schedule", "github/ledger", "coordination", "storage", "http", "model",
            "base"},
    "site": {"http", "base"},
    "server": {"api", "site", "access", "fleet", "sync", "shape", "pulls", "history", "schedule", "storage", "storage/sqlite", "git/pack",
               "github/accounts", "github/client", "github/ledger", "coordination", "coordination/local", "http", "model", "base"},
}
# Libraries for tests alone: no program links them, and no cpsg_module() makes them.
TEST_LIBRARIES = {"storage/conformance"}
# What the tests of a folder may include beside that, linked by the TEST part of its link line.
TESTS_MAY_INCLUDE: dict[str, set[str]] = {
    "storage/sqlite": {"storage/conformance"},
    "access": {"storage/sqlite"},
    "github/ledger": {"coordination/local"},
    "fleet": {"storage/sqlite", "storage/conformance"},
    "fleet": {"storage/sqlite"},
    "schedule": {"storage/sqlite"},
    "history": {"storage/sqlite"},
    "pulls": {"storage/sqlite"},
    "sync": {"storage/sqlite"},
    "api": {"storage/sqlite", "coordination/local"},
}
# FOLDER/testing holds what the tests of that folder, and of those that may include it, have in common. The fixtures
# that several parts of git share stand in a folder of their own, which only tests include.
TESTING = "testing"
SHARED_TESTING: dict[str, set[str]] = {"git": {"git/client", "git/graph", "git/pack", "git/protocol", "sync"}}
# What implements a port. One file alone knows which implementation is used.
ADAPTERS = {"storage/sqlite", "coordination/local"}
CONSTRUCTION = "cpsg/server/construction.cc"
# library header -> the folders that may include it
LIBRARY_OWNERS = {
    r"date/.*": {"base"},
    r"sqlite3\.h": {"storage/sqlite"},
    r"curl/.*": {"http"},
    r"(zstd|brotli/.*)\.h": {"http"},
    r"simdjson\.h": {"github/wire"},
    r"boost/(asio|beast)[./].*": {"http"},
    r"toml(\+\+|plusplus)/.*|toml\.hpp": {"server"},
    r"CLI/.*": {"server"},
}
NETWORK_HEADER = re.compile(r"boost/(asio|beast)[./]")
# Each costs half a minute to compile: so few units, and no header that others include.
NETWORK_UNITS_MAX = 2
TEST_UNIT = re.compile(r"_(test|fuzz|benchmark)\.cc$|/testing/[^/]+\.cc$")

INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"(?P<ours>[^"]+)"|<(?P<library>[^>]+)>)', re.MULTILINE)
MODULE = re.compile(r"cpsg_module\((\w+)([^)]*)\)")


def folder_of(root: Path, path: Path) -> str:
    return path.parent.relative_to(root / "cpsg").as_posix()


def include_graph(root: Path) -> dict[str, set[str]]:
    """File -> the headers of ours that it includes, both as paths from the root."""
    return {path.relative_to(root).as_posix(): {ours for _, ours, _ in includes(path) if ours}
            for path in cpp_files(root)}


def reachable(graph: dict[str, set[str]], starts: set[str]) -> set[str]:
    reached: set[str] = set()
    waiting = list(starts)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += graph.get(name, set())
    return reached


def test_files(root: Path) -> set[str]:
    """What no program links: tests and what they share, fuzz targets, benchmarks, and the headers that these alone include."""
    graph = include_graph(root)
    units = {name for name in graph if TEST_UNIT.search(name)}
    production = {name for name in graph if name.endswith(".cc") and name not in units}
    return reachable(graph, units) - reachable(graph, production)


def stem_graph(root: Path) -> dict[str, set[str]]:
    """Stem -> the stems of its folder that it includes. x.h and x.cc are the stem x; what is for tests is left out."""
    for_tests = test_files(root)
    graph: dict[str, set[str]] = {}
    for name, headers in include_graph(root).items():
        if name not in for_tests:
            stem = Path(name).with_suffix("")
            seen = {Path(header).with_suffix("") for header in headers}
            graph.setdefault(stem.as_posix(), set()).update(
                other.as_posix() for other in seen if other.parent == stem.parent and other != stem)
    return graph


def circles(root: Path) -> list[str]:
    """Sets of stems that include each other, in one folder: "cpsg/model: a, b"."""
    graph = stem_graph(root)
    reached = {stem: reachable(graph, seen) for stem, seen in graph.items()}
    sets = {frozenset(other for other in seen if stem in reached.get(other, set()))
            for stem, seen in reached.items() if stem in seen}
    return sorted(f"{Path(min(each)).parent.as_posix()}: {', '.join(sorted(Path(stem).name for stem in each))}"
                  for each in sets)


def circle_faults(root: Path) -> list[str]:
    return [f"{circle} include each other: divide them into layers" for circle in sorted(circles(root))]


def includes(path: Path) -> Iterator[tuple[int, str | None, str | None]]:
    """Line, header of ours, header of a library: one of the two is None."""
    text = path.read_text()
    for match in INCLUDE.finditer(text):
        line = text.count("\n", 0, match.end()) + 1
        yield line, match["ours"], match["library"]


def include_faults(root: Path) -> list[str]:
    found = []
    for_tests = test_files(root)
    for path in cpp_files(root):
        folder = folder_of(root, path)
        owner = folder.removesuffix(f"/{TESTING}")
        if owner not in MAY_INCLUDE and owner not in SHARED_TESTING:
            found.append(fault(root, path, 1, f"folder cpsg/{folder} is not in the table of include_rules.py"))
            continue
        is_test = folder != owner or owner in TEST_LIBRARIES or path.relative_to(root).as_posix() in for_tests
        allowed = allowed_folders(owner, is_test)
        for line, ours, library in includes(path):
            message = wrong_include(root, allowed, ours) if ours else wrong_library(owner, library)
            if message:
                found.append(fault(root, path, line, message))
    return found


def allowed_folders(owner: str, is_test: bool) -> set[str]:
    """What a file of that folder, or of its fixtures, may include."""
    allowed = MAY_INCLUDE.get(owner, {"model", "base"}) | {owner}
    if not is_test:
        return allowed
    allowed |= TESTS_MAY_INCLUDE.get(owner, set())
    shared = {f"{folder}/{TESTING}" for folder, users in SHARED_TESTING.items() if owner in users or owner == folder}
    return allowed | {f"{folder}/{TESTING}" for folder in allowed} | shared


def wrong_include(root: Path, allowed: set[str], header: str) -> str | None:
    if not header.startswith("cpsg/"):
        return f'"{header}" is not written from the root'
    if not (root / header).is_file() and not (root / f"{header}.in").is_file():  # CMake makes some from a template
        return f'"{header}" does not exist'
    target = Path(header).parent.relative_to("cpsg").as_posix()
    if target not in allowed:
        return f"must not know cpsg/{target}"
    return None


def wrong_library(folder: str, header: str) -> str | None:
    if header.startswith("cpsg/"):
        return f"<{header}> is ours: use quotes"
    for pattern, owners in LIBRARY_OWNERS.items():
        if re.fullmatch(pattern, header) and folder not in owners:
            return f"<{header}> belongs to {', '.join(sorted(owners))} alone"
    return None


def adapter_faults(root: Path) -> list[str]:
    found = []
    for_tests = test_files(root)
    for path in cpp_files(root):
        name = path.relative_to(root).as_posix()
        folder = folder_of(root, path)
        if name in for_tests or name == CONSTRUCTION or folder.removesuffix(f"/{TESTING}") in ADAPTERS:
            continue
        found += [fault(root, path, line, f"{CONSTRUCTION} alone may know {ours}") for line, ours, _ in includes(path)
                  if ours and Path(ours).parent.as_posix().removeprefix("cpsg/") in ADAPTERS]
    return found


def network_units(root: Path) -> list[str]:
    """The production units that see Boost.Asio or Beast, through whichever header of ours."""
    graph = include_graph(root)
    heavy = {path.relative_to(root).as_posix() for path in cpp_files(root)
             if any(library and NETWORK_HEADER.match(library) for _, _, library in includes(path))}
    return sorted(name for name in graph if name.endswith(".cc") and not TEST_UNIT.search(name)
                  and heavy & reachable(graph, {name}))


def network_faults(root: Path) -> list[str]:
    units = network_units(root)
    if len(units) <= NETWORK_UNITS_MAX:
        return []
    return [f"too many units include Boost.Asio or Beast: {', '.join(units)}"]


def links(root: Path) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """folder -> the folders of ours that its link line names: for production, and after TEST."""
    production, test = {}, {}
    for listing in sorted((root / "cpsg").rglob("CMakeLists.txt")):
        folder = listing.parent.relative_to(root / "cpsg").as_posix()
        for match in MODULE.finditer(listing.read_text()):
            before, _, after = match[2].partition(" TEST ")
            production[folder], test[folder] = named_folders(before), named_folders(after)
    return production, test


def named_folders(link_line: str) -> set[str]:
    folder_of_target = {folder.replace("/", "_"): folder for folder in MAY_INCLUDE}
    return {folder_of_target.get(name, name) for name in re.findall(r"\bcpsg_(\w+)", link_line)}


def reached_folders(direct: dict[str, set[str]]) -> dict[str, set[str]]:
    reached = {folder: set(named) for folder, named in direct.items()}
    for _ in reached:
        for folder, seen in reached.items():
            reached[folder] = seen.union(*(reached.get(name, set()) for name in seen))
    return reached


def link_faults(root: Path) -> list[str]:
    production, test = links(root)
    reached, wanted = reached_folders(production), reached_folders(MAY_INCLUDE)
    found = []
    for folder in sorted((MAY_INCLUDE.keys() - TEST_LIBRARIES) | reached.keys()):
        if folder not in reached or folder not in MAY_INCLUDE:
            found.append(f"cpsg/{folder}: in the table or in CMake, but not in both")
        elif reached[folder] != wanted[folder]:
            found.append(f"cpsg/{folder}: links {sorted(reached[folder])}, the table asks for {sorted(wanted[folder])}")
        elif surplus := test[folder] - TESTS_MAY_INCLUDE.get(folder, set()) - MAY_INCLUDE[folder]:
            found.append(f"cpsg/{folder}: its tests link {sorted(surplus)}, which the table lacks")
    return found
