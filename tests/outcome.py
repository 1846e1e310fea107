"""What a stage of script/test came to: counts, and the reasons of what did not run. Read from JUnit reports."""
from __future__ import annotations

import dataclasses
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from pathlib import Path


@dataclasses.dataclass
class Outcome:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    failures: list[str] = dataclasses.field(default_factory=list)
    skips: list[str] = dataclasses.field(default_factory=list)

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped,
                       self.failures + other.failures, self.skips + other.skips)

    def line(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def check(name: str, well: bool) -> Outcome:
    """A command that either works or does not, counted as one test."""
    return Outcome(passed=1) if well else Outcome(failed=1, failures=[name])


def total(outcomes: Iterable[Outcome]) -> Outcome:
    return sum(outcomes, Outcome())


def read_junit(report: Path) -> Outcome:
    """Counts a report of pytest or ctest; a missing or broken one is a failure, never nothing."""
    try:
        cases = list(ElementTree.parse(report).iter("testcase"))
    except (OSError, ElementTree.ParseError) as error:
        return Outcome(failed=1, failures=[f"no report of the tests: {error}"])
    return total(map(read_case, cases)) if cases else Outcome(failed=1, failures=[f"{report.name}: no test ran"])


def read_case(case: ElementTree.Element) -> Outcome:
    name = "::".join(part for part in (case.get("classname"), case.get("name")) if part)
    if case.find("failure") is not None or case.find("error") is not None or case.get("status") == "fail":
        return Outcome(failed=1, failures=[name])
    skipped = case.find("skipped")
    if skipped is not None or case.get("status") in ("notrun", "disabled"):
        reason = skipped.get("message") if skipped is not None else None
        return Outcome(skipped=1, skips=[f"{name}: {reason or 'no reason given'}"])
    return Outcome(passed=1)
