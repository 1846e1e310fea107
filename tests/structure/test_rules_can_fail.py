"""Protects: every structure rule finds what it forbids. Each test builds a small tree that breaks one rule."""
from __future__ import annotations

from pathlib import Path

import pytest

import error_rules
import header_rules
import include_rules
import layout_rules
import size_rules
import text_rules
from project_files import PROJECT


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


HEADER = "// A concept.\n#pragma once\n"


@pytest.mark.parametrize("path, line, message", [
    ("cpsg/git/pack/a.cc", '#include "cpsg/storage/store.h"', "must not know cpsg/storage"),
    ("cpsg/base/a.h", '#include "cpsg/model/oid.h"', "must not know cpsg/model"),
    ("cpsg/git/pack/a.cc", '#include "client.h"', "not written from the root"),
    ("cpsg/git/pack/a.cc", '#include "cpsg/git/pack/missing.h"', "does not exist"),
    ("cpsg/git/pack/a.cc", "#include <cpsg/git/pack/spool.h>", "use quotes"),
    ("cpsg/api/a.cc", "#include <sqlite3.h>", "belongs to storage/sqlite"),
    ("cpsg/git/pack/a.cc", "  #  include <curl/curl.h>", "belongs to http"),
    ("cpsg/api/a.cc", "#include <boost/asio.hpp>", "belongs to http"),
    ("cpsg/sync/a.cc", '#include "cpsg/storage/sqlite/store.h"', "must not know cpsg/storage/sqlite"),
    ("cpsg/git/pack/a_test.cc", '#include "cpsg/storage/store.h"', "must not know cpsg/storage"),
    ("cpsg/other/a.cc", "", "not in the table"),
    ("cpsg/model/a.cc", '#include "cpsg/base/testing/clock.h"', "must not know cpsg/base/testing"),
])
def test_a_wrong_include_is_found(tmp_path: Path, path: str, line: str, message: str) -> None:
    for header in ("storage/store.h", "storage/sqlite/store.h", "model/oid.h", "git/pack/spool.h", "base/testing/clock.h"):
        write(tmp_path, f"cpsg/{header}", HEADER)
    write(tmp_path, path, f"// A concept.\n#pragma once\n{line}\n")
    faults = include_rules.include_faults(tmp_path)
    assert len(faults) == 1 and message in faults[0] and faults[0].startswith(path), faults


def test_a_right_include_is_none(tmp_path: Path) -> None:
    write(tmp_path, "cpsg/model/oid.h", HEADER)
    write(tmp_path, "cpsg/storage/sqlite/store.h", HEADER)
    write(tmp_path, "cpsg/git/pack/a.cc", '#include "cpsg/model/oid.h"\n#include <vector>\n')
    write(tmp_path, "cpsg/sync/a_test.cc", '#include "cpsg/storage/sqlite/store.h"\n')
    write(tmp_path, "cpsg/base/testing/clock.h", HEADER)
    write(tmp_path, "cpsg/sync/b_test.cc", '#include "cpsg/base/testing/clock.h"\n')
    assert include_rules.include_faults(tmp_path) == []


def test_a_header_may_do_what_its_includers_may(tmp_path: Path) -> None:
    write(tmp_path, "cpsg/storage/sqlite/store.h", HEADER)
    write(tmp_path, "cpsg/sync/helper.h", HEADER + '#include "cpsg/storage/sqlite/store.h"\n')
    write(tmp_path, "cpsg/sync/a_test.cc", '#include "cpsg/sync/helper.h"\n')
    assert include_rules.include_faults(tmp_path) == []
    write(tmp_path, "cpsg/sync/a.cc", '#include "cpsg/sync/helper.h"\n')
    assert len(include_rules.include_faults(tmp_path)) == 1


def test_an_adapter_is_known_to_construction_alone(tmp_path: Path) -> None:
    write(tmp_path, "cpsg/storage/sqlite/store.h", HEADER)
    for path in ("cpsg/server/construction.cc", "cpsg/server/a_test.cc", "cpsg/storage/sqlite/store.cc"):
        write(tmp_path, path, '#include "cpsg/storage/sqlite/store.h"\n')
    assert include_rules.adapter_faults(tmp_path) == []
    write(tmp_path, "cpsg/server/a.cc", '#include "cpsg/storage/sqlite/store.h"\n')
    (found,) = include_rules.adapter_faults(tmp_path)
    assert found.startswith("cpsg/server/a.cc:1: ") and "construction.cc alone" in found


