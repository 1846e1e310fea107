"""Runs the project's tests in stages, goes on after a failure, and closes with one line of counts over all of them.

usage: script/test [--quick] [STAGE]...     --quick leaves out the sanitizers and the fuzz targets
"""
from __future__ import annotations

import argparse
import dataclasses
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from outcome import Outcome, check, read_junit, total

PROJECT = Path(__file__).resolve().parents[1]
REPORTS = PROJECT / "build/test-reports"
JOBS = "2"
FUZZ_SECONDS = "10"
# Those with threads of their own; the rest would only cost time under ThreadSanitizer.
CONCURRENT_MODULES = ["storage_sqlite", "http", "github", "api", "sync"]
# The functional tests that feed the program what it must not trust; the others add no memory errors, only time.
HOSTILE_SUITES = ["test_bad_packs.py", "test_bad_remote.py", "test_bad_store.py", "test_truth_generated.py",
                  "test_github_faults.py"]

sys.path.insert(0, str(PROJECT / "tools"))
import real_histories  # noqa: E402


def run(*command: str, **environment: str) -> bool:
    sys.stdout.flush()
    given = {**os.environ, **environment}
    return subprocess.run(command, cwd=PROJECT, env=given, stdin=subprocess.DEVNULL).returncode == 0


def build(preset: str, *targets: str, wrapper: tuple[str, ...] = ()) -> bool:
    options = [part for target in targets for part in ("--target", target)]
    return run(*wrapper, "script/build", "--preset", preset, *options)


def run_pytest(name: str, *arguments: str, **environment: str) -> Outcome:
    report = REPORTS / f"{name}.xml"
    well = run(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *arguments,
               **environment)
    return agree(name, well, read_junit(report))


def run_ctest(name: str, preset: str, *arguments: str, wrapper: tuple[str, ...] = ()) -> Outcome:
    report = REPORTS / f"{name}.xml"
    well = run(*wrapper, "ctest", "--test-dir", f"build/{preset}", "--parallel", JOBS, "--output-on-failure",
               "--no-tests=error", "--progress", "--output-junit", str(report), *arguments)
    return agree(name, well, read_junit(report))


def agree(name: str, well: bool, outcome: Outcome) -> Outcome:
    """A runner that failed without a failed test has failed all the same."""
    return outcome if well or outcome.failed else outcome + check(f"{name}: the runner itself", False)


def structure() -> Outcome:
    return run_pytest("structure", "tests/structure", "tests/test_outcome.py")


def form() -> Outcome:
    return total(check(f"script/lint {kind}", run("script/lint", kind)) for kind in ("format", "shell", "python"))


def unit() -> Outcome:
    return run_ctest("unit", "release") if build("release") else check("release build", False)


def functional() -> Outcome:
    if not build("release", "cpsg"):
        return check("release build", False)
    return run_pytest("functional", "-n", JOBS, "tests/functional")


def stand_in() -> Outcome:
    folder = "tools/github-sim"
    if not run("script/node", "npm", "--prefix", folder, "run", "--silent", "check"):
        return check(f"types of {folder}", False)
    report = REPORTS / "stand_in.xml"
    well = run("script/node", "--test", "--test-concurrency=3", "--test-reporter=spec",
               "--test-reporter-destination=stdout", "--test-reporter=junit",
               f"--test-reporter-destination={report}", f"{folder}/src/**/*.test.ts")
    return agree("stand_in", well, read_junit(report))


def asan() -> Outcome:
    if not build("asan"):
        return check("asan build", False)
    suites = [f"tests/functional/{suite}" for suite in HOSTILE_SUITES]
    units = run_ctest("asan", "asan")
    return units + run_pytest("asan-functional", "-n", JOBS, *suites, CPSG_BIN="build/asan/bin/cpsg")


def tsan() -> Outcome:
    # gcc 12's runtime can't place its shadow where address randomisation is at its strongest.
    fixed = ("setarch", "--addr-no-randomize")
    wrapper = fixed if subprocess.run([*fixed, "true"], stderr=subprocess.DEVNULL).returncode == 0 else ()
    if not build("tsan", *(f"cpsg_{module}_test" for module in CONCURRENT_MODULES), wrapper=wrapper):
        return check("tsan build", False)
    return run_ctest("tsan", "tsan", "--label-regex", f"^({'|'.join(CONCURRENT_MODULES)})$", wrapper=wrapper)


def fuzz() -> Outcome:
    command = ["script/fuzz", "--list"]
    listing = subprocess.run(command, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    targets = listing.stdout.split()
    if listing.returncode != 0 or not targets:
        return check("fuzz build", False)
    return total(check(target, run("script/fuzz", "--seconds", FUZZ_SECONDS, target)) for target in targets)


@dataclasses.dataclass(frozen=True)
class Stage:
    run: Callable[[], Outcome]
    quick: bool


STAGES = [Stage(structure, True), Stage(form, True), Stage(unit, True), Stage(functional, True), Stage(stand_in, False),
          Stage(asan, False), Stage(tsan, False), Stage(fuzz, False)]


def announce_real_histories() -> None:
    found = real_histories.find()
    if found:
        os.environ["CPSG_DATA_DIR"] = str(found)
    else:
        print("NO REAL HISTORIES: no CPSG_DATA_DIR, no ../shared/data/repos.tar; tests on them are SKIPPED", flush=True)


def summarise(results: list[tuple[str, float, Outcome]]) -> Outcome:
    everything = total(outcome for _, _, outcome in results)
    print("\n==== summary")
    for name, seconds, outcome in results:
        print(f"{name:12} {seconds:6.0f} s   {outcome.line()}")
    for name, _, outcome in results:
        for skip in outcome.skips:
            print(f"SKIPPED  {name}: {skip}")
    for name, _, outcome in results:
        for failure in outcome.failures:
            print(f"FAILED   {name}: {failure}")
    print(everything.line(), flush=True)
    return everything


def main() -> int:
    names = [stage.run.__name__ for stage in STAGES]
    parser = argparse.ArgumentParser(prog="script/test", description="Runs the project's tests in stages.")
    parser.add_argument("--quick", action="store_true", help="without sanitizers and fuzz targets")
    parser.add_argument("stages", nargs="*", metavar="STAGE", help=f"only these: {', '.join(names)}")
    options = parser.parse_args()
    if unknown := set(options.stages) - set(names):
        parser.error(f"no stage {', '.join(sorted(unknown))}; there are: {', '.join(names)}")
    shutil.rmtree(REPORTS, ignore_errors=True)
    REPORTS.mkdir(parents=True)
    announce_real_histories()
    results = []
    for stage in STAGES:
        name = stage.run.__name__
        if name in options.stages or not options.stages and (stage.quick or not options.quick):
            print(f"\n==== {name}", flush=True)
            began = time.monotonic()
            outcome = stage.run()
            results.append((name, time.monotonic() - began, outcome))
            print(f"==== {name}: {outcome.line()} in {results[-1][1]:.0f} s", flush=True)
    everything = summarise(results)
    return 1 if everything.failed or not everything.passed else 0


if __name__ == "__main__":
    sys.exit(main())
