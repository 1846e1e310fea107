"""Protects: the closing counts of script/test; a report that is missing, broken or empty never looks like success."""
from __future__ import annotations

from pathlib import Path

import pytest

from outcome import Outcome, check, read_junit

PYTEST = """<testsuites><testsuite tests="4">
<testcase classname="a" name="well"/>
<testcase classname="a" name="bad"><failure message="x"/></testcase>
<testcase classname="a" name="broken"><error message="x"/></testcase>
<testcase classname="a" name="left out"><skipped message="no data"/></testcase>
</testsuite></testsuites>"""
CTEST = """<testsuite tests="4">
<testcase name="well" classname="well" status="run"/>
<testcase name="bad" classname="bad" status="fail"><failure message=""/></testcase>
<testcase name="left out" classname="left out" status="notrun"><skipped message="SKIP_REGULAR"/></testcase>
<testcase name="off" classname="off" status="disabled"/>
</testsuite>"""


def read(tmp_path: Path, text: str) -> Outcome:
    (tmp_path / "report.xml").write_text(text)
    return read_junit(tmp_path / "report.xml")


def test_a_report_of_pytest_is_counted(tmp_path: Path) -> None:
    outcome = read(tmp_path, PYTEST)
    assert outcome.line() == "1 passed, 2 failed, 1 skipped"
    assert outcome.failures == ["a::bad", "a::broken"] and outcome.skips == ["a::left out: no data"]


def test_a_report_of_ctest_is_counted(tmp_path: Path) -> None:
    assert read(tmp_path, CTEST).line() == "1 passed, 1 failed, 2 skipped"


@pytest.mark.parametrize("text", ["", "<testsuite>", '<testsuite tests="0"></testsuite>'])
def test_a_report_of_nothing_is_a_failure(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text).failed == 1


def test_a_missing_report_is_a_failure(tmp_path: Path) -> None:
    assert read_junit(tmp_path / "none.xml").failed == 1


def test_outcomes_add_up() -> None:
    total = check("one", True) + check("two", False) + Outcome(skipped=2, skips=["a", "b"])
    assert total.line() == "1 passed, 1 failed, 2 skipped" and total.failures == ["two"] and total.skips == ["a", "b"]