def test_link_lines_that_differ_from_the_table_are_found(tmp_path: Path) -> None:
    for listing in (PROJECT / "cpsg").rglob("CMakeLists.txt"):
        write(tmp_path, str(listing.relative_to(PROJECT)), listing.read_text())
    assert include_rules.link_faults(tmp_path) == []
    write(tmp_path, "cpsg/git/pack/CMakeLists.txt", "cpsg_module(git_pack PUBLIC cpsg_http cpsg_storage)\n")
    assert any(found.startswith("cpsg/git/pack: links") for found in include_rules.link_faults(tmp_path))
    write(tmp_path, "cpsg/extra/CMakeLists.txt", "cpsg_module(extra)\n")
    assert any(found.startswith("cpsg/extra: in the table or") for found in include_rules.link_faults(tmp_path))


def test_a_circle_within_a_folder_is_found(tmp_path: Path) -> None:
    write(tmp_path, "cpsg/git/a.h", HEADER)
    write(tmp_path, "cpsg/git/b.h", HEADER + '#include "cpsg/git/a.h"\n')
    write(tmp_path, "cpsg/git/c.h", HEADER + '#include "cpsg/git/b.h"\n')
    write(tmp_path, "cpsg/git/a.cc", '#include "cpsg/git/a.h"\n')
    write(tmp_path, "cpsg/git/a_test.cc", '#include "cpsg/git/c.h"\n')
    assert include_rules.circle_faults(tmp_path) == []
    write(tmp_path, "cpsg/git/a.cc", '#include "cpsg/git/a.h"\n#include "cpsg/git/c.h"\n')
    circle = "cpsg/git: a, b, c"
    assert include_rules.circle_faults(tmp_path) == [f"{circle} include each other: divide them into layers"]


def test_network_headers_in_too_many_units_are_found(tmp_path: Path) -> None:
    write(tmp_path, "cpsg/http/heavy.h", HEADER + "#include <boost/beast/http/parser.hpp>\n")
    for name in ("a.cc", "b.cc", "c_test.cc"):
        write(tmp_path, f"cpsg/http/{name}", '#include "cpsg/http/heavy.h"\n')
    assert include_rules.network_faults(tmp_path) == []
    write(tmp_path, "cpsg/http/between.h", HEADER + '#include "cpsg/http/heavy.h"\n')
    write(tmp_path, "cpsg/http/c.cc", '#include "cpsg/http/between.h"\n')
    assert "cpsg/http/c.cc" in include_rules.network_faults(tmp_path)[0]


@pytest.mark.parametrize("path, text, message", [
    ("cpsg/git/pack/a.cc", "namespace cpsg::git {\n", "its folder's is cpsg::git::pack"),
    ("cpsg/git/pack/testing/a.h", "namespace cpsg::git::pack::testing {\n", "its folder's is cpsg::git::pack"),
    ("cpsg/base/a.h", "namespace cpsg::base {\n", "its folder's is cpsg"),
    ("cpsg/model/a.h", "int x;\n", "is in no namespace"),
])
def test_a_wrong_namespace_is_found(tmp_path: Path, path: str, text: str, message: str) -> None:
    write(tmp_path, path, text)
    faults = layout_rules.namespace_faults(tmp_path)
    assert len(faults) == 1 and message in faults[0], faults


@pytest.mark.parametrize("before, after, message", [
    ("| `git/pack` |", "| `git/packs` |", "no row for cpsg/git/pack"),
    ("| model, base |\n| `git/graph`", "| model |\n| `git/graph`", "git/protocol may include"),
])
def test_a_map_that_differs_from_the_table_is_found(tmp_path: Path, before: str, after: str, message: str) -> None:
    text = (PROJECT / "ARCHITECTURE.md").read_text()
    assert before in text
    write(tmp_path, "ARCHITECTURE.md", text.replace(before, after))
    assert any(message in found for found in layout_rules.map_faults(tmp_path))


@pytest.mark.parametrize("path", ["cpsg/base/a.cc", "tests/a.py", "script/run", "cmake/a.cmake"])
def test_a_long_file_is_found(tmp_path: Path, path: str) -> None:
    write(tmp_path, path, "#!/bin/sh\n" + "\n" * (size_rules.FILE_LINES_MAX - 1))
    assert size_rules.file_faults(tmp_path) == []
    write(tmp_path, path, "#!/bin/sh\n" + "\n" * size_rules.FILE_LINES_MAX)
    assert len(size_rules.file_faults(tmp_path)) == 1


@pytest.mark.parametrize("path, opening, line, closing", [
    ("cpsg/base/a.cc", "void Thing::run(int a) const {", "  step();", "}"),
    ("cpsg/base/a_test.cc", "TEST(Thing, Runs) {", "  step();", "}"),
    ("cpsg/base/a.h", "template <typename T>\nauto run(T&& t) -> std::vector<T> {", "  step();", "}"),
    ("tests/a.py", "def run() -> None:", "    step()", "    return"),
])
def test_a_long_function_is_found(tmp_path: Path, path: str, opening: str, line: str, closing: str) -> None:
    inner = size_rules.FUNCTION_LINES_MAX - 2
    write(tmp_path, path, "\n".join([opening, *[line] * inner, closing, ""]))
    assert size_rules.function_faults(tmp_path) == []
    write(tmp_path, path, "\n".join([opening, *[line] * (inner + 1), closing, ""]))
    assert len(size_rules.function_faults(tmp_path)) == 1


@pytest.mark.parametrize("text", [
    "TO" "DO: later", "FIX" "ME", "a HA" "CK", "a place" "holder", "not imple" "mented yet", "/wo" "rk/main/file", "cd /ro" "ot/x",
    "/tm" "p/da" "ta/x", "https://pyp" "i.org/simple", "http://deb.deb" "ian.org/x",
])
def test_a_forbidden_word_is_found(tmp_path: Path, text: str) -> None:
    write(tmp_path, "docs/page.md", f"first\n{text}\n")
    faults = text_rules.word_faults(tmp_path)
    assert len(faults) == 1 and faults[0].startswith("docs/page.md:2:")


@pytest.mark.parametrize("text", [
    "/network/x", "mastodon", "hacked", "a/work/b", "framework/", "/tmp/cpsg", "HOME=/root", "/home/u/x", "<input place" "holder='a name'>",
    "::place" "holder { opacity: 1; }"])
def test_an_innocent_word_is_not(tmp_path: Path, text: str) -> None:
    write(tmp_path, "docs/page.md", f"{text}\n")
    assert text_rules.word_faults(tmp_path) == []


def test_the_hint_of_a_field_is_markup_in_pages_alone(tmp_path: Path) -> None:
    hint = "place" "holder"
    write(tmp_path, "dashboard/field.tsx", f'<input {hint}="Filter" />\n')
    write(tmp_path, "dashboard/value.ts", f"const {hint} = 0;\n")
    assert [fault.split(":")[0] for fault in text_rules.word_faults(tmp_path)] == ["dashboard/value.ts"]


@pytest.mark.parametrize("path, text", [
    ("cpsg/base/a.h", "// A concept.\nint x;\n"),
    ("cpsg/base/a.h", "#pragma once\n"),
    ("cpsg/base/a_test.cc", "#include <x>\n"),
    ("tools/a.py", "import os\n"),
])
def test_a_bad_opening_is_found(tmp_path: Path, path: str, text: str) -> None:
    write(tmp_path, path, text)
    assert len(text_rules.opening_faults(tmp_path)) == 1


@pytest.mark.parametrize("before, after", [
    ("| `tls` |", "| `tlsx` |"), ("| 451 | no |", "| 452 | no |"), ("| Removed for good |", "| Gone |"),
    ("| 504 | yes |", "| 504 | no |"), ("| `busy` ", "| busy "),
])
def test_an_error_documented_wrongly_is_found(tmp_path: Path, before: str, after: str) -> None:
    for path in ("cpsg/base/error.h", "cpsg/base/error.cc"):
        write(tmp_path, path, (PROJECT / path).read_text())
    documented = (PROJECT / "docs/errors.md").read_text()
    assert before in documented
    write(tmp_path, "docs/errors.md", documented.replace(before, after))
    assert error_rules.error_faults(tmp_path)


def test_a_header_that_the_scanner_does_not_know_is_found(tmp_path: Path) -> None:
    write(tmp_path, header_rules.SCANNER, 'Field{"range"},\nField{"accept", Meaning::kKept, &PlainRequest::accept},\n')
    write(tmp_path, "cpsg/api/a.cc", 'call.request.header("range");\nrequest_.header("accept");\nresponse.header("date");\n')
    write(tmp_path, "cpsg/api/a_test.cc", 'request.header("x-other");\n')
    assert header_rules.header_faults(tmp_path) == []
    write(tmp_path, "cpsg/api/b.cc", '\nrequest.header("x-other");\n')
    assert header_rules.header_faults(tmp_path) == [
        "cpsg/api/b.cc:2: cpsg/http/plain_request.cc does not know the header field x-other"]
    write(tmp_path, header_rules.SCANNER, "")
    assert any("mend" in each for each in header_rules.header_faults(tmp_path))
